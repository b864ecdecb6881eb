import { callRefused, refusedAs } from '../../kit/callRefused';
import { addHook, addProcess, addRequest, addUser } from '../../kit/factories';
import { globalId } from '../../kit/globalId';
import { administrator, startTestServer, type TestServer } from '../../kit/startTestServer';
import { setProcessState } from '../../../src/modules/process/setProcessState';

let server: TestServer;
let ann: string;
let ids: Record<'one' | 'two' | 'three' | 'four' | 'other', string>;
beforeAll(async () => {
  server = await startTestServer();
  await addUser(server, 'ann');
  await addUser(server, 'bob');
  ann = await addHook(server, 'ann');
  const one = await addProcess(server, 'P', { version: 1 });
  const two = await addProcess(server, 'P', { version: 2 });
  const three = await addProcess(server, 'P', { version: 3 }, 'TEST');
  const four = await addProcess(server, 'P', { version: 4 }, 'UNDER_CONSTRUCTION');
  const other = await addProcess(server, 'Other');
  const toId = ({ id }: { id: number }) => globalId(`Process:${id}`);
  ids = { one: toId(one), two: toId(two), three: toId(three), four: toId(four), other: toId(other) };
  const ofAnn = {
    participants: [
      { name: 'Requesters', role: 'REQUESTER', users: ['bob'] },
      { name: 'Workers', role: 'ACTOR', users: ['ann'] },
    ],
  };
  await addProcess(server, 'No requester', ofAnn);
  await addProcess(server, 'Hidden', {
    participants: [
      { name: 'Requesters', role: 'REQUESTER', users: ['bob'] },
      { name: 'Workers', role: 'ACTOR', users: ['bob'] },
    ],
  });
  await addProcess(server, 'Private', { subprocess: { enabled: true, access: 'PRIVATE' } });
  await addProcess(server, 'Disabled', { subprocess: { enabled: false, access: 'PUBLIC' } });
  await addProcess(server, 'Only test', {}, 'TEST');
  await addProcess(
    server,
    'Supervised',
    {
      participants: [
        { name: 'Requesters', role: 'REQUESTER', everyone: true },
        { name: 'Workers', role: 'ACTOR', everyone: true },
        { name: 'Supervisors', role: 'SUPERVISOR', users: ['ann'] },
      ],
    },
    'TEST',
  );
});
afterAll(() => server.stop());

