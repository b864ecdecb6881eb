import { callRefused, refusedAs } from '../../kit/callRefused';
import { addHook, addProcess, addRequest, addUser } from '../../kit/factories';
import { globalId } from '../../kit/globalId';
import { startReplica, type Replica } from '../../kit/startReplica';
import { startTestServer, type TestServer } from '../../kit/startTestServer';

let server: TestServer;
let replica: Replica;
let ann: string;
let bob: string;
let open: number;
beforeAll(async () => {
  server = await startTestServer();
  replica = await startReplica(server);
  await addUser(server, 'ann');
  await addUser(server, 'bob');
  ann = await addHook(server, 'ann');
  bob = await addHook(server, 'bob');
  await addProcess(server, 'P', {
    start: ['DO', 'DO', 'OWN'],
    activities: [
      { name: 'DO', type: 'USER', participant: 'Workers' },
      { name: 'OWN', type: 'USER', participant: 'Workers', assign: 'REQUESTER' },
      { name: 'YES', type: 'USER', participant: 'Workers' },
      { name: 'NO', type: 'USER', participant: 'Workers' },
    ],
    transitions: [
      { from: 'OWN', to: 'YES', when: "data.TEXT = 'yes'" },
      { from: 'OWN', to: 'NO', otherwise: true },
    ],
  });
  await addProcess(server, 'One');
  await addProcess(server, 'Test', {}, 'TEST');
  open = await addRequest(server, 'P');
  await server.hook('completeAction', { requestNumber: open, number: 1 });
});
afterAll(async () => {
  await replica.stop();
  await server.stop();
});

const actionsOf = async (requestId: number) =>
  (await server.db.prisma.action.findMany({ where: { requestId }, orderBy: { number: 'asc' } })).map(
    ({ number, activity, status, subStatus }) => [number, activity, subStatus ?? status].join(' '),
  );
const closedAtOf = async (requestId: number, number: number) =>
  (await server.db.prisma.action.findUniqueOrThrow({ where: { requestId_number: { requestId, number } } })).closedAt!.toISOString();

