import { deliveriesOf } from '../kit/deliveriesOf';
import { addHook, addProcess, addUser } from '../kit/factories';
import { globalId } from '../kit/globalId';
import { holdCommits } from '../kit/holdCommits';
import { startReplica } from '../kit/startReplica';
import { administrator, startTestServer, type HttpAnswer, type TestServer } from '../kit/startTestServer';
import { until } from '../kit/until';

const secret = 'the secret of the test';
const typed = [
  { name: 'TEXT', type: 'TEXT' },
  { name: 'NUMERIC', type: 'NUMERIC' },
  { name: 'DATE', type: 'DATETIME' },
  { name: 'JSON', type: 'JSON' },
  { name: 'GOT', type: 'JSON' },
];
const ends = {
  start: 'READ',
  activities: [{ name: 'READ', type: 'SET', set: { GOT: '{{runtime.extra_stuff.lots}}' } }],
  participants: [everybody()],
};

function everybody() {
  return { name: 'Requesters', role: 'REQUESTER', everyone: true };
}

let server: TestServer;
let token: string;
let uuid: string;
beforeAll(async () => {
  server = await startTestServer();
  await addUser(server, 'anna');
  ({ uuid } = await addProcess(server, 'workflow name', { ...ends, data: typed }));
  await addProcess(server, 'alternative workflow');
  token = await addHook(server, 'anna', { kind: 'WORKFLOWS', secret: secret.replaceAll(' ', '-') });
});
afterAll(() => server.stop());

const send = (body: unknown, headers: object = {}, to = token): Promise<HttpAnswer> =>
  server.post(`/hooks/${to}`, body, { 'inbound-webhook-secret': secret.replaceAll(' ', '-'), ...headers });
const short = ({ status, body }: HttpAnswer) => ({ status, body });

/** Resolves to what is stored of the request of that number. */
async function requestOf(number: number): Promise<object> {
  const query = `query ($number: Int!) { request(number: $number) {
    process { name } requester { userName } runtime data { name textValue numericValue dateTimeValue jsonValue } } }`;
  const { data } = await server.graphql(query, { number });
  const { process, requester, runtime, data: values } = data.request;
  const set = (values as Record<string, unknown>[]).flatMap(({ name, ...fields }) => {
    const value = Object.values(fields).find((field) => field !== null);
    return value === undefined ? [] : [[name, value]];
  });
  return { process: process.name, requester: requester.userName, runtime, data: Object.fromEntries(set) };
}

