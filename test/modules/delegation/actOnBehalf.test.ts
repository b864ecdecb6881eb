import { addHook, addProcess, addRequest, addUser, password } from '../../kit/factories';
import { globalId } from '../../kit/globalId';
import { startReplica, type Replica } from '../../kit/startReplica';
import { startTestServer, type TestServer } from '../../kit/startTestServer';

let server: TestServer;
let replica: Replica;
let ann: string;
let bob: string;
beforeAll(async () => {
  server = await startTestServer();
  replica = await startReplica(server);
  for (const userName of ['ann', 'bob', 'cat']) await addUser(server, userName);
  [ann, bob] = [await addHook(server, 'ann'), await addHook(server, 'bob')];
  await addProcess(server, 'P', {
    participants: [
      { name: 'Requesters', role: 'REQUESTER', users: ['ann'] },
      { name: 'Workers', role: 'ACTOR', users: ['ann', 'cat'] },
    ],
  });
  const [annId, bobId, catId] = await Promise.all(['ann', 'bob', 'cat'].map(idOf));
  await server.db.prisma.delegation.createMany({
    data: [
      { delegatorId: annId!, delegateeId: bobId! },
      { delegatorId: catId!, delegateeId: bobId!, processName: 'P', participant: 'Workers' },
    ],
  });
});
afterAll(async () => {
  await replica.stop();
  await server.stop();
});

const idOf = async (userName: string) => (await server.contextOf(userName)).viewer.id;
/** Ends what this user has delegated, or lets it hold again. */
const setEnd = async (delegator: string, to: Date | null) =>
  server.db.prisma.delegation.updateMany({ where: { delegatorId: await idOf(delegator) }, data: { to } });
const forAnn = { onBehalfOfUserName: 'ann' };
const asBob = { userName: 'bob', password };
const historyOf = async (number: number) => {
  const query = `query ($number: Int!) { request(number: $number) { requester { userName }
    history { nodes { type actor { userName } onBehalfOf { userName } } }
    actions { nodes { subStatus assignee { userName } } } } }`;
  return (await server.graphql(query, { number })).data.request;
};

describe('what is done on behalf of somebody', () => {
  it('belongs to the delegator, and the history names both users', async () => {
    const { body } = await server.hook('createRequest', { processName: 'P', ...forAnn }, {}, bob);
    const completed = await server.hook('completeAction', { requestNumber: body.number, number: 1, ...forAnn }, {}, bob);
    const onBehalfOf = { onBehalfOf: globalId(`User:${await idOf('ann')}`), onBehalfOfUserName: 'ann' };
    expect([body, completed.body]).toEqual([expect.objectContaining(onBehalfOf), expect.objectContaining(onBehalfOf)]);
    const both = { actor: { userName: 'bob' }, onBehalfOf: { userName: 'ann' } };
    const engine = { actor: null, onBehalfOf: null };
    expect(await historyOf(body.number)).toEqual({
      requester: { userName: 'ann' },
      history: {
        nodes: [
          { type: 'REQUEST_CREATED', ...both },
          { type: 'ACTION_OPENED', ...engine },
          { type: 'ACTION_COMPLETED', ...both },
          { type: 'REQUEST_CLOSED', ...engine },
        ],
      },
      actions: { nodes: [{ subStatus: 'COMPLETED', assignee: { userName: 'ann' } }] },
    });
  });

  it('sent twice with an Idempotency-Key is done once, also when the delegation has ended in between', async () => {
    const input = { requestNumber: await addRequest(server, 'P', {}, ann), number: 1, onBehalfOfUserName: 'cat' };
    const headers = { 'idempotency-key': 'on behalf' };
    const first = await server.hook('completeAction', input, headers, bob);
    await setEnd('cat', new Date(0));
    const again = await server.hook('completeAction', input, headers, bob);
    const anew = await server.hook('completeAction', input, {}, bob);
    await setEnd('cat', null);
    expect([first.status, again.status, again.body, anew.body.code]).toEqual([200, 200, first.body, 'FORBIDDEN']);
  });

  it('at the same time as the delegator does it, through two servers, is done once', async () => {
    const input = { requestNumber: await addRequest(server, 'P', {}, ann), number: 1 };
    const answers = await Promise.all([
      server.hook('completeAction', input, {}, ann),
      replica.post(`/hooks/${bob}`, { operation: 'completeAction', args: { input: { ...input, ...forAnn } } }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  it('stays seen by who did it as one participant alone', async () => {
    const requestNumber = await addRequest(server, 'P', {}, ann);
    await setEnd('ann', new Date(0));
    await server.hook('completeAction', { requestNumber, number: 1, onBehalfOfUserName: 'cat' }, {}, bob);
    const { data } = await server.graphql(`{ request(number: ${requestNumber}) { status } }`, {}, asBob);
    await setEnd('ann', null);
    expect(data.request).toEqual({ status: 'CLOSED' });
  });
});

describe('viewer.actions', () => {
  it('has each action once that one can complete on behalf of others, and for whom', async () => {
    await server.db.prisma.action.updateMany({ data: { status: 'CLOSED', subStatus: 'COMPLETED', closedAt: new Date() } });
    const [free, cats] = [await addRequest(server, 'P', {}, ann), await addRequest(server, 'P', {}, ann)];
    await server.hook('assignAction', { requestNumber: cats, number: 1, assigneeUserName: 'cat' });
    const query = '{ viewer { actions { totalCount nodes { requestNumber viewerOnBehalfOf { userName } } } } }';
    const lists = await Promise.all(['bob', 'ann', 'cat'].map((userName) => server.graphql(query, {}, { userName, password })));
    const line = (requestNumber: number, userName: string | null) => ({
      requestNumber,
      viewerOnBehalfOf: userName === null ? null : { userName },
    });
    expect(lists.map(({ data }) => data.viewer.actions)).toEqual([
      { totalCount: 2, nodes: [line(cats, 'cat'), line(free, 'ann')] },
      { totalCount: 1, nodes: [line(free, null)] },
      { totalCount: 2, nodes: [line(cats, null), line(free, null)] },
    ]);
  });

  it('of another user are visible to that user only, including whom they represent', async () => {
    const { data } = await server.graphql('{ user(userName: "bob") { actions { totalCount } } }');
    expect(data.user.actions.totalCount).toBe(0);
  });
});

describe('without a log-in', () => {
  it('nobody acts on behalf of anybody', async () => {
    const query = 'mutation { cancelRequest(input: { number: 1, onBehalfOfUserName: "ann" }) { number } }';
    const hook = await server.hook('cancelRequest', { number: 1, ...forAnn }, {}, 'no-hook-has-this-token');
    expect([(await server.post('/graphql', { query })).status, hook.status]).toEqual([401, 404]);
  });
});
