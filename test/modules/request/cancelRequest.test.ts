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
  it('is refused with a text for notifyParticipant', async () => {
    const refused = await callRefused(server, 'cancelRequest', { number: open, notifyParticipant: 'yes' });
    const error = 'CancelRequest error: notifyParticipant: Boolean cannot represent a non boolean value: "yes"';
    expect(refused).toEqual(refusedAs(400, 'BAD_USER_INPUT', error));
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

  it('by two users at once takes effect once', async () => {
    for (let round = 0; round < 50; round += 1) {
      const number = await addRequest(server, 'P');
      const answers = await Promise.all([server.hook('cancelRequest', { number }), server.hook('cancelRequest', { number })]);
      const lines = await server.db.prisma.history.count({ where: { requestId: number, type: 'REQUEST_CANCELLED' } });
      expect([answers.map(({ status }) => status).sort(), lines]).toEqual([[200, 409], 1]);
    }
  });
});