describe('POST to a hook of kind WORKFLOWS', () => {
  it('starts the process of that name: presets, runtime and all', async () => {
    const { status, body } = await send({
      workflow: 'workflow name',
      stateValues: { TEXT: 'value' },
      uid: 'a generated unique ID for the request',
      extra_stuff: { lots: 'of it' },
    });
    expect([status, body, await requestOf(body.number)]).toEqual([
      202,
      {
        workflowId: uuid,
        requestId: globalId(`Request:${body.number}`),
        number: expect.any(Number),
        status: 'COMPLETED',
        uid: 'a generated unique ID for the request',
        duplicate: false,
      },
      {
        process: 'workflow name',
        requester: 'anna',
        runtime: { extra_stuff: { lots: 'of it' } },
        data: { TEXT: 'value', GOT: 'of it' },
      },
    ]);
  });

  it('takes the UUID of the process, in capitals as well, and says what is waited for', async () => {
    const answers = await Promise.all([
      send({ workflow: uuid }),
      send({ workflow: uuid.toUpperCase() }),
      send({ workflow: 'alternative workflow' }),
    ]);
    expect(answers.map(({ body }) => [body.workflowId === uuid, body.status, body.uid])).toEqual([
      [true, 'COMPLETED', null],
      [true, 'COMPLETED', null],
      [false, 'AWAITING', null],
    ]);
  });

  it.each([
    ['TEXT', 5, '5'],
    ['TEXT', true, 'true'],
    ['NUMERIC', '1e3', 1000],
    ['DATE', '2026-11-23', '2026-11-23T00:00:00.000Z'],
    ['JSON', [{ a: null }], [{ a: null }]],
  ])('fits state values to the type of %s: %j', async (name, value, expected) => {
    const { body } = await send({ workflow: 'workflow name', stateValues: { [name]: value } });
    expect(await requestOf(body.number)).toMatchObject({ data: { [name]: expected } });
  });

  it('keeps the digits of large numbers in texts, in JSON and in what started the run, and refuses them for numbers', async () => {
    const headers = { 'inbound-webhook-secret': secret.replaceAll(' ', '-') };
    const sendRaw = (body: string) => server.post(`/hooks/${token}`, body, headers);
    const { body } = await sendRaw(
      '{"workflow":"workflow name","stateValues":{"TEXT":820982911946154508,"JSON":{"id":9007199254740993}},"order":820982911946154508}',
    );
    expect(await requestOf(body.number)).toMatchObject({
      data: { TEXT: '820982911946154508', JSON: { id: '9007199254740993' } },
      runtime: expect.objectContaining({ order: '820982911946154508' }),
    });
    const refused = await sendRaw('{"workflow":"workflow name","stateValues":{"NUMERIC":820982911946154508}}');
    expect([refused.status, refused.body]).toEqual([
      400,
      {
        error: 'stateValues.NUMERIC: 820982911946154508 has more digits than a number can hold (about 16): send it as text',
        code: 'BAD_USER_INPUT',
      },
    ]);
  });
  const missing =
    'The body for a hook of kind WORKFLOWS must be a JSON object with "workflow" (the name or UUID of a process). Optional: "stateValues", "uid", "batch" and others';
  it.each([
    ['an unknown name', { workflow: 'none' }, 404, 'NOT_FOUND', 'Process "none" does not exist or has no active version'],
    [
      'an unknown UUID',
      { workflow: '00000000-0000-4000-8000-000000000000' },
      404,
      'NOT_FOUND',
      'Process "00000000-0000-4000-8000-000000000000" does not exist or has no active version',
    ],
    [
      'an unknown state value',
      { workflow: 'workflow name', stateValues: { NONE: 1 } },
      400,
      'BAD_USER_INPUT',
      'Process workflow name has no data field NONE',
    ],
    [
      'a state value that does not fit',
      { workflow: 'workflow name', stateValues: { NUMERIC: 'many' } },
      400,
      'BAD_USER_INPUT',
      'stateValues.NUMERIC: not a number: "many"',
    ],
    [
      'state values that are a list',
      { workflow: 'workflow name', stateValues: [] },
      400,
      'BAD_USER_INPUT',
      'stateValues: must be an object with values, keyed by data field',
    ],
    ['an empty uid', { workflow: 'workflow name', uid: '' }, 400, 'BAD_USER_INPUT', 'uid: must be a string of 1 to 255 characters'],
    [
      'a long uid',
      { workflow: 'workflow name', uid: 'x'.repeat(256) },
      400,
      'BAD_USER_INPUT',
      'uid: must be a string of 1 to 255 characters',
    ],
    [
      'a uid that is a number',
      { workflow: 'workflow name', uid: 7 },
      400,
      'BAD_USER_INPUT',
      'uid: String cannot represent a non string value: 7',
    ],
    ['an empty workflow', { workflow: '' }, 400, 'BAD_USER_INPUT', missing],
    ['an empty workflow beside a batch', { workflow: ' ', batch: [{ workflow: 'workflow name' }] }, 400, 'BAD_USER_INPUT', missing],
    ['no workflow', { stateValues: {} }, 400, 'BAD_USER_INPUT', missing],
    ['a list', [], 400, 'BAD_USER_INPUT', missing],
    ['a batch that is no list', { workflow: 'workflow name', batch: {} }, 400, 'BAD_USER_INPUT', 'batch: must be a list of 1 to 1000 runs'],
  ])('refuses %s', async (_, body, status, code, error) => {
    expect(short(await send(body))).toEqual({ status, body: { error, code } });
  });

  it.each([
    ['no secret', {}],
    ['another secret', { 'inbound-webhook-secret': 'another' }],
    ['an empty one', { 'inbound-webhook-secret': '' }],
  ])('refuses %s', async (_, headers) => {
    expect(short(await server.post(`/hooks/${token}`, { workflow: 'workflow name' }, headers))).toEqual({
      status: 401,
      body: { error: 'The header Inbound-Webhook-Secret is missing or does not match the secret of this hook', code: 'UNAUTHENTICATED' },
    });
  });

  it('answers a repeat under its Idempotency-Key the same, and starts nothing', async () => {
    const body = { workflow: 'workflow name', uid: 'with a key' };
    const [first, second] = [await send(body, { 'idempotency-key': 'k' }), await send(body, { 'idempotency-key': 'k' })];
    expect([short(second), second.headers.get('idempotent-replayed')]).toEqual([short(first), 'true']);
  });

  it('cannot be called through hooks of kind OPERATIONS', async () => {
    expect((await server.hook('runWorkflow', { workflow: 'workflow name' })).status).toBe(400);
  });
});