const refusals: [string, () => object, number, string, string][] = [
  ['neither name nor ID', () => ({}), 400, 'BAD_USER_INPUT', 'A process ID or name is required'],
  ['nulls', () => ({ processName: null, processId: null }), 400, 'BAD_USER_INPUT', 'A process ID or name is required'],
  ['a malformed ID', () => ({ processId: 'P' }), 400, 'BAD_USER_INPUT', 'processId: "P" is not a valid ID for Process'],
  ['an empty ID', () => ({ processId: '' }), 400, 'BAD_USER_INPUT', 'processId: "" is not a valid ID for Process'],
  [
    'an ID with more behind it',
    () => ({ processId: globalId('Process:1x') }),
    400,
    'BAD_USER_INPUT',
    `processId: "${globalId('Process:1x')}" is not a valid ID for Process`,
  ],
  [
    'an ID with two keys',
    () => ({ processId: globalId('Process:1---1') }),
    400,
    'BAD_USER_INPUT',
    `processId: "${globalId('Process:1---1')}" is not a valid ID for Process`,
  ],
  [
    'an ID past 32 bits',
    () => ({ processId: globalId('Process:4294967297') }),
    400,
    'BAD_USER_INPUT',
    `processId: "${globalId('Process:4294967297')}" is not a valid ID for Process`,
  ],
  [
    'an ID of another type',
    () => ({ processId: globalId('Request:1') }),
    400,
    'BAD_USER_INPUT',
    `processId: "${globalId('Request:1')}" is not a valid ID for Process`,
  ],
  ['an unknown name', () => ({ processName: 'None' }), 404, 'NOT_FOUND', 'Process "None" does not exist or has no active version'],
  ['a name in other case', () => ({ processName: 'p' }), 404, 'NOT_FOUND', 'Process "p" does not exist or has no active version'],
  [
    'an unknown version',
    () => ({ processName: 'P', processVersion: 99 }),
    404,
    'NOT_FOUND',
    'Process "P" does not exist or has no version 99',
  ],
  [
    'an ID and the name of another',
    () => ({ processId: ids.two, processName: 'Other' }),
    400,
    'BAD_USER_INPUT',
    'processId and processName refer to different objects: send one of them, or both for the same object',
  ],
  [
    'an ID and another version',
    () => ({ processId: ids.two, processVersion: 1 }),
    400,
    'BAD_USER_INPUT',
    'processId and processVersion refer to different objects: send one of them, or both for the same object',
  ],
  [
    'a version in test without isTest',
    () => ({ processName: 'P', processVersion: 3 }),
    409,
    'CONFLICT',
    'Process P version 3 is in test: send isTest: true',
  ],
  [
    'a version in test by ID with isTest false',
    () => ({ processId: ids.three, isTest: false }),
    409,
    'CONFLICT',
    'Process P version 3 is in test: send isTest: true',
  ],
  [
    'an archived version',
    () => ({ processName: 'P', processVersion: 1 }),
    409,
    'CONFLICT',
    'Process P version 1 cannot be started: it is ARCHIVED',
  ],
  ['an archived version by ID', () => ({ processId: ids.one }), 409, 'CONFLICT', 'Process P version 1 cannot be started: it is ARCHIVED'],
  [
    'a version under construction',
    () => ({ processName: 'P', processVersion: 4 }),
    409,
    'CONFLICT',
    'Process P version 4 cannot be started: it is UNDER_CONSTRUCTION',
  ],
  [
    'a version under construction with isTest',
    () => ({ processId: ids.four, isTest: true }),
    409,
    'CONFLICT',
    'Process P version 4 cannot be started: it is UNDER_CONSTRUCTION',
  ],
  [
    'a name that has only a version in test',
    () => ({ processName: 'Only test' }),
    404,
    'NOT_FOUND',
    'Process "Only test" does not exist or has no active version',
  ],
  [
    'isTest for a name that has no version in test',
    () => ({ processName: 'Other', isTest: true }),
    404,
    'NOT_FOUND',
    'Process "Other" does not exist or has no test version',
  ],
  [
    'isTest and inTest that disagree',
    () => ({ processName: 'P', isTest: true, inTest: false }),
    400,
    'BAD_USER_INPUT',
    'isTest and inTest refer to different objects: send one of them, or both for the same object',
  ],
  [
    'private sub-process mode',
    () => ({ processName: 'Private' }),
    403,
    'FORBIDDEN',
    'Process Private version 1 cannot be started from outside: turn on its sub-process mode with public access',
  ],
  [
    'sub-process mode that is off',
    () => ({ processName: 'Disabled' }),
    403,
    'FORBIDDEN',
    'Process Disabled version 1 cannot be started from outside: turn on its sub-process mode with public access',
  ],
  [
    'a process whose requester he is not',
    () => ({ processName: 'No requester' }),
    403,
    'FORBIDDEN',
    'admin is not a requester of process No requester version 1',
  ],
  [
    'a text for a version',
    () => ({ processName: 'P', processVersion: '2' }),
    400,
    'BAD_USER_INPUT',
    'processVersion: Int cannot represent non-integer value: "2"',
  ],
  [
    'an unknown field',
    () => ({ processName: 'P', color: 'red' }),
    400,
    'BAD_USER_INPUT',
    'input: Field "color" is not defined by type "CreateRequestInput".',
  ],
  [
    'U+0000 in the name',
    () => ({ processName: 'P\0' }),
    400,
    'BAD_USER_INPUT',
    'The value cannot be stored. Remove the character U+0000, unpaired surrogates, and numbers beyond 1.8e308',
  ],
  [
    'U+0000 in clientMutationId',
    () => ({ processName: 'P', clientMutationId: '\0' }),
    400,
    'BAD_USER_INPUT',
    'The value cannot be stored. Remove the character U+0000, unpaired surrogates, and numbers beyond 1.8e308',
  ],
];

