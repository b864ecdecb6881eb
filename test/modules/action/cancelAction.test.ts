import { callRefused, refusedAs } from '../../kit/callRefused';
import { addHook, addProcess, addRequest, addUser } from '../../kit/factories';
import { globalId } from '../../kit/globalId';
import { startTestServer, type TestServer } from '../../kit/startTestServer';

let server: TestServer;
let ann: string;
let open: number;
const user = (name: string) => ({ name, type: 'USER', participant: 'Workers' });
beforeAll(async () => {
  server = await startTestServer();
  await addUser(server, 'ann');
  ann = await addHook(server, 'ann');
  await addProcess(server, 'P', {
    start: ['DO', 'CANCELLABLE', 'DEFAULT', 'WHEN', 'NONE'],
    activities: ['DO', 'CANCELLABLE', 'DEFAULT', 'WHEN', 'NONE', 'ON_CANCEL', 'ON_ERROR', 'ON_EXCEPTION'].map(user),
    transitions: [
      { from: 'DO', to: 'ON_CANCEL', on: 'CANCEL' },
      { from: 'DO', to: 'ON_ERROR', on: 'ERROR' },
      { from: 'DO', to: 'ON_EXCEPTION', on: 'EXCEPTION' },
      { from: 'CANCELLABLE', to: 'ON_CANCEL', on: 'CANCEL' },
      { from: 'DEFAULT', to: 'ON_EXCEPTION', on: 'EXCEPTION' },
      { from: 'WHEN', to: 'ON_CANCEL', on: 'CANCEL', when: "action.source = 'ERP'" },
    ],
  });
  open = await addRequest(server, 'P');
  await server.hook('completeAction', { requestNumber: open, number: 3 });
});
afterAll(() => server.stop());

const actionOf = (requestId: number, number: number) =>
  server.db.prisma.action.findUniqueOrThrow({
    where: { requestId_number: { requestId, number } },
    select: { activity: true, status: true, subStatus: true, message: true },
  });

