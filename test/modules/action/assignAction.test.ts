import { callRefused, refusedAs } from '../../kit/callRefused';
import { addHook, addProcess, addRequest, addUser } from '../../kit/factories';
import { globalId } from '../../kit/globalId';
import { startTestServer, type TestServer } from '../../kit/startTestServer';

let server: TestServer;
let open: number;
const tokens: Record<string, string> = {};
const ids: Record<string, number> = {};
beforeAll(async () => {
  server = await startTestServer();
  for (const name of ['ann', 'bob', 'coordinator', 'stranger', 'gone']) {
    await addUser(server, name);
    tokens[name] = await addHook(server, name);
    ids[name] = (await server.contextOf(name)).viewer.id;
  }
  await addProcess(server, 'P', {
    participants: [
      { name: 'Requesters', role: 'REQUESTER', everyone: true },
      { name: 'Workers', role: 'ACTOR', users: ['ann', 'bob', 'gone'], coordinators: ['coordinator'] },
    ],
    start: ['DO', 'INIT', 'COORD'],
    activities: [
      { name: 'DO', type: 'USER', participant: 'Workers' },
      { name: 'INIT', type: 'USER', participant: 'Workers', assign: 'INITIATOR' },
      { name: 'COORD', type: 'USER', participant: 'Workers', assign: 'COORDINATOR' },
    ],
  });
  await server.db.prisma.user.update({ where: { userName: 'gone' }, data: { status: 'INACTIVE' } });
  open = await addRequest(server, 'P', {}, tokens.stranger);
});
afterAll(() => server.stop());

const assigneeOf = async (requestId: number, number: number) =>
  (await server.db.prisma.action.findUniqueOrThrow({ where: { requestId_number: { requestId, number } } })).assigneeId;
const unfit = (assignee: string) => `${assignee} is not an active member of the participant Workers`;