describe('completeAction', () => {
  it.each<[string, () => object, number, string, string]>([
    [
      'an action number alone',
      () => ({ number: 1 }),
      400,
      'BAD_USER_INPUT',
      'An action ID, or a request number and an action number, is required',
    ],
    [
      'an activity alone',
      () => ({ activityName: 'DO' }),
      400,
      'BAD_USER_INPUT',
      'An action ID, or a request number and an action number, is required',
    ],
    [
      'a number and the name of another activity',
      () => ({ requestNumber: open, number: 2, activityName: 'OWN' }),
      400,
      'BAD_USER_INPUT',
      'number and activityName refer to different objects: send one of them, or both for the same object',
    ],
    [
      'an activity of which no action is open',
      () => ({ requestNumber: open, activityName: 'YES' }),
      409,
      'CONFLICT',
      'Request {open} has no open action YES',
    ],
    [
      'an activity that is not',
      () => ({ requestNumber: open, activityName: 'None' }),
      409,
      'CONFLICT',
      'Request {open} has no open action None',
    ],
    [
      'isTest where the request is none',
      () => ({ requestNumber: open, number: 2, isTest: true }),
      400,
      'BAD_USER_INPUT',
      'Request {open} is not a test request',
    ],
    [
      'isTest and inTest that disagree',
      () => ({ requestNumber: open, number: 2, isTest: false, inTest: true }),
      400,
      'BAD_USER_INPUT',
      'isTest and inTest refer to different objects: send one of them, or both for the same object',
    ],
  ])('is refused with %s', async (_, input, status, code, error) => {
    const text = error.replace('{open}', String(open));
    expect(await callRefused(server, 'completeAction', input())).toEqual(refusedAs(status, code, `CompleteAction error: ${text}`));
  });

  it('of a closed action is refused, saying when and how it was closed', async () => {
    const closedAt = await closedAtOf(open, 1);
    expect(await callRefused(server, 'completeAction', { requestNumber: open, number: 1 })).toEqual(
      refusedAs(409, 'CONFLICT', `CompleteAction error: Action 1 of request ${open} was closed as COMPLETED at ${closedAt}`),
    );
  });

  it('by name in a closed request is refused, saying when and how it was closed', async () => {
    const number = await addRequest(server, 'P');
    await server.hook('cancelRequest', { number });
    expect(await callRefused(server, 'completeAction', { requestNumber: number, activityName: 'DO' })).toEqual(
      refusedAs(409, 'CONFLICT', `CompleteAction error: Request ${number} was closed as CANCELLED at ${await closedAtOf(number, 1)}`),
    );
  });

  it('is refused to a member of the participant when somebody else has the action', async () => {
    const number = await addRequest(server, 'One');
    await server.hook('assignAction', { requestNumber: number, number: 1, assigneeUserName: 'bob' });
    expect(await callRefused(server, 'completeAction', { requestNumber: number, number: 1 }, ann)).toEqual(
      refusedAs(403, 'FORBIDDEN', `CompleteAction error: ann may not complete action 1 of request ${number}`),
    );
  });

  it.each<[string, (request: number) => object, number]>([
    ['by ID', (request) => ({ id: globalId(`Action:${request}---2`) }), 2],
    ['by numbers', (requestNumber) => ({ requestNumber, number: 2 }), 2],
    [
      'by ID, numbers and activity that agree',
      (request) => ({ id: globalId(`Action:${request}---2`), requestNumber: request, number: 2, activityName: 'DO' }),
      2,
    ],
    ['by activity, the first open one', (requestNumber) => ({ requestNumber, activityName: 'DO', number: null }), 1],
    ['saying that it is no test', (requestNumber) => ({ requestNumber, number: 3, isTest: false, inTest: false }), 3],
  ])('%s answers ID and numbers', async (_, input, action) => {
    const number = await addRequest(server, 'P');
    const { status, body } = await server.hook('completeAction', { ...input(number), clientMutationId: 'c' });
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        clientMutationId: 'c',
        actionId: globalId(`Action:${number}---${action}`),
        number: action,
        requestNumber: number,
        onBehalfOf: null,
        onBehalfOfUserName: null,
      },
    });
  });

  it.each([{ isTest: true }, { inTest: true }, {}])('of a test request may say so: %j', async (flag) => {
    const requestNumber = await addRequest(server, 'Test', { isTest: true });
    expect((await server.hook('completeAction', { requestNumber, number: 1, ...flag })).status).toBe(200);
  });

  it('sets data first, which the conditions then see', async () => {
    const number = await addRequest(server, 'P');
    await server.hook('completeAction', { requestNumber: number, number: 3, parameters: [{ name: 'TEXT', textValue: 'yes' }] });
    const { data } = await server.db.prisma.request.findUniqueOrThrow({ where: { id: number } });
    expect([data, await actionsOf(number)]).toEqual([
      { TEXT: 'yes' },
      ['1 DO NOT_STARTED', '2 DO NOT_STARTED', '3 OWN COMPLETED', '4 YES NOT_STARTED'],
    ]);
  });

  it('of the last open action closes the request', async () => {
    const number = await addRequest(server, 'One');
    await server.hook('completeAction', { requestNumber: number, number: 1 });
    const { status, subStatus } = await server.db.prisma.request.findUniqueOrThrow({ where: { id: number } });
    expect([status, subStatus]).toEqual(['CLOSED', 'COMPLETED']);
  });

  it('of an unassigned action assigns it to the user who completes it', async () => {
    const number = await addRequest(server, 'One');
    await server.hook('completeAction', { requestNumber: number, number: 1 }, {}, bob);
    const { data } = await server.graphql('query ($number: Int) { action(requestNumber: $number, number: 1) { assignee { userName } } }', {
      number,
    });
    expect(data).toEqual({ action: { assignee: { userName: 'bob' } } });
  });

  it('sent twice is done once', async () => {
    const requestNumber = await addRequest(server, 'P');
    const statuses = [
      (await server.hook('completeAction', { requestNumber, number: 3 })).status,
      (await server.hook('completeAction', { requestNumber, number: 3 })).status,
    ];
    expect([statuses, await actionsOf(requestNumber)]).toEqual([
      [200, 409],
      ['1 DO NOT_STARTED', '2 DO NOT_STARTED', '3 OWN COMPLETED', '4 NO NOT_STARTED'],
    ]);
  });

  it.each([
    ['one server', () => server.post],
    ['two servers over one database', () => replica.post],
  ])('by two users at once through %s has one effect, hundreds of times', async (_, other) => {
    const numbers = await Promise.all(Array.from({ length: 200 }, () => addRequest(server, 'One')));
    const body = (requestNumber: number) => ({ operation: 'completeAction', args: { input: { requestNumber, number: 1 } } });
    const told = await Promise.all(
      numbers.map(async (number) => {
        const [first, second] = await Promise.all([server.post(`/hooks/${ann}`, body(number)), other()(`/hooks/${bob}`, body(number))]);
        return [number, [first.status, second.status].sort().join(), first.status === 200 ? 'ann' : 'bob'];
      }),
    );
    const { rows } = await server.db.pool.query<{ number: number; lines: number; winner: string }>(
      `SELECT a.request_id AS number, u.user_name AS winner,
         (SELECT count(*)::int FROM history h WHERE h.request_id = a.request_id AND h.type = 'ACTION_COMPLETED') AS lines
       FROM action a JOIN "user" u ON u.id = a.assignee_id WHERE a.request_id = ANY ($1) AND a.status = 'CLOSED' ORDER BY 1`,
      [numbers],
    );
    expect(told.sort(([a], [b]) => Number(a) - Number(b))).toEqual(rows.map(({ number, winner }) => [number, '200,409', winner]));
    expect(rows.map(({ lines }) => lines)).toEqual(numbers.map(() => 1));
  });
});