describe('createRequest', () => {
  it.each(refusals)('is refused with %s, and nothing is written', async (_, input, status, code, error) => {
    expect(await callRefused(server, 'createRequest', input())).toEqual(refusedAs(status, code, `CreateRequest error: ${error}`));
  });

  it.each([
    ['whose requester he is not', 'No requester', 403, 'FORBIDDEN', 'ann is not a requester of process No requester version 1'],
    ['which he cannot see', 'Hidden', 404, 'NOT_FOUND', 'Process "Hidden" does not exist or has no active version'],
  ])('is refused to users for a process %s', async (_, processName, status, code, error) => {
    expect(await callRefused(server, 'createRequest', { processName }, ann)).toEqual(
      refusedAs(status, code, `CreateRequest error: ${error}`),
    );
  });

  it('as a test is refused to those who neither manage nor supervise', async () => {
    expect(await callRefused(server, 'createRequest', { processName: 'P', isTest: true }, ann)).toEqual(
      refusedAs(403, 'FORBIDDEN', 'CreateRequest error: ann may not start test requests of process P version 3'),
    );
  });

  it.each<[string, () => object, { version: number; isTest: boolean }]>([
    ['by name takes the active version', () => ({ processName: 'P' }), { version: 2, isTest: false }],
    ['by name and version', () => ({ processName: 'P', processVersion: 2 }), { version: 2, isTest: false }],
    ['by ID', () => ({ processId: ids.two }), { version: 2, isTest: false }],
    [
      'by ID, name and version that agree',
      () => ({ processId: ids.two, processName: 'P', processVersion: 2 }),
      { version: 2, isTest: false },
    ],
    ['by name as a test takes the version in test', () => ({ processName: 'P', isTest: true }), { version: 3, isTest: true }],
    ['by name as a test, in the words of 7.0', () => ({ processName: 'P', inTest: true }), { version: 3, isTest: true }],
    ['with both words that agree', () => ({ processName: 'P', isTest: true, inTest: true }), { version: 3, isTest: true }],
    [
      'as a test of the active version, asked for by number',
      () => ({ processName: 'P', processVersion: 2, isTest: true }),
      { version: 2, isTest: true },
    ],
    ['by ID as a test', () => ({ processId: ids.three, isTest: true }), { version: 3, isTest: true }],
    ['with isTest null', () => ({ processName: 'P', isTest: null, parameters: null }), { version: 2, isTest: false }],
  ])('%s', async (_, input, expected) => {
    const { body } = await server.hook('createRequest', input());
    const { processId, isTest } = await server.db.prisma.request.findUniqueOrThrow({ where: { id: body.number } });
    const { version } = await server.db.prisma.process.findUniqueOrThrow({ where: { id: processId } });
    expect({ version, isTest }).toEqual(expected);
  });

  it('as a test is for supervisors too', async () => {
    expect((await server.hook('createRequest', { processName: 'Supervised', isTest: true }, {}, ann)).status).toBe(200);
  });

  it('answers ID and number, and echoes clientMutationId', async () => {
    const { status, body } = await server.hook('createRequest', { processName: 'P', clientMutationId: 'e9468d12' });
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        clientMutationId: 'e9468d12',
        requestId: globalId(`Request:${body.number}`),
        number: body.number,
        onBehalfOf: null,
        onBehalfOfUserName: null,
      },
    });
  });

  it('sets the data, opens an action for each start, in order, and asks for nothing else', async () => {
    await addProcess(server, 'Forks', {
      start: ['B', 'A', 'B'],
      activities: [
        { name: 'A', type: 'USER', participant: 'Requesters', assign: 'REQUESTER' },
        { name: 'B', type: 'USER', participant: 'Workers' },
      ],
      data: [
        { name: 'AMOUNT', type: 'NUMERIC', default: 7 },
        { name: 'TEXT', type: 'TEXT' },
      ],
    });
    const number = await addRequest(server, 'Forks', { parameters: [{ name: 'TEXT', textValue: 'x' }] }, ann);
    const answer = await server.graphql(
      `query ($number: Int) { request(number: $number) { status subStatus isTest closedAt requester { userName } data { name type textValue numericValue }
        actions { nodes { number status activity { name } assignee { userName } } } } }`,
      { number },
    );
    expect(answer.data.request).toEqual({
      status: 'OPEN',
      subStatus: null,
      isTest: false,
      closedAt: null,
      requester: { userName: 'ann' },
      data: [
        { name: 'AMOUNT', type: 'NUMERIC', textValue: null, numericValue: 7 },
        { name: 'TEXT', type: 'TEXT', textValue: 'x', numericValue: null },
      ],
      actions: {
        nodes: [
          { number: 1, status: 'NOT_STARTED', activity: { name: 'B' }, assignee: null },
          { number: 2, status: 'NOT_STARTED', activity: { name: 'A' }, assignee: { userName: 'ann' } },
          { number: 3, status: 'NOT_STARTED', activity: { name: 'B' }, assignee: null },
        ],
      },
    });
  });

  it('sent twice makes two requests', async () => {
    const first = await addRequest(server, 'P');
    const second = await addRequest(server, 'P');
    expect(second).toBeGreaterThan(first);
  });

  it('sent many times at once makes as many requests, each with its own number, action and history', async () => {
    const numbers = await Promise.all(Array.from({ length: 200 }, () => addRequest(server, 'Other')));
    const { prisma } = server.db;
    const where = { requestId: { in: numbers } };
    expect([new Set(numbers).size, await prisma.action.count({ where }), await prisma.history.count({ where })]).toEqual([200, 200, 400]);
  });

  it('follows a version that is activated while requests are created: each is of one that was active', async () => {
    const context = await server.contextOf(administrator.userName);
    const created = Promise.all(Array.from({ length: 60 }, () => addRequest(server, 'P')));
    await setProcessState.run(context, { id: ids.one, state: 'ACTIVE' });
    const requests = await server.db.prisma.request.findMany({ where: { id: { in: await created } }, select: { processId: true } });
    const versions = await server.db.prisma.process.findMany({ where: { name: 'P', version: { in: [1, 2] } }, select: { id: true } });
    await setProcessState.run(context, { id: ids.two, state: 'ACTIVE' });
    const isOfOne = ({ processId }: { processId: number }) => versions.some(({ id }) => id === processId);
    expect([requests.length, requests.every(isOfOne)]).toEqual([60, true]);
  });

  it('is refused to hooks of an inactive user', async () => {
    await addUser(server, 'gone');
    const token = await addHook(server, 'gone');
    await server.db.prisma.user.update({ where: { userName: 'gone' }, data: { status: 'INACTIVE' } });
    expect(await callRefused(server, 'createRequest', { processName: 'P' }, token)).toEqual(
      refusedAs(403, 'FORBIDDEN', 'The user that this hook acts as is unknown, inactive or archived: ask an administrator to change it'),
    );
  });
});
