import { randomUUID } from 'node:crypto';
import { createApiToken } from '../../../src/modules/apiToken/createApiToken';
import { addProcess, addUser } from '../../kit/factories';
import { holdCommits } from '../../kit/holdCommits';
import { startReplica, type Replica } from '../../kit/startReplica';
import { administrator, startTestServer, type HttpAnswer, type TestServer } from '../../kit/startTestServer';
import { until } from '../../kit/until';

let server: TestServer;
let replica: Replica;
let token: string;
let johns: string;
beforeAll(async () => {
  server = await startTestServer({ basePath: '/wfgen', maxBodyBytes: 10_000 });
  // Fewer places than those who wait.
  replica = await startReplica(server, { maxConcurrentRequests: 100, maxWaits: 300, maxCallerShare: 100 });
  await addUser(server, 'jane');
  await addUser(server, 'john');
  token = await addToken('jane', ['workflows:run']);
  johns = await addToken('john');
  await addProcess(server, 'GREET', {
    data: [
      { name: 'AMOUNT', type: 'NUMERIC', default: 1 },
      { name: 'NAME', type: 'TEXT' },
    ],
    start: 'SAY',
    activities: [{ name: 'SAY', type: 'SET', set: { NAME: 'Hello {{case.firstName}}' } }],
    output: { greeting: '{{data.NAME}}', amount: '{{data.AMOUNT}}' },
  });
  await addProcess(server, 'WAITS', { allowUserActions: true, output: 'done' });
  await addProcess(server, 'SILENT', { start: 'E', activities: [{ name: 'E', type: 'END' }] });
  await addProcess(server, 'FAILS', { start: 'E', activities: [{ name: 'E', type: 'END', as: 'ERROR', message: 'no luck' }] });
});
afterAll(async () => {
  await replica.stop();
  await server.stop();
});

async function addToken(userName: string, scopes: string[] = []): Promise<string> {
  return (await createApiToken.run(await server.contextOf(userName), { name: 'x', scopes })).token;
}

