import { callRefused, refusedAs } from '../../kit/callRefused';
import { addHook, addProcess, addRequest, addUser } from '../../kit/factories';
import { globalId } from '../../kit/globalId';
import { startTestServer, type TestServer } from '../../kit/startTestServer';

let server: TestServer;
let ann: string;
let bob: string;
let open: number;
beforeAll(async () => {
  server = await startTestServer();
  await addUser(server, 'ann');
  await addUser(server, 'bob');
  ann = await addHook(server, 'ann');
  bob = await addHook(server, 'bob');
  await addProcess(server, 'P', { start: ['DO', 'DO'] });
  open = await addRequest(server, 'P');
});
afterAll(() => server.stop());

/** A request whose action 1 Ann has. */
async function addAssigned(): Promise<{ requestNumber: number; number: number }> {
  const requestNumber = await addRequest(server, 'P');
  await server.hook('assignAction', { requestNumber, number: 1, assigneeUserName: 'ann' });
  return { requestNumber, number: 1 };
}

describe('cancelActionAssignment', () => {
  it('is refused for an action that nobody has', async () => {
    const refused = await callRefused(server, 'cancelActionAssignment', { requestNumber: open, number: 1 });
    const error = `CancelActionAssignment error: Action 1 of request ${open} is not assigned to anyone`;
    expect(refused).toEqual(refusedAs(409, 'CONFLICT', error));
  });

  it('of a closed action is refused, saying when and how it was closed', async () => {
    const action = await addAssigned();
    await server.hook('completeAction', action);
    const { closedAt } = await server.db.prisma.action.findUniqueOrThrow({
      where: { requestId_number: { requestId: action.requestNumber, number: 1 } },
    });
    expect(await callRefused(server, 'cancelActionAssignment', action)).toEqual(
      refusedAs(
        409,
        'CONFLICT',
        `CancelActionAssignment error: Action 1 of request ${action.requestNumber} was closed as COMPLETED at ${closedAt!.toISOString()}`,
      ),
    );
  });

  it('is refused to another member of the participant', async () => {
    const action = await addAssigned();
    expect(await callRefused(server, 'cancelActionAssignment', action, bob)).toEqual(
      refusedAs(403, 'FORBIDDEN', `CancelActionAssignment error: bob may not take back action 1 of request ${action.requestNumber}`),
    );
  });

  it('by the assignee opens the action to its participant again', async () => {
    const action = await addAssigned();
    const { status, body } = await server.hook(
      'cancelActionAssignment',
      { ...action, id: globalId(`Action:${action.requestNumber}---1`) },
      {},
      ann,
    );
    expect([status, body, (await server.hook('completeAction', action, {}, bob)).status]).toEqual([
      200,
      {
        clientMutationId: null,
        actionId: globalId(`Action:${action.requestNumber}---1`),
        ...action,
        onBehalfOf: null,
        onBehalfOfUserName: null,
      },
      200,
    ]);
  });

  it.each([
    ['an administrator', () => undefined],
    ['the assignee', () => ann],
  ])('sent twice by %s takes effect once, since the assignment is gone by then', async (_, token) => {
    const action = await addAssigned();
    await server.hook('cancelActionAssignment', action, {}, token());
    expect(await callRefused(server, 'cancelActionAssignment', action, token())).toEqual(
      refusedAs(409, 'CONFLICT', `CancelActionAssignment error: Action 1 of request ${action.requestNumber} is not assigned to anyone`),
    );
  });

  it('by two users at once takes effect once', async () => {
    for (let round = 0; round < 50; round += 1) {
      const action = await addAssigned();
      const answers = await Promise.all([
        server.hook('cancelActionAssignment', action, {}, ann),
        server.hook('cancelActionAssignment', action),
      ]);
      const lines = await server.db.prisma.history.count({
        where: { requestId: action.requestNumber, type: 'ACTION_ASSIGNMENT_CANCELLED' },
      });
      expect([answers.map(({ status }) => status).sort(), lines]).toEqual([[200, 409], 1]);
    }
  });
});
