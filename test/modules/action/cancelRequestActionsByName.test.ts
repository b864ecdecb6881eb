import { callRefused, refusedAs } from '../../kit/callRefused';
import { addHook, addProcess, addRequest, addUser } from '../../kit/factories';
import { globalId } from '../../kit/globalId';
import { startTestServer, type TestServer } from '../../kit/startTestServer';

let server: TestServer;
let ann: string;
let open: number;
beforeAll(async () => {
  server = await startTestServer();
  await addUser(server, 'ann');
  ann = await addHook(server, 'ann');
  await addProcess(server, 'P', {
    start: [...Array.from({ length: 11 }, () => 'DO'), 'NONE', 'DO'],
    activities: ['DO', 'NONE', 'NEXT'].map((name) => ({ name, type: 'USER', participant: 'Workers' })),
    transitions: [{ from: 'DO', to: 'NEXT', on: 'CANCEL' }],
  });
  open = await addRequest(server, 'P');
});
afterAll(() => server.stop());

describe('cancelRequestActionsByName', () => {
  it.each<[string, () => object, number, string, string]>([
    [
      'no request number',
      () => ({ activityName: 'DO' }),
      400,
      'BAD_USER_INPUT',
      'input: Field "requestNumber" of required type "Int!" was not provided.',
    ],
    [
      'no activity',
      () => ({ requestNumber: open }),
      400,
      'BAD_USER_INPUT',
      'input: Field "activityName" of required type "String!" was not provided.',
    ],
    [
      'an unknown request',
      () => ({ requestNumber: 999_999, activityName: 'DO' }),
      404,
      'NOT_FOUND',
      'Request "999999" does not exist or is not visible to you',
    ],
    [
      'an activity of which no action is open',
      () => ({ requestNumber: open, activityName: 'NEXT' }),
      409,
      'CONFLICT',
      'Request {open} has no open action NEXT',
    ],
    [
      'an activity that is not',
      () => ({ requestNumber: open, activityName: 'do' }),
      409,
      'CONFLICT',
      'Request {open} has no open action do',
    ],
    [
      'an activity without that exception',
      () => ({ requestNumber: open, activityName: 'DO', type: 'ERROR' }),
      409,
      'CONFLICT',
      'Action 1 of request {open} (DO) has no error exception and no default exception',
    ],
  ])('is refused with %s', async (_, input, status, code, error) => {
    const text = error.replace('{open}', String(open));
    expect(await callRefused(server, 'cancelRequestActionsByName', input())).toEqual(
      refusedAs(status, code, `CancelRequestActionsByName error: ${text}`),
    );
  });

  it('in a closed request is refused, saying when and how it was closed', async () => {
    const number = await addRequest(server, 'P');
    await server.hook('cancelRequest', { number });
    const { closedAt } = await server.db.prisma.request.findUniqueOrThrow({ where: { id: number } });
    expect(await callRefused(server, 'cancelRequestActionsByName', { requestNumber: number, activityName: 'DO' })).toEqual(
      refusedAs(
        409,
        'CONFLICT',
        `CancelRequestActionsByName error: Request ${number} was closed as CANCELLED at ${closedAt!.toISOString()}`,
      ),
    );
  });

  it('cancels every open action of that name, ascending by number, and no other', async () => {
    const requestNumber = await addRequest(server, 'P');
    await server.hook('completeAction', { requestNumber, number: 2 });
    const { status, body } = await server.hook('cancelRequestActionsByName', {
      requestNumber,
      activityName: 'DO',
      exception: { message: 'm' },
    });
    const actions = await server.db.prisma.action.findMany({ where: { requestId: requestNumber }, orderBy: { number: 'asc' } });
    const ascending = [1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13];
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        clientMutationId: null,
        actionIds: ascending.map((number) => globalId(`Action:${requestNumber}---${number}`)),
        onBehalfOf: null,
        onBehalfOfUserName: null,
      },
    });
    const grouped = (subStatus: string | null, activity: string) =>
      actions.filter((one) => one.subStatus === subStatus && one.activity === activity).map(({ number }) => number);
    expect([grouped('CANCELLED', 'DO'), grouped('COMPLETED', 'DO'), grouped(null, 'NONE'), grouped(null, 'NEXT')]).toEqual([
      ascending,
      [2],
      [12],
      [14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24],
    ]);
  });

  it('cancels nothing when one of them may not be cancelled by the viewer', async () => {
    const requestNumber = await addRequest(server, 'P');
    await server.hook('assignAction', { requestNumber, number: 1, assigneeUserName: 'ann' });
    expect(await callRefused(server, 'cancelRequestActionsByName', { requestNumber, activityName: 'DO' }, ann)).toEqual(
      refusedAs(403, 'FORBIDDEN', `CancelRequestActionsByName error: ann may not cancel action 2 of request ${requestNumber}`),
    );
  });

  it('sent twice is done once', async () => {
    const input = { requestNumber: await addRequest(server, 'P'), activityName: 'DO' };
    const statuses = [
      (await server.hook('cancelRequestActionsByName', input)).status,
      (await server.hook('cancelRequestActionsByName', input)).status,
    ];
    expect([statuses, await server.db.prisma.action.count({ where: { requestId: input.requestNumber } })]).toEqual([[200, 409], 25]);
  });

  it('by two users at once takes effect once', async () => {
    for (let round = 0; round < 30; round += 1) {
      const input = { requestNumber: await addRequest(server, 'P'), activityName: 'DO' };
      const answers = await Promise.all([
        server.hook('cancelRequestActionsByName', input),
        server.hook('cancelRequestActionsByName', input),
      ]);
      const actions = await server.db.prisma.action.count({ where: { requestId: input.requestNumber } });
      expect([answers.map(({ status }) => status).sort(), actions]).toEqual([[200, 409], 25]);
    }
  });
});
