import { noIntake } from '../../../src/modules/sender/intakeOf';
import { addProcess, addUser } from '../../kit/factories';
import { startTestServer, type TestServer } from '../../kit/startTestServer';

const participants = [{ name: 'Requesters', role: 'REQUESTER', everyone: true }];
const sets = { participants, start: 'S', activities: [{ name: 'S', type: 'SET', set: { TEXT: 'x' } }] };
const waits = {
  participants: [...participants, { name: 'Workers', role: 'ACTOR', everyone: true }],
  start: 'S',
  activities: [
    { name: 'S', type: 'SET', set: {} },
    { name: 'ASK', type: 'USER', participant: 'Workers' },
    { name: 'LATER', type: 'DELAY', for: 'PT1H' },
  ],
  transitions: [
    { from: 'S', to: 'ASK', when: 'false' },
    { from: 'ASK', to: 'LATER' },
  ],
};

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await addUser(server, 'anna');
  await addProcess(server, 'P', sets);
  await addProcess(server, 'Waits', waits);
  await addProcess(server, 'Unborn', waits, 'UNDER_CONSTRUCTION');
});
afterAll(() => server.stop());

const fields = `id name trigger { processName stateValues mode basicAuth { userName } parse { headers query { path alias } body { path alias } }
  response { status headers body } timeoutMs }`;

