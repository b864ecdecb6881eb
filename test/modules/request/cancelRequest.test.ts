import { callRefused, refusedAs } from '../../kit/callRefused';
import { addHook, addProcess, addRequest, addUser } from '../../kit/factories';
import { globalId } from '../../kit/globalId';
import { startTestServer, type TestServer } from '../../kit/startTestServer';

let server: TestServer;
let ann: string;
let open: number;
let closed: number;
beforeAll(async () => {
  server = await startTestServer();
  await addUser(server, 'ann');
  ann = await addHook(server, 'ann');
  await addProcess(server, 'P', { start: ['DO', 'DO'] });
  open = await addRequest(server, 'P');
  closed = await addRequest(server, 'P');
  await server.hook('cancelRequest', { number: closed });
});
afterAll(() => server.stop());

describe('cancelRequest', () => {
  it.each<[string, () => object, number, string, string]>([
    ['neither ID nor number', () => ({}), 400, 'BAD_USER_INPUT', 'A request ID or number is required'],
    ['nulls', () => ({ id: null, number: null }), 400, 'BAD_USER_INPUT', 'A request ID or number is required'],
    [
      'an ID and another number',
      () => ({ id: globalId(`Request:${open}`), number: closed }),
      400,
      'BAD_USER_INPUT',
      'id and number refer to different objects: send one of them, or both for the same object',
    ],
    ['a malformed ID', () => ({ id: 'UmVxdWVzdDo=' }), 400, 'BAD_USER_INPUT', 'id: "UmVxdWVzdDo=" is not a valid ID for Request'],
    [
      'a number for an ID',
      () => ({ id: open }),
      400,
      'BAD_USER_INPUT',
      expect.stringMatching(/^CancelRequest error: id: "\d+" is not a valid ID for Request$/) as string,
    ],
    [
      'the ID of a process',
      () => ({ id: globalId('Process:1') }),
      400,
      'BAD_USER_INPUT',
      `id: "${globalId('Process:1')}" is not a valid ID for Request`,
    ],
    ['an unknown number', () => ({ number: 999_999 }), 404, 'NOT_FOUND', 'Request "999999" does not exist or is not visible to you'],
    [
      'an unknown ID',
      () => ({ id: globalId('Request:999999') }),
      404,
      'NOT_FOUND',
      'Request "999999" does not exist or is not visible to you',
    ],
    [
      'a text for notifyParticipant',
      () => ({ number: open, notifyParticipant: 'yes' }),
      400,
      'BAD_USER_INPUT',
      'notifyParticipant: Boolean cannot represent a non boolean value: "yes"',
    ],
  ])('is refused with %s', async (_, input, status, code, error) => {
    const text = typeof error === 'string' ? `CancelRequest error: ${error}` : error;
    expect(await callRefused(server, 'cancelRequest', input())).toEqual(refusedAs(status, code, text));
  });

  it('of a closed request is refused, saying when and how it was closed', async () => {
    const { closedAt } = await server.db.prisma.request.findUniqueOrThrow({ where: { id: closed } });
    expect(await callRefused(server, 'cancelRequest', { number: closed })).toEqual(
      refusedAs(409, 'CONFLICT', `CancelRequest error: Request ${closed} was closed as CANCELLED at ${closedAt!.toISOString()}`),
    );
  });

  it('closes the request and its open actions as cancelled, and leaves closed ones', async () => {
    const number = await addRequest(server, 'P');
    await server.hook('completeAction', { requestNumber: number, number: 1 });
    const { status, body } = await server.hook('cancelRequest', { number, notifyParticipant: true, clientMutationId: 'c' });
    const query =
      'query ($number: Int) { request(number: $number) { status subStatus output actions { nodes { number status subStatus } } } }';
    expect([status, body, (await server.graphql(query, { number })).data.request]).toEqual([
      200,
      { clientMutationId: 'c', requestId: globalId(`Request:${number}`), number, onBehalfOf: null, onBehalfOfUserName: null },
      {
        status: 'CLOSED',
        subStatus: 'CANCELLED',
        output: null,
        actions: {
          nodes: [
            { number: 1, status: 'CLOSED', subStatus: 'COMPLETED' },
            { number: 2, status: 'CLOSED', subStatus: 'CANCELLED' },
          ],
        },
      },
    ]);
  });

  it('is allowed to the requester while nobody else has an open action', async () => {
    const number = await addRequest(server, 'P', {}, ann);
    await server.hook('assignAction', { requestNumber: number, number: 1, assigneeUserName: 'ann' }, {}, ann);
    await server.hook('assignAction', { requestNumber: number, number: 2, assigneeUserName: 'admin' });
    const refused = await callRefused(server, 'cancelRequest', { number }, ann);
    await server.hook('completeAction', { requestNumber: number, number: 2 });
    expect([refused, (await server.hook('cancelRequest', { number }, {}, ann)).status]).toEqual([
      refusedAs(403, 'FORBIDDEN', `CancelRequest error: ann may not cancel request ${number}`),
      200,
    ]);
  });

  it('sent twice is done once', async () => {
    const number = await addRequest(server, 'P');
    const statuses = [(await server.hook('cancelRequest', { number })).status, (await server.hook('cancelRequest', { number })).status];
    const lines = await server.db.prisma.history.count({ where: { requestId: number, type: 'REQUEST_CANCELLED' } });
    expect([statuses, lines]).toEqual([[200, 409], 1]);
  });

  it('by two at once is done by one', async () => {
    for (let round = 0; round < 50; round += 1) {
      const number = await addRequest(server, 'P');
      const answers = await Promise.all([server.hook('cancelRequest', { number }), server.hook('cancelRequest', { number })]);
      const lines = await server.db.prisma.history.count({ where: { requestId: number, type: 'REQUEST_CANCELLED' } });
      expect([answers.map(({ status }) => status).sort(), lines]).toEqual([[200, 409], 1]);
    }
  });
});
