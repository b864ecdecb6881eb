import { globalId } from '../../kit/globalId';
import { addHook, addProcess, addRequest, addUser, password } from '../../kit/factories';
import { administrator, startTestServer, type TestServer } from '../../kit/startTestServer';

let server: TestServer;
let ann: string;
let ids: { ann: number; admin: number };
beforeAll(async () => {
  server = await startTestServer();
  await addUser(server, 'ann');
  ann = await addHook(server, 'ann', { name: 'Hook of Ann' });
  const idOf = async (userName: string) => (await server.contextOf(userName)).viewer.id;
  ids = { ann: await idOf('ann'), admin: await idOf(administrator.userName) };
  await addProcess(server, 'P', {
    activities: [
      { name: 'REQUEST', type: 'USER', participant: 'Requesters', assign: 'REQUESTER' },
      { name: 'DO', type: 'USER', participant: 'Workers' },
      { name: 'COUNT', type: 'SET', set: { NUMERIC: 1 } },
    ],
    start: 'REQUEST',
    transitions: [
      { from: 'REQUEST', to: 'DO' },
      { from: 'DO', to: 'COUNT' },
      { from: 'DO', to: 'DO', on: 'CANCEL' },
    ],
  });
});
afterAll(() => server.stop());

interface Line {
  at: string;
}

async function historyOf(number: number): Promise<{ closedAt: string | null; history: { nodes: Line[] } }> {
  const query = `query ($number: Int) { request(number: $number) { closedAt history {
    nodes { at type actionNumber actor { userName } onBehalfOf { userName } application { name } detail } } } }`;
  const { data } = await server.graphql(query, { number });
  return data.request;
}
const by = (userName: string | null, application: string | null) => ({
  actor: userName === null ? null : { userName },
  onBehalfOf: null,
  application: application === null ? null : { name: application },
});

describe('Request.history', () => {
  it('says who did what, through which hook, and what followed by itself', async () => {
    const start = Date.now();
    const number = await addRequest(server, 'P', { parameters: [{ name: 'TEXT', textValue: 'a' }] }, ann);
    await server.hook('completeAction', { requestNumber: number, number: 1 }, {}, ann);
    await server.hook('assignAction', { requestNumber: number, number: 2, assigneeUserName: 'ann' });
    await server.hook('cancelActionAssignment', { requestNumber: number, number: 2 }, {}, ann);
    await server.hook('cancelAction', { requestNumber: number, number: 2, exception: { message: 'Not now', source: 'ERP' } });
    await server.hook('updateRequestDataset', {
      number,
      parameters: [
        { name: 'TEXT', textValue: 'b' },
        { name: 'NUMERIC', numericValue: 2 },
      ],
    });
    await server.graphql(
      'mutation ($input: CompleteActionInput!) { completeAction(input: $input) { number } }',
      { input: { requestNumber: number, number: 3 } },
      { userName: 'ann', password },
    );
    const { history, closedAt } = await historyOf(number);
    const times = history.nodes.map(({ at }) => Date.parse(at));
    expect({ times, closedAt }).toEqual({ times: [...times].sort((a, b) => a - b), closedAt: history.nodes.at(-1)!.at });
    expect([times[0]! >= start, times.at(-1)! <= Date.now()]).toEqual([true, true]);
    expect(history.nodes.map(({ at: _, ...line }) => line)).toEqual([
      { type: 'REQUEST_CREATED', actionNumber: null, ...by('ann', 'Hook of Ann'), detail: { data: ['TEXT'] } },
      { type: 'ACTION_OPENED', actionNumber: 1, ...by(null, null), detail: { activity: 'REQUEST', from: [{ action: 0, transition: 0 }] } },
      {
        type: 'ACTION_ASSIGNED',
        actionNumber: 1,
        ...by(null, null),
        detail: { activity: 'REQUEST', assigneeId: globalId(`User:${ids.ann}`) },
      },
      { type: 'ACTION_COMPLETED', actionNumber: 1, ...by('ann', 'Hook of Ann'), detail: { activity: 'REQUEST', data: [] } },
      { type: 'ACTION_OPENED', actionNumber: 2, ...by(null, null), detail: { activity: 'DO', from: [{ action: 1, transition: 0 }] } },
      {
        type: 'ACTION_ASSIGNED',
        actionNumber: 2,
        ...by('admin', 'Test hook'),
        detail: { activity: 'DO', assigneeId: globalId(`User:${ids.ann}`), previousId: null },
      },
      {
        type: 'ACTION_ASSIGNMENT_CANCELLED',
        actionNumber: 2,
        ...by('ann', 'Hook of Ann'),
        detail: { activity: 'DO', assigneeId: globalId(`User:${ids.ann}`) },
      },
      {
        type: 'ACTION_CANCELLED',
        actionNumber: 2,
        ...by('admin', 'Test hook'),
        detail: { activity: 'DO', outcome: 'CANCELLED', message: 'Not now', source: 'ERP' },
      },
      { type: 'ACTION_OPENED', actionNumber: 3, ...by(null, null), detail: { activity: 'DO', from: [{ action: 2, transition: 2 }] } },
      { type: 'DATASET_UPDATED', actionNumber: null, ...by('admin', 'Test hook'), detail: { data: ['TEXT', 'NUMERIC'] } },
      { type: 'ACTION_COMPLETED', actionNumber: 3, ...by('ann', null), detail: { activity: 'DO', data: [] } },
      { type: 'ACTION_OPENED', actionNumber: 4, ...by(null, null), detail: { activity: 'COUNT', from: [{ action: 3, transition: 1 }] } },
      { type: 'ACTION_COMPLETED', actionNumber: 4, ...by(null, null), detail: { activity: 'COUNT', data: ['NUMERIC'] } },
      { type: 'REQUEST_CLOSED', actionNumber: null, ...by(null, null), detail: { subStatus: 'COMPLETED', message: null } },
    ]);
  });

  it('of a cancelled request says who, and which actions it took with it', async () => {
    const number = await addRequest(server, 'P', {}, ann);
    await server.hook('cancelRequest', { number });
    const { history } = await historyOf(number);
    expect(history.nodes.slice(-2).map(({ at: _, ...line }) => line)).toEqual([
      { type: 'REQUEST_CANCELLED', actionNumber: null, ...by('admin', 'Test hook'), detail: {} },
      {
        type: 'ACTION_CANCELLED',
        actionNumber: 1,
        ...by(null, null),
        detail: { activity: 'REQUEST', outcome: 'CANCELLED', message: null },
      },
    ]);
  });

  it('of what one does on behalf of oneself names nobody else', async () => {
    const number = await addRequest(server, 'P', { onBehalfOfUserName: 'ann' }, ann);
    const { history } = await historyOf(number);
    expect(history.nodes[0]).toEqual(expect.objectContaining(by('ann', 'Hook of Ann')));
  });

  it('stays when its hook is removed', async () => {
    const token = await addHook(server, 'ann', { name: 'Short lived' });
    const number = await addRequest(server, 'P', {}, token);
    await server.db.prisma.application.delete({ where: { name: 'Short lived' } });
    const { history } = await historyOf(number);
    expect(history.nodes[0]).toEqual(expect.objectContaining({ type: 'REQUEST_CREATED', ...by('ann', null) }));
  });
});