/** The application that a mutation gives, or the code and message of its refusal. */
async function call(mutation: 'createApplication' | 'updateApplication', input: object) {
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input!`;
  const { data, errors } = await server.graphql(`mutation ($input: ${type}) { ${mutation}(input: $input) { application { ${fields} } } }`, {
    input,
  });
  return errors ? { code: errors[0].extensions.code, message: errors[0].message } : data[mutation].application;
}

let made = 0;
const create = (trigger: object | null | undefined, kind = 'TRIGGER') =>
  call('createApplication', {
    name: `Trigger ${(made += 1)}`,
    kind,
    impersonateUserName: 'anna',
    ...(trigger !== undefined && { trigger }),
  });
const usual = {
  processName: 'P',
  stateValues: {},
  mode: 'ASYNC',
  basicAuth: null,
  parse: { headers: null, query: null, body: null },
  response: { status: 200, headers: {}, body: 'ok' },
  timeoutMs: 30_000,
};
const whole = {
  processName: 'P',
  stateValues: { TEXT: 'preset' },
  mode: 'SYNC',
  basicAuth: { userName: 'shop' },
  parse: { headers: ['x-request-id'], query: [{ path: 'query[0].a', alias: 'a' }], body: [{ path: 'b.c', alias: null }] },
  response: { status: 202, headers: { 'X-Own': 'yes' }, body: 'number {{request.number}}' },
  timeoutMs: 5_000,
};
const given = { ...whole, basicAuth: { userName: 'shop', password: 'secret' }, parse: { ...whole.parse, headers: ['X-Request-Id'] } };

describe('the trigger of an application', () => {
  it('has its defaults', async () => {
    expect((await create({ processName: 'P' })).trigger).toEqual(usual);
  });

  it('is kept as it was given, but for the password, of which there is only a hash', async () => {
    const { id, name, trigger } = await create(given);
    const { rows } = await server.db.pool.query<{ row: string }>(
      `SELECT a::text AS row FROM application a WHERE name = '${name}' UNION ALL SELECT e::text FROM audit_entry e`,
    );
    const { data } = await server.graphql(`{ node(id: "${id}") { ... on Application { ${fields} } } }`);
    expect([
      trigger,
      data.node.trigger,
      rows.filter(({ row }) => row.includes('secret')).length,
      rows[0]!.row.includes('$argon2id$'),
    ]).toEqual([whole, whole, 0, true]);
  });

  it('is shown to administrators alone', async () => {
    const { id } = await create(given);
    const anna = { userName: 'anna', password: 'a password of tests' };
    const { data } = await server.graphql(`{ node(id: "${id}") { ... on Application { ${fields} } } }`, {}, anna);
    expect(data.node).toBeNull();
  });

  it('leaves what an update does not say, and goes back to the default by null', async () => {
    const { id } = await create(given);
    const hash = async () =>
      (await server.db.prisma.application.findMany({ where: { triggerPasswordHash: { not: null } }, orderBy: { id: 'desc' }, take: 1 }))[0]!
        .triggerPasswordHash;
    const before = await hash();
    const timeout = await call('updateApplication', { id, trigger: { processName: 'P', timeoutMs: 1 } });
    const kept = await hash();
    const none = await call('updateApplication', { id, description: 'x' });
    const nulls = Object.fromEntries(Object.keys(usual).map((name) => [name, name === 'processName' ? 'P' : null]));
    const back = await call('updateApplication', { id, trigger: nulls });
    expect([timeout.trigger, kept === before, none.trigger, back.trigger]).toEqual([
      { ...whole, timeoutMs: 1 },
      true,
      { ...whole, timeoutMs: 1 },
      usual,
    ]);
  });

  it('leaves an entry in the audit trail that says what changed, and of the password only that', async () => {
    const { id } = await create({ processName: 'P' });
    await call('updateApplication', { id, trigger: { processName: 'P', basicAuth: { userName: 'shop', password: 'p' } } });
    const { data } = await server.graphql('{ auditEntries(first: 1) { nodes { changes { field from to isSecret } } } }');
    expect(data.auditEntries.nodes[0].changes).toEqual([
      {
        field: 'trigger',
        from: { ...usual, intake: noIntake },
        to: { ...usual, intake: noIntake, basicAuth: { userName: 'shop' } },
        isSecret: false,
      },
      { field: 'triggerPasswordHash', from: null, to: null, isSecret: true },
    ]);
  });

  it.each<[string, object | null | undefined, string]>([
    ['none', undefined, 'trigger: is required for hooks of kind TRIGGER: send at least processName'],
    ['null', null, 'trigger: is required for hooks of kind TRIGGER: send at least processName'],
    ['an unknown process', { processName: 'none' }, 'trigger.processName: process "none" does not exist'],
    ['an unknown preset', { stateValues: { NONE: 1 } }, 'Process P has no data field NONE'],
    ['a preset that does not fit', { stateValues: { NUMERIC: 'many' } }, 'trigger.stateValues.NUMERIC: not a number: "many"'],
    ['presets that are a list', { stateValues: [] }, 'trigger.stateValues: must be an object with values, keyed by data field'],
    [
      'a user name with a colon',
      { basicAuth: { userName: 'a:b', password: 'p' } },
      'trigger.basicAuth.userName: must be 1 to 100 characters without a colon',
    ],
    ['an empty password', { basicAuth: { userName: 'a', password: '' } }, 'trigger.basicAuth.password: 1 to 200 characters'],
    ['a header that is none', { parse: { headers: ['a b'] } }, 'trigger.parse.headers.0: must be the name of a header'],
    [
      'a header with a secret',
      { parse: { headers: ['Authorization'] } },
      'trigger.parse.headers.0: contains a secret and cannot be a variable',
    ],
    [
      'a path that is none',
      { parse: { body: [{ path: 'a..b' }] } },
      'trigger.parse.body.0.path: must be a path of at most 500 characters, such as b.c, query[0].a or ["a.b"]',
    ],
    [
      'an alias that cannot be read',
      { parse: { body: [{ path: 'a', alias: 'a.b' }] } },
      'trigger.parse.body.0.alias: must be 1 to 64 letters, digits, "_", "-" and inner spaces',
    ],
    [
      'an alias of a part',
      { parse: { query: [{ path: 'a', alias: 'body' }] } },
      'trigger.parse.query.0.alias: must not be one of headers, query, body, raw, method',
    ],
    [
      'an alias twice',
      { parse: { query: [{ path: 'a', alias: 'x' }], body: [{ path: 'a', alias: 'x' }] } },
      'trigger.parse: must not repeat an alias',
    ],
    ['too many variables', { parse: { headers: Array(201).fill('a') } }, 'trigger.parse.headers: must have at most 200 items'],
    [
      'a header that reads data',
      { response: { headers: { 'X-A': '{{data.TEXT}}' } } },
      'trigger.response.headers: {{data.TEXT}} is not a path that begins with request or runtime',
    ],
    [
      'an expression within a JSON body',
      { response: { body: { a: ['{{request.number + 1}}'] } } },
      'trigger.response.body: {{request.number + 1}} is not a path that begins with request or runtime',
    ],
    [
      'a large JSON body',
      { response: { body: ['x'.repeat(10_000)] } },
      'trigger.response.body: must be at most 10000 characters (as JSON if it is not a string)',
    ],
    ['a status that is none', { response: { status: 99 } }, 'trigger.response.status: 200 to 599'],
    [
      'a header that would be two',
      { response: { headers: { a: 'b\r\nc: d' } } },
      'trigger.response.headers: line breaks and characters beyond Latin-1 cannot be sent',
    ],
    ['the length of the answer', { response: { headers: { 'content-length': '5' } } }, 'trigger.response.headers: is set by the server'],
    [
      'a text that calculates',
      { response: { body: '{{request.number + 1}}' } },
      'trigger.response.body: {{request.number + 1}} is not a path that begins with request or runtime',
    ],
    [
      'a text that reads data',
      { response: { body: '{{data.TEXT}}' } },
      'trigger.response.body: {{data.TEXT}} is not a path that begins with request or runtime',
    ],
    [
      'a text that is not closed',
      { response: { body: '{{request' } },
      'trigger.response.body: the placeholder that begins with "{{request" is not closed',
    ],
    ['no time', { timeoutMs: 0 }, 'trigger.timeoutMs: 1 to 300000'],
    ['too much time', { timeoutMs: 300_001 }, 'trigger.timeoutMs: 1 to 300000'],
  ])('is refused with %s', async (_, trigger, message) => {
    expect(await create(trigger && { processName: 'P', ...trigger })).toEqual({ code: 'BAD_USER_INPUT', message });
  });

  it('belongs to the kind TRIGGER alone', async () => {
    const refused = (kind: string) => ({
      code: 'BAD_USER_INPUT',
      message: `trigger: is only allowed for hooks of kind TRIGGER, not ${kind}`,
    });
    expect([await create({ processName: 'P' }, 'OPERATIONS'), await create({ processName: 'P' }, 'WORKFLOWS')]).toEqual([
      refused('OPERATIONS'),
      refused('WORKFLOWS'),
    ]);
  });
});

describe('a SYNC hook', () => {
  const refused = {
    code: 'BAD_USER_INPUT',
    message: 'Process Waits can wait (ASK, LATER), so callers cannot wait for it to end: set the mode of the hook to ASYNC',
  };

  it('cannot be bound to a process that can wait, nor can a hook that is bound to one become SYNC', async () => {
    const { id } = await create({ processName: 'Waits' });
    const created = await create({ processName: 'Waits', mode: 'SYNC' });
    const updated = await call('updateApplication', { id, trigger: { processName: 'Waits', mode: 'SYNC' } });
    const unborn = await create({ processName: 'Unborn', mode: 'SYNC' });
    expect([created, updated]).toEqual([refused, refused]);
    expect(unborn.trigger.mode).toBe('SYNC');
  });

  const deploy = async (version: number, flow: object, more: object = {}) => {
    const definition = {
      name: 'Bound',
      version,
      data: [{ name: 'TEXT', type: 'TEXT' }],
      subprocess: { enabled: true, access: 'PUBLIC' },
      ...flow,
    };
    const mutation = 'mutation ($input: DeployProcessInput!) { deployProcess(input: $input) { report { outcome } } }';
    const { data, errors } = await server.graphql(mutation, { input: { definition, ...more } });
    return errors ? { code: errors[0].extensions.code, message: errors[0].message } : data.deployProcess.report.outcome;
  };
  const activate = async (version: number) => {
    const mutation = `mutation { setProcessState(input: {name: "Bound", version: ${version}, state: ACTIVE}) { process { version } } }`;
    const { data, errors } = await server.graphql(mutation);
    return errors ? { code: errors[0].extensions.code, message: errors[0].message } : data.setProcessState.process.version;
  };

  it('keeps versions that can wait from becoming active, and names itself', async () => {
    await deploy(1, sets);
    const { name, id } = await create({ processName: 'Bound', mode: 'SYNC' });
    const broken = (version: number) => ({
      code: 'CONFLICT',
      message: `Process Bound version ${version} can wait (ASK, LATER), but callers of these hooks wait for it to end: ${name}. Set their mode to ASYNC first`,
    });
    const deployed = await deploy(2, waits);
    const tried = await deploy(2, waits, { dryRun: true });
    const replaced = await deploy(1, waits);
    expect({ deployed, tried, replaced }).toEqual({ deployed: broken(2), tried: broken(2), replaced: broken(1) });

    const asTest = await deploy(2, waits, { state: 'TEST' });
    const activated = await activate(2);
    const deployedAgain = await deploy(2, waits);
    expect({ asTest, activated, deployedAgain }).toEqual({ asTest: 'CREATED', activated: broken(2), deployedAgain: broken(2) });

    const cannotWait = await deploy(3, sets);
    await call('updateApplication', { id, trigger: { processName: 'Bound', mode: 'ASYNC' } });
    const whileAsync = [await activate(2), await deploy(4, waits)];
    expect([cannotWait, ...whileAsync]).toEqual(['CREATED', 2, 'CREATED']);
  });

  it('and a version that would break it: one of two at once is refused', async () => {
    for (let n = 1; n <= 5; n += 1) {
      const name = `Race ${n}`;
      await addProcess(server, name, sets);
      const results = await Promise.all([create({ processName: name, mode: 'SYNC' }), deploy(2, { ...waits, name })]);
      expect(results.filter((result) => typeof result === 'object' && 'code' in (result as object))).toHaveLength(1);
    }
  });
});