interface Call {
  body?: unknown;
  headers?: Record<string, string>;
  /** Whose; null for none. */
  as?: string | null;
  to?: { url: string };
  signal?: AbortSignal;
}
/** Calls a route as Jane. */
async function call(method: string, path: string, { body, headers, as = token, to = server, signal }: Call = {}): Promise<HttpAnswer> {
  const response = await fetch(to.url + path, {
    method,
    headers: {
      ...(as !== null && { authorization: `Bearer ${as}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    ...(signal && { signal }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: /^[{["n]/.test(text) ? JSON.parse(text) : text };
}
const short = ({ status, body }: HttpAnswer) => [status, body];
const post = (path: string, body: unknown, more: Call = {}) => call('POST', path, { body, ...more });
const uuid = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const moment = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const addCase = async (input: object = { firstName: 'Jane' }): Promise<string> => (await post('/cases', input)).body.caseId;
const definitionId = async (name: string) => (await server.db.prisma.processName.findUniqueOrThrow({ where: { name } })).uuid;
/** Starts a process for a new case, and gives the run. */
const run = async (workflowDefinitionId: string): Promise<{ id: string; number: number; caseId: string }> =>
  (await post('/workflows/run', { workflowDefinitionId, caseId: await addCase() })).body;
const complete = (requestNumber: number) => server.hook('completeAction', { requestNumber, number: 1 });

describe.each(['', '/wfgen'])('the Workflows API below %j', (base) => {
  it('makes a case, keeps parameters, runs a process with them, says how it stands and what it has come to', async () => {
    const workflowDefinitionId = await definitionId('GREET');
    const made = await post(`${base}/cases`, { firstName: 'Jane', companyName: 'ACME', data: { shoe: 38 } });
    const { caseId } = made.body;
    const kept = await post(`${base}/parameters`, { workflowDefinitionId, parameters: { AMOUNT: '1.2222' } });
    const { parametersId } = kept.body;
    const ran = await post(`${base}/workflows/run`, { workflowDefinitionId, caseId, parametersId });
    const { id, number } = ran.body;
    const answers = [made, await call('GET', `${base}/cases/${caseId}`), kept, ran];
    answers.push(await call('GET', `${base}/workflows/${id}`), await call('GET', `${base}/workflows/${id}/result`));
    const { length } = await server.db.prisma.request.findMany({ where: { id: number, uuid: id, case: { uuid: caseId } } });
    const person = {
      caseId: uuid,
      createdDate: moment,
      firstName: 'Jane',
      lastName: null,
      personalNumber: null,
      email: null,
      phone: null,
      companyName: 'ACME',
      companyNumber: null,
      companyAddress: null,
      data: { shoe: 38 },
    };
    expect([answers.map(short), length]).toEqual([
      [
        [201, person],
        [200, made.body],
        [201, { parametersId: uuid, workflowDefinitionId, createdDate: moment }],
        [200, { id: uuid, caseId, workflowDefinitionId, status: 'COMPLETED', number: expect.any(Number) }],
        [200, { id, caseId, status: 'COMPLETED', createdDate: moment, completedDate: moment }],
        [200, { greeting: 'Hello Jane', amount: 1.2222 }],
      ],
      1,
    ]);
  });
});

describe('POST /cases', () => {
  it('makes an empty case without a body', async () => {
    const answer = await call('POST', '/cases');
    expect([answer.status, answer.body]).toMatchObject([201, { caseId: uuid, firstName: null, phone: null, data: null }]);
  });

  it.each([
    ['+48 123 456 789', '+48 123 456 789'],
    [{ countryCode: '48', number: '123456789' }, '+48 123456789'],
    [{ countryCode: '+1', number: ' (555) 010-99 ' }, '+1 (555) 010-99'],
    [{ countryCode: 49, number: 3012345 }, '+49 3012345'],
    [null, null],
  ])('takes the phone %j', async (phone, kept) => {
    expect(await post('/cases', { phone })).toMatchObject({ status: 201, body: { phone: kept } });
  });

  const wrong = 'phone: must be a string, or an object with countryCode ("+48") and number ("123456789")';
  it.each([
    [{ countryCode: '48' }, wrong],
    [{ countryCode: 'PL', number: '1' }, wrong],
    [{ countryCode: '48', number: 'x' }, wrong],
    [{ countryCode: '48', number: '1', extension: '2' }, wrong],
    [5, 'phone: String cannot represent a non string value: 5'],
  ])('refuses the phone %j', async (phone, error) => {
    expect(short(await post('/cases', { phone }))).toEqual([400, { error, code: 'BAD_USER_INPUT' }]);
  });

  it('still wants JSON where there is a body, and a body elsewhere', async () => {
    const answers = [
      await call('POST', '/cases', { headers: { 'content-type': 'text/plain' }, body: '{}' }),
      await call('POST', '/parameters'),
      await call('POST', '/cases', { body: '' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([415, 415, 201]);
  });
});

describe('POST /workflows/run', () => {
  it('takes the name of the process, and the parameters themselves', async () => {
    const { body, status } = await post('/workflows/run', {
      workflowDefinitionId: 'GREET',
      caseId: await addCase({}),
      parameters: { AMOUNT: 2 },
    });
    expect([status, (await call('GET', `/workflows/${body.id}/result`)).body]).toEqual([200, { greeting: 'Hello ', amount: 2 }]);
  });

  it('runs on other servers than the one that keeps case and parameters', async () => {
    const caseId = await addCase();
    const { parametersId } = (await post('/parameters', { workflowDefinitionId: 'GREET', parameters: {} }, { to: replica })).body;
    expect((await post('/workflows/run', { workflowDefinitionId: 'GREET', caseId, parametersId }, { to: replica })).status).toBe(200);
  });
});

const none = '3b2d8a4f-579f-4e2e-a51c-f859e532fe8c';
const bad = (error: string) => [400, { error, code: 'BAD_USER_INPUT' }];
const refusals: [string, string, string, Call, unknown][] = [
  ['no token', 'POST', '/cases', { body: {}, as: null }, [401, { error: expect.stringContaining('Bearer'), code: 'UNAUTHENTICATED' }]],
  ['a wrong token', 'GET', `/cases/${none}`, { as: 'slu_x' }, [401, { error: expect.any(String), code: 'UNAUTHENTICATED' }]],
  ['no token for what there is not', 'GET', `/cases/${none}`, { as: null }, [401, expect.objectContaining({ code: 'UNAUTHENTICATED' })]],
  ['another method', 'PUT', '/cases', { body: {} }, [405, { error: 'Use POST here, not PUT', code: 'METHOD_NOT_ALLOWED' }]],
  ['GET where there is only POST', 'GET', '/workflows/run', {}, [405, { error: 'Use POST here, not GET', code: 'METHOD_NOT_ALLOWED' }]],
  ['DELETE of a case', 'DELETE', `/cases/${none}`, {}, [405, { error: 'Use GET here, not DELETE', code: 'METHOD_NOT_ALLOWED' }]],
  ['another type', 'POST', '/cases', { body: '{}', headers: { 'content-type': 'text/plain' } }, [415, expect.anything()]],
  ['a large body', 'POST', '/cases', { body: { data: 'x'.repeat(10_000) } }, [413, expect.objectContaining({ code: 'PAYLOAD_TOO_LARGE' })]],
  ['what is no JSON', 'POST', '/cases', { body: '{' }, [400, expect.objectContaining({ code: 'BAD_USER_INPUT' })]],
  ['a list', 'POST', '/cases', { body: [] }, bad('The body must be a JSON object for POST /cases: /openapi.json describes it')],
  [
    'a field that there is not',
    'POST',
    '/cases',
    { body: { name: 'x' } },
    [400, expect.objectContaining({ error: expect.stringContaining('name') })],
  ],
  [
    'a field of another type',
    'POST',
    '/cases',
    { body: { firstName: 1 } },
    [400, expect.objectContaining({ error: expect.stringContaining('firstName') })],
  ],
  ['what cannot be stored', 'POST', '/cases', { body: { firstName: '\0' } }, [400, expect.objectContaining({ code: 'BAD_USER_INPUT' })]],
  [
    'a long key',
    'POST',
    '/cases',
    { body: {}, headers: { 'idempotency-key': 'x'.repeat(256) } },
    bad('An Idempotency-Key (or webhook-id) must have 1 to 255 characters'),
  ],
  [
    'a case that there is not',
    'GET',
    `/cases/${none}`,
    {},
    [404, { error: `Case "${none}" does not exist or is not visible to you`, code: 'NOT_FOUND' }],
  ],
  [
    'a case that is no UUID',
    'GET',
    '/cases/1',
    {},
    [404, { error: 'Case "1" does not exist or is not visible to you', code: 'NOT_FOUND' }],
  ],
  [
    'a run that there is not',
    'GET',
    `/workflows/${none}`,
    {},
    [404, { error: `Request "${none}" does not exist or is not visible to you`, code: 'NOT_FOUND' }],
  ],
  [
    'its result',
    'GET',
    `/workflows/${none}/result`,
    {},
    [404, { error: `Request "${none}" does not exist or is not visible to you`, code: 'NOT_FOUND' }],
  ],
  [
    'no process',
    'POST',
    '/parameters',
    { body: { parameters: {} } },
    [400, expect.objectContaining({ error: expect.stringContaining('workflowDefinitionId') })],
  ],
  [
    'an unknown process',
    'POST',
    '/parameters',
    { body: { workflowDefinitionId: none, parameters: {} } },
    [404, { error: `Process "${none}" does not exist or has no active version`, code: 'NOT_FOUND' }],
  ],
  [
    'unknown parameters',
    'POST',
    '/parameters',
    { body: { workflowDefinitionId: 'GREET', parameters: { X: 1 } } },
    bad('Process GREET has no data field X'),
  ],
  [
    'parameters that do not fit',
    'POST',
    '/parameters',
    { body: { workflowDefinitionId: 'GREET', parameters: { AMOUNT: 'x' } } },
    bad('parameters.AMOUNT: not a number: "x"'),
  ],
  [
    'no case',
    'POST',
    '/workflows/run',
    { body: { workflowDefinitionId: 'GREET' } },
    [400, expect.objectContaining({ error: expect.stringContaining('caseId') })],
  ],
  [
    'an unknown case',
    'POST',
    '/workflows/run',
    { body: { workflowDefinitionId: 'GREET', caseId: none } },
    [404, { error: `Case "${none}" does not exist or is not visible to you`, code: 'NOT_FOUND' }],
  ],
  ['another path', 'GET', '/workflows', {}, [404, { error: 'Nothing exists at /workflows', code: 'NOT_FOUND' }]],
  ...['61', '-1', 'x', '1.5', ''].map((wait): (typeof refusals)[0] => [
    `wait=${wait}`,
    'GET',
    `/workflows/${none}?wait=${wait}`,
    {},
    bad('wait: must be a whole number of seconds from 0 to 60'),
  ]),
];

describe('the Workflows API', () => {
  it.each(refusals)('refuses %s', async (_, method, path, more, answer) => {
    expect(short(await call(method, path, more))).toEqual(answer);
  });

  it('says in headers what is missing', async () => {
    const reading = await addToken('jane', ['read']);
    const answers = [
      await call('GET', `/cases/${none}`, { as: null, headers: { authorization: `Basic ${btoa('admin:x')}` } }),
      await call('GET', `/cases/${none}`, { as: 'slu_x' }),
      await call('GET', `/cases/${none}`, { as: reading }),
      await call('PUT', '/workflows/run', { body: {} }),
    ];
    expect(answers.map(({ status, headers }) => [status, headers.get('www-authenticate'), headers.get('allow')])).toEqual([
      [401, 'Bearer realm="Sluice"', null],
      [401, 'Bearer realm="Sluice", error="invalid_token"', null],
      [403, 'Bearer realm="Sluice", error="insufficient_scope", scope="workflows:run"', null],
      [405, null, 'POST'],
    ]);
  });

  it('takes a token without scopes, and none of the scopes for its mutations anywhere else', async () => {
    const query = 'mutation { createCase(input: {}) { clientMutationId } }';
    const operations = await addToken('jane', ['operations', 'administration', 'read']);
    const codes = await Promise.all(
      [operations, token].map(async (as) => (await post('/graphql', { query }, { as })).body.errors?.[0].extensions.code),
    );
    expect([(await post('/cases', {}, { as: johns })).status, codes]).toEqual([201, ['FORBIDDEN', undefined]]);
  });

  it('shows nobody the cases, parameters and runs of others, but administrators', async () => {
    const { id, caseId } = await run('GREET');
    const { parametersId } = (await post('/parameters', { workflowDefinitionId: 'GREET', parameters: {} })).body;
    const own = (await post('/cases', {}, { as: johns })).body.caseId;
    const look = async (as: string) => {
      const answers = [
        await call('GET', `/cases/${caseId}`, { as }),
        await call('GET', `/workflows/${id}?wait=1`, { as }),
        await call('GET', `/workflows/${id}/result`, { as }),
        await post('/workflows/run', { workflowDefinitionId: 'GREET', caseId }, { as }),
        await post('/workflows/run', { workflowDefinitionId: 'GREET', caseId: own, parametersId }, { as }),
      ];
      return answers.map(({ status }) => status);
    };
    const byJohn = await look(johns);
    const byAdministrator = await look(await addToken(administrator.userName));
    expect(byJohn).toEqual([404, 404, 404, 404, 404]);
    expect(byAdministrator).toEqual([200, 200, 200, 200, 200]);
  });

  it('does not run what somebody has to do, and names it', async () => {
    await addProcess(server, 'PEOPLE');
    expect(short(await post('/workflows/run', { workflowDefinitionId: 'PEOPLE', caseId: await addCase() }))).toEqual([
      409,
      { error: expect.stringContaining('activity DO'), code: 'CONFLICT' },
    ]);
  });

  it('logs what is written, and what was refused of it, without the token', async () => {
    const [name, since] = [randomUUID(), new Date()];
    const { body } = await post('/workflows/run', { workflowDefinitionId: 'GREET', caseId: await addCase({ firstName: name }) });
    await post('/cases', { [name]: 1 }, { as: null });
    await post('/cases', { [name]: 1 });
    const find = () =>
      server.db.pool.query(
        `SELECT kind, operation, status, path, request_id AS request, code, headers, body FROM delivery
         WHERE received_at >= $3 AND (request_id = $1 OR body LIKE $2 OR code = 'UNAUTHENTICATED') ORDER BY id`,
        [body.number, `%${name}%`, since],
      );
    const rows = (await until(async () => {
      const found = await find();
      return found.rows.length >= 4 ? found.rows : null;
    }))!;
    const told = rows.map(({ headers, body: logged, ...row }) => ({ ...row, hasToken: `${headers} ${logged}`.includes(token) }));
    const common = { kind: 'REST', hasToken: false, request: null, code: null, operation: 'createCase', path: '/cases' };
    expect(told.slice(-4)).toEqual([
      { ...common, status: 201 },
      { ...common, operation: 'runCase', path: '/workflows/run', status: 200, request: body.number },
      { ...common, status: 401, code: 'UNAUTHENTICATED' },
      { ...common, status: 400, code: 'BAD_USER_INPUT' },
    ]);
  });
});

describe('Idempotency-Key of the Workflows API', () => {
  const counts = async () =>
    Promise.all([server.db.prisma.case.count(), server.db.prisma.parameterSet.count(), server.db.prisma.request.count()]);
  const bodies = async (): Promise<[string, object][]> => [
    ['/cases', { firstName: 'Once' }],
    ['/parameters', { workflowDefinitionId: 'GREET', parameters: { AMOUNT: 1 } }],
    ['/workflows/run', { workflowDefinitionId: 'GREET', caseId: await addCase() }],
  ];

  it.each([0, 1, 2])('gives a repeat the same answer, and does nothing (%i)', async (n) => {
    const [path, body] = (await bodies())[n]!;
    const headers = { 'idempotency-key': randomUUID() };
    const first = await post(path, body, { headers });
    const before = await counts();
    const again = await post(path, body, { headers, to: replica });
    const other = await post(path, { ...body, lastName: 'x' }, { headers });
    expect([short(again), again.headers.get('idempotent-replayed'), other.status, await counts()]).toEqual([
      short(first),
      'true',
      422,
      before,
    ]);
  });

  it('keeps the keys of users apart, and those of hooks', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const [mine, his] = [await post('/cases', {}, { headers }), await post('/cases', {}, { headers, as: johns })];
    expect([his.status, his.headers.get('idempotent-replayed'), mine.body.caseId === his.body.caseId]).toEqual([201, null, false]);
  });

  it.each([0, 1, 2])('lets one of two at once have its effect, here and in another process (%i)', async (n) => {
    const [path, body] = (await bodies())[n]!;
    const before = await counts();
    const headers = { 'idempotency-key': randomUUID() };
    const held = await holdCommits(server.databaseUrl);
    const sent = [server, server, replica].map((to) => post(path, body, { headers, to }));
    if (path === '/workflows/run') await held.isWaitedFor(2);
    await held.release();
    const answers = await Promise.all(sent);
    const after = await counts();
    const total = (all: number[]) => all.reduce((sum, one) => sum + one, 0);
    expect([new Set(answers.map((answer) => JSON.stringify(short(answer)))).size, total(after) - total(before)]).toEqual([1, 1]);
  });
});

describe('GET /workflows/{id}?wait', () => {
  it('waits until the run ends, which another process brings about', async () => {
    const { id, number, caseId } = await run('WAITS');
    const before = await call('GET', `/workflows/${id}`);
    const waiting = call('GET', `/workflows/${id}?wait=60`, { to: replica });
    await complete(number);
    expect([before.body.status, short(await waiting)]).toEqual([
      'AWAITING',
      [200, { id, caseId, status: 'COMPLETED', createdDate: moment, completedDate: moment }],
    ]);
  });

  it('says how it stands when the seconds have passed', async () => {
    const { id } = await run('WAITS');
    const begun = performance.now();
    const { body } = await call('GET', `/workflows/${id}?wait=1`);
    expect([body.status, body.completedDate, performance.now() - begun > 950]).toEqual(['AWAITING', null, true]);
  });

  it('lets hundreds wait in one process, in no place of others and without connections, and one more not', async () => {
    const { id, number } = await run('WAITS');
    const poll = (signal?: AbortSignal) => call('GET', `/workflows/${id}?wait=60`, { to: replica, ...(signal && { signal }) });
    const waiting = Array.from({ length: 300 }, () =>
      until(async () => {
        const answer = await poll();
        return answer.status === 503 ? null : answer.body.status;
      }, 60_000),
    );
    const refused = (await until(async () => {
      const answer = await poll(AbortSignal.timeout(500)).catch(() => null);
      return /^300 calls are already waiting/.test(answer?.body.error) ? answer : null;
    }, 45_000))!;
    const meanwhile = await call('GET', `/workflows/${id}`, { to: replica });
    await complete(number);
    const ends = await Promise.all(waiting);
    expect([refused.status, refused.headers.get('retry-after'), meanwhile.body.status, new Set(ends)]).toEqual([
      503,
      '1',
      'AWAITING',
      new Set(['COMPLETED']),
    ]);
  }, 60_000);

  it('is refused when its token was revoked or its user archived meanwhile', async () => {
    await addUser(server, 'goes', { isAdministrator: true });
    await addUser(server, 'leaves', { isAdministrator: true });
    const revoked = await addToken('goes', ['workflows:run']);
    const archived = await addToken('leaves', ['workflows:run']);
    const one = await startReplica(server);
    const { id, number } = await run('WAITS');
    const listeners = await server.db.prisma.listener.count();
    const waiting = [revoked, archived].map((as) => call('GET', `/workflows/${id}?wait=60`, { to: one, as }));
    await until(async () => (await server.db.prisma.listener.count()) > listeners);
    await server.db.prisma.apiToken.updateMany({ where: { user: { userName: 'goes' } }, data: { revokedAt: new Date() } });
    await server.db.prisma.user.update({ where: { userName: 'leaves' }, data: { status: 'ARCHIVED' } });
    await complete(number);
    const answers = await Promise.all(waiting);
    await one.stop();
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual([
      [401, 'UNAUTHENTICATED'],
      [401, 'UNAUTHENTICATED'],
    ]);
  });

  it('is answered with how it stands when the process is stopped', async () => {
    const stopped = await startReplica(server);
    const listeners = await server.db.prisma.listener.count();
    const { id } = await run('WAITS');
    const waiting = call('GET', `/workflows/${id}?wait=60`, { to: stopped });
    await until(async () => (await server.db.prisma.listener.count()) > listeners);
    await stopped.stop();
    expect(short(await waiting)).toEqual([200, expect.objectContaining({ status: 'AWAITING' })]);
  });
});

describe('GET /workflows/{id}/result', () => {
  it('is refused while it runs, and says how it stands; whatever has ended has the output of its request, cancelled and failed runs too', async () => {
    const [waits, failed, silent, greeted] = [await run('WAITS'), await run('FAILS'), await run('SILENT'), await run('GREET')];
    const result = async ({ id }: { id: string }) => short(await call('GET', `/workflows/${id}/result`));
    const open = await result(waits);
    await server.hook('cancelRequest', { number: waits.number });
    const ended = [await result(waits), await result(failed), await result(silent), await result(greeted)];
    expect([open, ...ended]).toEqual([
      [
        409,
        { error: `Request ${waits.number} is AWAITING: its result is available when it has ended`, code: 'CONFLICT', status: 'AWAITING' },
      ],
      [200, null],
      [200, null],
      [200, null],
      [200, { greeting: 'Hello Jane', amount: 1 }],
    ]);
  });
});