describe('cancelAction', () => {
  it.each<[string, () => object, number, string, string]>([
    [
      'the name of an activity',
      () => ({ requestNumber: open, activityName: 'DO' }),
      400,
      'BAD_USER_INPUT',
      'input: Field "activityName" is not defined by type "CancelActionInput".',
    ],
    [
      'an unknown type',
      () => ({ requestNumber: open, number: 1, type: 'TIMEOUT' }),
      400,
      'BAD_USER_INPUT',
      'type: Value "TIMEOUT" does not exist in "CancellationType" enum.',
    ],
    [
      'no cancel exception',
      () => ({ requestNumber: open, number: 5 }),
      409,
      'CONFLICT',
      'Action 5 of request {open} (NONE) has no cancel exception and no default exception',
    ],
    [
      'no error exception',
      () => ({ requestNumber: open, number: 2, type: 'ERROR' }),
      409,
      'CONFLICT',
      'Action 2 of request {open} (CANCELLABLE) has no error exception and no default exception',
    ],
    [
      'an exception whose condition is not met',
      () => ({ requestNumber: open, number: 4 }),
      409,
      'CONFLICT',
      'Action 4 of request {open} (WHEN) has no cancel exception and no default exception',
    ],
    [
      'U+0000 in the message',
      () => ({ requestNumber: open, number: 1, exception: { message: '\0' } }),
      400,
      'BAD_USER_INPUT',
      'The value cannot be stored. Remove the character U+0000, unpaired surrogates, and numbers beyond 1.8e308',
    ],
  ])('is refused with %s', async (_, input, status, code, error) => {
    const text = error.replace('{open}', String(open));
    expect(await callRefused(server, 'cancelAction', input())).toEqual(refusedAs(status, code, `CancelAction error: ${text}`));
  });

  it('of a closed action is refused, saying when and how it was closed', async () => {
    const { closedAt } = await server.db.prisma.action.findUniqueOrThrow({ where: { requestId_number: { requestId: open, number: 3 } } });
    expect(await callRefused(server, 'cancelAction', { requestNumber: open, number: 3 })).toEqual(
      refusedAs(409, 'CONFLICT', `CancelAction error: Action 3 of request ${open} was closed as COMPLETED at ${closedAt!.toISOString()}`),
    );
  });

  it.each([
    [1, {}, 'CANCELLED', 'ON_CANCEL'],
    [1, { type: 'CANCEL' }, 'CANCELLED', 'ON_CANCEL'],
    [1, { type: null }, 'CANCELLED', 'ON_CANCEL'],
    [1, { type: 'ERROR' }, 'ERROR', 'ON_ERROR'],
    [3, { type: 'CANCEL' }, 'CANCELLED', 'ON_EXCEPTION'],
    [3, { type: 'ERROR' }, 'ERROR', 'ON_EXCEPTION'],
    [4, { exception: { source: 'ERP' } }, 'CANCELLED', 'ON_CANCEL'],
  ])('of action %i with %j closes it as %s and goes on with %s', async (number, more, subStatus, next) => {
    const requestNumber = await addRequest(server, 'P');
    const { status } = await server.hook('cancelAction', { requestNumber, number, ...more });
    const [action, following] = [await actionOf(requestNumber, number), await actionOf(requestNumber, 6)];
    expect([status, action.status, action.subStatus, following.activity, following.status]).toEqual([
      200,
      'CLOSED',
      subStatus,
      next,
      'NOT_STARTED',
    ]);
  });

  it('answers ID and numbers, and keeps the message', async () => {
    const requestNumber = await addRequest(server, 'P');
    const { body } = await server.hook('cancelAction', {
      id: globalId(`Action:${requestNumber}---1`),
      exception: { message: 'Out of stock', source: 'ERP' },
      clientMutationId: 'c',
    });
    expect([body, (await actionOf(requestNumber, 1)).message]).toEqual([
      {
        clientMutationId: 'c',
        actionId: globalId(`Action:${requestNumber}---1`),
        number: 1,
        requestNumber,
        onBehalfOf: null,
        onBehalfOfUserName: null,
      },
      'Out of stock',
    ]);
  });

  it('is for the assignee, and for no other member of the participant', async () => {
    const requestNumber = await addRequest(server, 'P');
    const refused = await callRefused(server, 'cancelAction', { requestNumber, number: 1 }, ann);
    await server.hook('assignAction', { requestNumber, number: 1, assigneeUserName: 'ann' }, {}, ann);
    expect([refused, (await server.hook('cancelAction', { requestNumber, number: 1 }, {}, ann)).status]).toEqual([
      refusedAs(403, 'FORBIDDEN', `CancelAction error: ann may not cancel action 1 of request ${requestNumber}`),
      200,
    ]);
  });

  it('sent twice is done once', async () => {
    const requestNumber = await addRequest(server, 'P');
    const statuses = [
      (await server.hook('cancelAction', { requestNumber, number: 1 })).status,
      (await server.hook('cancelAction', { requestNumber, number: 1 })).status,
    ];
    expect([statuses, await server.db.prisma.action.count({ where: { requestId: requestNumber } })]).toEqual([[200, 409], 6]);
  });

  it('and completeAction at once: one is done', async () => {
    for (let round = 0; round < 50; round += 1) {
      const input = { requestNumber: await addRequest(server, 'P'), number: 1 };
      const answers = await Promise.all([server.hook('cancelAction', input), server.hook('completeAction', input)]);
      const lines = await server.db.prisma.history.count({
        where: { requestId: input.requestNumber, type: { in: ['ACTION_CANCELLED', 'ACTION_COMPLETED'] } },
      });
      expect([answers.map(({ status }) => status).sort(), lines]).toEqual([[200, 409], 1]);
    }
  });
});