describe('a batch', () => {
  /** Resolves to what each of the runs was started with. */
  const runsOf = async (body: object) => {
    const { status, body: answer } = await send({ workflow: 'workflow name', ...body });
    const runs = answer.runs as { number: number }[];
    const started = await Promise.all(runs.map(({ number }) => requestOf(number)));
    return { status, started: started.map((run) => ({ ...run, requester: undefined })) };
  };

  it('inherits what an item does not set, and nothing else', async () => {
    const parent = { stateValues: { TEXT: 'parent' }, uid: 'ignored', extra_stuff: { lots: 'of it' }, runtimeData: 'a field like others' };
    const batch = [
      {},
      { workflow: 'alternative workflow', stateValues: {}, runtimeData: {} },
      { stateValues: { NUMERIC: 1 }, runtimeData: { extra_stuff: { lots: 'more' } } },
      { stateValues: null, workflow: null, runtimeData: null, uid: null },
    ];
    const { extra_stuff, runtimeData } = parent;
    const inherited = { process: 'workflow name', runtime: { extra_stuff, runtimeData }, data: { TEXT: 'parent', GOT: 'of it' } };
    expect(await runsOf({ ...parent, batch })).toEqual({
      status: 202,
      started: [
        inherited,
        { process: 'alternative workflow', runtime: {}, data: {} },
        { process: 'workflow name', runtime: { extra_stuff: { lots: 'more' } }, data: { NUMERIC: 1, GOT: 'more' } },
        inherited,
      ],
    });
  });

  it('says in its place what is wrong with an item, and starts the others', async () => {
    const batch = [{ workflow: 'none', uid: 'a' }, 5, null, { uid: 7 }, { uid: 'b' }, { workflow: 7 }, { stateValues: { NONE: 1 } }];
    const { status, body } = await send({ workflow: 'workflow name', batch });
    const refused = (error: string, uid: string | null = null, code = 'BAD_USER_INPUT') => ({ uid, error, code });
    const started = { workflowId: uuid, requestId: expect.any(String), number: expect.any(Number), status: 'COMPLETED' };
    expect([status, body]).toEqual([
      202,
      {
        runs: [
          refused('Process "none" does not exist or has no active version', 'a', 'NOT_FOUND'),
          refused('batch: must be an object'),
          refused('batch: must be an object'),
          refused('uid: must be a string of 1 to 255 characters'),
          { ...started, uid: 'b', duplicate: false },
          refused('workflow: must be the name or UUID of a process'),
          refused('Process workflow name has no data field NONE'),
        ],
        started: 1,
        duplicates: 0,
        failed: 6,
      },
    ]);
  });

  const notFound = (name: string) => `Process "${name}" does not exist or has no active version`;
  it.each([
    ['of its own that there is not', 'nope', [{ workflow: 'workflow name' }, {}]],
    ['of a UUID that there is not', '00000000-0000-4000-8000-000000000000', [{ workflow: 'workflow name' }]],
  ])('starts nothing where it has a workflow %s', async (_, workflow, batch) => {
    const before = await server.db.prisma.request.count();
    const answer = short(await send({ workflow, batch }));
    expect([answer, await server.db.prisma.request.count()]).toEqual([
      { status: 404, body: { error: notFound(workflow), code: 'NOT_FOUND' } },
      before,
    ]);
  });

  it.each<[string, object[], number, string, string[]]>([
    ['the same', [{ workflow: 'none', uid: 'a' }, { workflow: 'none' }], 404, notFound('none'), ['NOT_FOUND', 'NOT_FOUND']],
    [
      'several',
      [{ stateValues: { NONE: 1 } }, { workflow: 'none' }],
      404,
      'Process workflow name has no data field NONE',
      ['BAD_USER_INPUT', 'NOT_FOUND'],
    ],
  ])('is refused, with what is wrong with each, where nothing was started for %s reasons', async (_, batch, status, first, codes) => {
    const answer = await send({ workflow: 'workflow name', batch });
    const { runs, ...error } = answer.body;
    expect([answer.status, error, (runs as { code: string }[]).map(({ code }) => code)]).toEqual([
      status,
      { error: `None of the 2 runs was started. The first error: ${first}`, code: 'NOT_FOUND' },
      codes,
    ]);
  });

  it('counts runs that were started before, and does not treat them as failures', async () => {
    const body = { workflow: 'workflow name', batch: [{ uid: 'counted' }, { uid: 'counted' }] };
    const answers = [await send(body), await send(body)];
    expect(answers.map(({ status, body: { runs: _, ...counts } }) => [status, counts])).toEqual([
      [202, { started: 1, duplicates: 1, failed: 0 }],
      [202, { started: 0, duplicates: 2, failed: 0 }],
    ]);
  });

  it.each([
    ['without a workflow of its own', { batch: [{ workflow: 'workflow name' }] }],
    ['that is empty', { workflow: 'workflow name', batch: [] }],
    ['of 1,001', { workflow: 'workflow name', batch: Array.from({ length: 1001 }, () => ({})) }],
  ])('is refused as a whole %s', async (_, body) => {
    expect((await send(body)).status).toBe(400);
  });

  it.each(['a hook', 'GraphQL'])(
    'of a caller of %s who leaves meanwhile goes on with nothing more, and a repeat under its key with the rest',
    async (entry) => {
      const behind = await startReplica(server);
      const { id: processId } = await server.db.prisma.process.findFirstOrThrow({ where: { name: 'alternative workflow' } });
      const count = async () => server.db.prisma.request.count({ where: { processId } });
      const before = await count();
      const batch = Array.from({ length: 400 }, () => ({ workflow: 'alternative workflow' }));
      const basic = `Basic ${Buffer.from(`${administrator.userName}:${administrator.password}`).toString('base64')}`;
      const query = 'mutation ($batch: [JSON]!) { runWorkflowBatch(input: { batch: $batch }) { runs { uid } } }';
      const calls = {
        'a hook': { path: `/hooks/${token}`, body: { workflow: 'workflow name', batch } },
        GraphQL: {
          path: '/graphql',
          body: { query, variables: { batch: batch.map((run) => ({ ...run, stateValues: {}, runtime: {} })) } },
        },
      };
      const { path, body } = calls[entry as keyof typeof calls];
      const headers = { 'inbound-webhook-secret': secret.replaceAll(' ', '-'), 'idempotency-key': 'left', authorization: basic };
      const held = await holdCommits(server.databaseUrl);
      const leaving = new AbortController();
      const left = fetch(behind.url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
        signal: leaving.signal,
      }).catch(() => 'left');
      await held.isWaitedFor();
      leaving.abort();
      await left;
      await until(() => new Promise<boolean>((resolve) => behind.http.getConnections((_, open) => resolve(open === 0))));
      const entries = await deliveriesOf(server, entry === 'GraphQL' ? 0 : 1, async () => {
        await held.release();
        await until(() => Promise.resolve(behind.db.pool.idleCount === behind.db.pool.totalCount));
      });
      await behind.stop();
      const started = (await count()) - before;
      // Two groups of 128 are under way.
      expect([started > 0, started <= 256]).toEqual([true, true]);
      if (entry === 'GraphQL') return;
      expect(entries.map(({ code, requests }) => [code, requests.length])).toEqual([['TIMEOUT', started]]);
      const { body: repeated } = await send(body, { 'idempotency-key': 'left' });
      expect([repeated.runs.length, (await count()) - before]).toEqual([400, 400]);
    },
  );
});