describe('assignAction', () => {
  it.each<[string, () => object, number, string, string]>([
    ['no assignee', () => ({ requestNumber: open, number: 1 }), 400, 'BAD_USER_INPUT', 'An assignee ID or user name is required'],
    [
      'an assignee that is null',
      () => ({ requestNumber: open, number: 1, assigneeId: null }),
      400,
      'BAD_USER_INPUT',
      'An assignee ID or user name is required',
    ],
    [
      'an ID and the name of another',
      () => ({ requestNumber: open, number: 1, assigneeId: globalId(`User:${ids.ann}`), assigneeUserName: 'bob' }),
      400,
      'BAD_USER_INPUT',
      'assigneeId and assigneeUserName refer to different objects: send one of them, or both for the same object',
    ],
    [
      'a malformed ID',
      () => ({ requestNumber: open, number: 1, assigneeId: 'ann' }),
      400,
      'BAD_USER_INPUT',
      'assigneeId: "ann" is not a valid ID for User or Assignee',
    ],
    [
      'the ID of a group',
      () => ({ requestNumber: open, number: 1, assigneeId: globalId('Group:1') }),
      400,
      'BAD_USER_INPUT',
      `assigneeId: "${globalId('Group:1')}" is not a valid ID for User or Assignee`,
    ],
    [
      'an unknown ID',
      () => ({ requestNumber: open, number: 1, assigneeId: globalId('User:99999') }),
      400,
      'BAD_USER_INPUT',
      unfit(globalId('User:99999')),
    ],
    [
      'an unknown user name',
      () => ({ requestNumber: open, number: 1, assigneeUserName: 'nobody' }),
      400,
      'BAD_USER_INPUT',
      unfit('nobody'),
    ],
    ['an inactive member', () => ({ requestNumber: open, number: 1, assigneeUserName: 'gone' }), 400, 'BAD_USER_INPUT', unfit('gone')],
    [
      'who is no member',
      () => ({ requestNumber: open, number: 1, assigneeUserName: 'stranger' }),
      400,
      'BAD_USER_INPUT',
      unfit('stranger'),
    ],
    [
      'who only coordinates',
      () => ({ requestNumber: open, number: 1, assigneeUserName: 'coordinator' }),
      400,
      'BAD_USER_INPUT',
      unfit('coordinator'),
    ],
  ])('is refused with %s', async (_, input, status, code, error) => {
    const text = error.replace('{open}', String(open));
    expect(await callRefused(server, 'assignAction', input())).toEqual(refusedAs(status, code, `AssignAction error: ${text}`));
  });

  it('of a closed action is refused, saying when and how it was closed', async () => {
    const requestNumber = await addRequest(server, 'P');
    await server.hook('completeAction', { requestNumber, number: 1 });
    const { closedAt } = await server.db.prisma.action.findUniqueOrThrow({
      where: { requestId_number: { requestId: requestNumber, number: 1 } },
    });
    expect(await callRefused(server, 'assignAction', { requestNumber, number: 1, assigneeUserName: 'ann' })).toEqual(
      refusedAs(
        409,
        'CONFLICT',
        `AssignAction error: Action 1 of request ${requestNumber} was closed as COMPLETED at ${closedAt!.toISOString()}`,
      ),
    );
  });

  it.each<[string, () => object]>([
    ['user name', () => ({ assigneeUserName: 'ann' })],
    ['user ID', () => ({ assigneeId: globalId(`User:${ids.ann}`) })],
    ['assignee ID', () => ({ assigneeId: globalId(`Assignee:${ids.ann}`) })],
    ['both', () => ({ assigneeId: globalId(`Assignee:${ids.ann}`), assigneeUserName: 'ann' })],
  ])('takes the assignee by %s', async (_, assignee) => {
    const requestNumber = await addRequest(server, 'P');
    const { status, body } = await server.hook('assignAction', { requestNumber, number: 1, ...assignee() });
    expect([status, body, await assigneeOf(requestNumber, 1)]).toEqual([
      200,
      {
        clientMutationId: null,
        actionId: globalId(`Action:${requestNumber}---1`),
        number: 1,
        requestNumber,
        onBehalfOf: null,
        onBehalfOfUserName: null,
      },
      ids.ann,
    ]);
  });

  const mayNot = [403, 'FORBIDDEN'];
  it.each<[string, string, number, string, string | null, unknown[]]>([
    ['a member gives himself what nobody has', 'ann', 1, 'ann', null, [200, undefined]],
    ['a member may not give it to another', 'ann', 1, 'bob', null, mayNot],
    ['a member may not take it from another', 'ann', 1, 'ann', 'bob', mayNot],
    ['the assignee may not hand it on', 'ann', 1, 'bob', 'ann', mayNot],
    ['a member gives himself an initiator-assigned one', 'ann', 2, 'ann', null, [200, undefined]],
    ['the requester gives an initiator-assigned one', 'stranger', 2, 'bob', null, [200, undefined]],
    ['the requester may not when somebody has it', 'stranger', 2, 'bob', 'ann', mayNot],
    ['the requester may not give a self-service one', 'stranger', 1, 'bob', null, mayNot],
    ['who may not is not told who is no member', 'stranger', 1, 'coordinator', null, mayNot],
    ['who may not is not told who does not exist', 'stranger', 1, 'nobody', null, mayNot],
    ['who is no member may not give it to himself', 'stranger', 1, 'stranger', null, mayNot],
    ['the coordinator gives it', 'coordinator', 3, 'bob', null, [200, undefined]],
    ['the coordinator gives it to another', 'coordinator', 3, 'bob', 'ann', [200, undefined]],
    ['the coordinator gives a self-service one', 'coordinator', 1, 'bob', null, [200, undefined]],
  ])('%s', async (_, by, number, assigneeUserName, present, expected) => {
    const requestNumber = await addRequest(server, 'P', {}, tokens.stranger);
    if (present) await server.hook('assignAction', { requestNumber, number, assigneeUserName: present });
    const { status, body } = await server.hook('assignAction', { requestNumber, number, assigneeUserName }, {}, tokens[by]);
    expect([status, body.code]).toEqual(expected);
  });

  it('sent twice keeps the assignee, and leaves two entries in the history', async () => {
    const requestNumber = await addRequest(server, 'P');
    const input = { requestNumber, number: 1, assigneeUserName: 'ann' };
    const statuses = [(await server.hook('assignAction', input)).status, (await server.hook('assignAction', input)).status];
    const lines = await server.db.prisma.history.count({ where: { requestId: requestNumber, type: 'ACTION_ASSIGNED' } });
    expect([statuses, await assigneeOf(requestNumber, 1), lines]).toEqual([[200, 200], ids.ann, 2]);
  });

  it('by two members for themselves at once gives it to one', async () => {
    for (let round = 0; round < 50; round += 1) {
      const requestNumber = await addRequest(server, 'P');
      const take = (name: string) => server.hook('assignAction', { requestNumber, number: 1, assigneeUserName: name }, {}, tokens[name]);
      const [first, second] = await Promise.all([take('ann'), take('bob')]);
      const winner = first.status === 200 ? ids.ann : ids.bob;
      expect([[first.status, second.status].sort(), await assigneeOf(requestNumber, 1)]).toEqual([[200, 403], winner]);
    }
  });
});
