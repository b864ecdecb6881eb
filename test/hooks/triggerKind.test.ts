import { countStatements } from '../kit/countStatements';
import { addHook, addProcess, addUser } from '../kit/factories';
import { globalId } from '../kit/globalId';
import { startTestServer, type HttpAnswer, type TestServer } from '../kit/startTestServer';

const keeps = {
  data: [
    { name: 'TEXT', type: 'TEXT' },
    { name: 'GOT', type: 'JSON' },
  ],
  start: 'READ',
  activities: [
    { name: 'READ', type: 'SET', set: { GOT: ['{{runtime.body.b.c}}', '{{runtime.query.x}}', '{{runtime.headers.x-request-id}}'] } },
  ],
  participants: [{ name: 'Requesters', role: 'REQUESTER', everyone: true }],
};

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await addUser(server, 'anna');
  await addProcess(server, 'P', keeps);
});
afterAll(() => server.stop());

/** The token of a new hook bound to P. */
const add = (trigger: object = {}, more: object = {}, userName = 'anna') =>
  addHook(server, userName, { kind: 'TRIGGER', trigger: { processName: 'P', ...trigger }, ...more });
const send = (token: string, body: unknown, headers: Record<string, string> = {}, query = '') =>
  server.post(`/hooks/${token}${query}`, body, headers);
const short = ({ status, body }: HttpAnswer) => ({ status, body });
const basic = (userAndPassword: string) => ({ authorization: `Basic ${Buffer.from(userAndPassword).toString('base64')}` });

/** Resolves to what the request that a call was answered about was started with, but for headers that every call has. */
async function runtimeOf({ headers }: HttpAnswer) {
  const query = 'query ($id: ID!) { request(id: $id) { runtime requester { userName } data { name textValue jsonValue } } }';
  const { data } = await server.graphql(query, { id: headers.get('sluice-request-id') });
  const usual = [
    'host',
    'connection',
    'content-type',
    'content-length',
    'accept',
    'accept-language',
    'accept-encoding',
    'sec-fetch-mode',
    'user-agent',
  ];
  const { runtime } = data.request;
  const own = Object.entries(runtime.headers as object).filter(([name]) => !usual.includes(name));
  return { ...runtime, headers: Object.fromEntries(own) };
}

describe('POST to a hook of kind TRIGGER', () => {
  it('starts its process with all that was sent, and answers ok', async () => {
    const sent = await send(await add(), { a: 1, b: { c: 2 } }, { 'X-Request-Id': 'r1' }, '?query[0].a=1&x=y&x=z&d[e]=f');
    const { headers } = sent;
    const number = Number(
      Buffer.from(headers.get('sluice-request-id') ?? '', 'base64')
        .toString()
        .split(':')[1],
    );
    const { data } = await server.graphql(`{ request(number: ${number}) { status requester { userName } data { name jsonValue } } }`);
    expect([short(sent), headers.get('content-type'), await runtimeOf(sent), data.request]).toEqual([
      { status: 200, body: 'ok' },
      'text/plain; charset=utf-8',
      { headers: { 'x-request-id': 'r1' }, query: { query: [{ a: '1' }], x: ['y', 'z'], d: { e: 'f' } }, body: { a: 1, b: { c: 2 } } },
      {
        status: 'CLOSED',
        requester: { userName: 'anna' },
        data: [
          { name: 'TEXT', jsonValue: null },
          { name: 'GOT', jsonValue: [2, ['y', 'z'], 'r1'] },
        ],
      },
    ]);
  });

  it.each([
    ['a list', '[1, null]', [1, null]],
    ['a text', '"x"', 'x'],
    ['a number', '0', 0],
    ['null', 'null', null],
  ])('takes %s as its body', async (_, text, value) => {
    const answer = await send(await add(), text);
    const runtime = await runtimeOf(answer);
    expect(runtime).toMatchObject({ body: value });
  });

  it('takes no body at all, with and without a type of it, as null', async () => {
    const token = await add();
    const bare = await fetch(`${server.url}/hooks/${token}`, { method: 'POST' });
    const answers = [await send(token, undefined), { headers: bare.headers, status: bare.status, body: await bare.text() }];
    expect([answers.map(short), (await Promise.all(answers.map(runtimeOf))).map(({ body }) => body)]).toEqual([
      Array(2).fill({ status: 200, body: 'ok' }),
      [null, null],
    ]);
  });

  it.each([
    ['GET', undefined, {}, 405, 'METHOD_NOT_ALLOWED'],
    ['POST', 'a=1', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['POST', '<a/>', { 'content-type': 'text/xml' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['POST', new Uint8Array([123, 125]), {}, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['POST', '{', { 'content-type': 'application/json' }, 400, 'BAD_USER_INPUT'],
  ])('refuses %s %j with %j by %d', async (method, body, headers, status, code) => {
    const response = await fetch(`${server.url}/hooks/${await add()}`, {
      method,
      headers: headers as Record<string, string>,
      ...(body && { body }),
    });
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([status, code]);
  });

  it('takes names that objects have of themselves as any other', async () => {
    const sent = await send(await add(), { a: 1 }, {}, '?toString=1&constructor[prototype][b]=2&__proto__[c]=3&d[__proto__][e]=4&d.f=5');
    expect([sent.status, JSON.stringify((await runtimeOf(sent)).query), ({} as Record<string, unknown>)['b']]).toEqual([
      200,
      JSON.stringify(
        JSON.parse('{"d":{"f":"5","__proto__":{"e":"4"}},"toString":"1","__proto__":{"c":"3"},"constructor":{"prototype":{"b":"2"}}}'),
      ),
      undefined,
    ]);
  });

  it('refuses a query string that costs more than it says', async () => {
    const token = await add();
    const queries = [`?a${'[a]'.repeat(30)}=1`, `?${'a&'.repeat(2000)}`, '?a[999999]=1', '?a=%00'];
    const answers = await Promise.all(queries.map((query) => send(token, {}, {}, query)));
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(queries.map(() => [400, 'BAD_USER_INPUT']));
  });

  it('keeps no header that carries a secret, and none that bears the signature', async () => {
    const secrets = { cookie: 'a=b', 'proxy-authorization': 'Basic eA==', 'x-hub-signature': 'x', 'x-api-key': 'k', ...basic('a:b') };
    const token = await add();
    const byHeader = await send('', {}, { ...secrets, 'X-Hook-Token': token, 'x-kept': 'yes' });
    expect(await runtimeOf(byHeader)).toMatchObject({ headers: { 'x-kept': 'yes' } });
    expect(Object.keys((await runtimeOf(byHeader)).headers as object)).toEqual(['x-kept']);
  });
});

describe('Basic authentication of a hook of kind TRIGGER', () => {
  const wrong = {
    status: 401,
    body: { error: 'The user name and password (HTTP Basic) are missing or do not match those of this hook', code: 'UNAUTHENTICATED' },
  };

  it.each([
    ['no log-in', {}],
    ['another password', basic('shop:other')],
    ['another user', basic('shopper:pass:word')],
    ['a token', { authorization: 'Bearer x' }],
  ])('refuses %s', async (_, headers) => {
    const answer = await send(await add({ basicAuth: { userName: 'shop', password: 'pass:word' } }), {}, headers);
    expect([short(answer), answer.headers.get('www-authenticate')]).toEqual([wrong, 'Basic realm="Sluice hook", charset="UTF-8"']);
  });

  it('takes the right one, and needs no hash for the second call', async () => {
    const token = await add({ basicAuth: { userName: 'shop', password: 'pass:word' } });
    const first = await send(token, {}, basic('shop:pass:word'));
    const cpu = process.cpuUsage();
    const others = await Promise.all(Array.from({ length: 20 }, () => send(token, {}, basic('shop:pass:word'))));
    const spent = process.cpuUsage(cpu);
    expect([first.status, new Set(others.map(({ status }) => status)), (spent.user + spent.system) / 1000 / 20 < 25]).toEqual([
      200,
      new Set([200]),
      true,
    ]);
  });

  it('slows down who tries passwords', async () => {
    const token = await add({ basicAuth: { userName: 'shop', password: 'right' } });
    const begun = performance.now();
    const answers = await Promise.all(Array.from({ length: 6 }, (_, n) => send(token, {}, basic(`shop:${n}`))));
    expect([new Set(answers.map(({ status }) => status)), performance.now() - begun > 900]).toEqual([new Set([401]), true]);
  });

  it('is nobody’s business where the hook asks for none', async () => {
    expect((await send(await add(), {}, basic('any:body'))).status).toBe(200);
  });
});

describe('what becomes variables', () => {
  const body = { b: { c: 2, d: 3 }, 'a.b': 1, list: [{ 'x-id': 'one', y: 1 }, { 'x-id': 'two' }], __proto__: {} };

  it('is what the hook says, in its structure, and by its aliases', async () => {
    const parse = {
      headers: ['X-Request-Id'],
      query: [
        { path: 'query[0].a', alias: 'first' },
        { path: 'none', alias: 'none' },
      ],
      body: [{ path: 'b.c' }, { path: 'list[1].x-id', alias: 'id of two' }, { path: '["a.b"]', alias: 'ab' }],
    };
    const sent = await send(await add({ parse }), body, { 'x-request-id': 'r', 'x-other': 'o' }, '?query[0].a=1&query[0].b=2&z=3');
    expect(await runtimeOf(sent)).toEqual({
      headers: { 'x-request-id': 'r' },
      query: { query: [{ a: '1' }] },
      body: { b: { c: 2 }, list: [null, { 'x-id': 'two' }], 'a.b': 1 },
      first: '1',
      'id of two': 'two',
      ab: 1,
    });
  });

  it('is everything of a part that is not restricted, and nothing of one with an empty list', async () => {
    const sent = await send(await add({ parse: { query: [] } }), { a: 1 }, { 'x-other': 'o' }, '?z=3');
    expect(await runtimeOf(sent)).toEqual({ headers: { 'x-other': 'o' }, query: {}, body: { a: 1 } });
  });

  it('is read by the definition, aliases too', async () => {
    await addProcess(server, 'Alias', { ...keeps, activities: [{ name: 'READ', type: 'SET', set: { TEXT: '{{runtime.order no}}!' } }] });
    const token = await add({ processName: 'Alias', parse: { body: [{ path: 'order.id', alias: 'order no' }] } });
    const { headers } = await send(token, { order: { id: 7 } });
    const { data } = await server.graphql('query ($id: ID!) { request(id: $id) { data { name textValue } } }', {
      id: headers.get('sluice-request-id'),
    });
    expect(data.request.data[0]).toEqual({ name: 'TEXT', textValue: '7!' });
  });
});

describe('the answer of a hook of kind TRIGGER in mode ASYNC', () => {
  it('is its response: status, headers and text', async () => {
    const response = {
      status: 202,
      headers: { 'content-type': 'application/json', 'X-Own': 'yes' },
      body: '{"number": {{request.number}}, "id": "{{ request.id }}", "challenge": "{{runtime.body.none || runtime.body.challenge}}"}',
    };
    const { status, headers, body } = await send(await add({ response }), { challenge: 'c' });
    const id = headers.get('sluice-request-id');
    expect([status, headers.get('content-type'), headers.get('x-own'), body]).toEqual([
      202,
      'application/json',
      'yes',
      { number: expect.any(Number), id, challenge: 'c' },
    ]);
    expect(id).toBe(globalId(`Request:${body.number}`));
  });

  it.each([204, 304])('has no body with %d', async (status) => {
    const answer = await send(await add({ response: { status, body: 'x' } }), {});
    expect([answer.status, answer.body, answer.headers.get('content-length')]).toEqual([status, '', null]);
  });

  it.each([
    ['', {}],
    [' with an Idempotency-Key', { 'idempotency-key': 'counted' }],
  ])('takes three round trips%s', async (_, key) => {
    const token = await add();
    // From now on hook and process are in memory.
    await send(token, {});
    const statements = await countStatements(server.db, () => send(token, {}, key));
    expect(statements).toHaveLength(3);
  });

  it('does not wait for people', async () => {
    await addProcess(server, 'Waits');
    const { status, headers } = await send(await add({ processName: 'Waits' }), {});
    const { data } = await server.graphql('query ($id: ID!) { request(id: $id) { status } }', { id: headers.get('sluice-request-id') });
    expect([status, data.request]).toEqual([200, { status: 'OPEN' }]);
  });

  const hostile = 'a"b\\\\","admin":true,"x":"\\n\\u2028';
  it.each<[string, object, unknown]>([
    [
      'a JSON template',
      { body: { c: '{{runtime.body.c}}', n: '{{runtime.body.n}}', s: 'n is {{runtime.body.n}}' } },
      { c: hostile, n: 5, s: 'n is 5' },
    ],
    ['a list', { body: ['{{runtime.body.c}}', 1, null, '{{runtime.body.none}}'] }, [hostile, 1, null, null]],
    ['a text of JSON', { body: '{"c":"{{runtime.body.c}}","n":{{runtime.body.n}}}' }, { c: hostile, n: 5 }],
    [
      'a text of JSON with values outside of its strings',
      { body: '{"c":{{runtime.body.c}},"o":{{runtime.body.o}},"m":{{runtime.body.m}}}' },
      { c: hostile, o: { a: ['"'] }, m: null },
    ],
    [
      'a text whose type is JSON',
      { headers: { 'Content-Type': 'application/problem+json' }, body: '["\\"{{runtime.body.c}}"]' },
      [`"${hostile}`],
    ],
  ])('is JSON whatever is sent, by %s', async (_, response, expected) => {
    const answer = await send(await add({ response }), { c: hostile, n: 5, o: { a: ['"'] } });
    expect(answer.body).toEqual(expected);
  });

  it('is a text as it is, where that is no JSON', async () => {
    const answer = await send(await add({ response: { body: 'c="{{runtime.body.c}}"' } }), { c: 'a"b' });
    expect([answer.body, answer.headers.get('content-type')]).toEqual(['c="a"b"', 'text/plain; charset=utf-8']);
  });

  it('fills the placeholders of headers, and leaves out what cannot be sent', async () => {
    const headers = {
      'X-Number': 'no. {{request.number}}',
      'X-Sent': '{{runtime.body.a}}',
      'X-Bad': 'a{{runtime.body.bad}}',
      Location: '/r/{{request.id}}',
    };
    const answer = await send(await add({ response: { headers } }), { a: 'é', bad: 'x\r\nSet-Cookie: a=b' });
    const id = answer.headers.get('sluice-request-id')!;
    const number = Buffer.from(id, 'base64').toString().split(':')[1];
    expect([answer.status, ...['x-number', 'x-sent', 'x-bad', 'set-cookie', 'location'].map((name) => answer.headers.get(name))]).toEqual([
      200,
      `no. ${number}`,
      'é',
      null,
      null,
      `/r/${id}`,
    ]);
  });

  it('is the same for a repeat under an Idempotency-Key, which starts nothing', async () => {
    const token = await add({ response: { body: '{{request.number}} {{runtime.body.a}}' } });
    const key = { 'idempotency-key': 'once' };
    const calls = [
      await send(token, { a: 1 }, key, '?x=1'),
      await send(token, { a: 1 }, key, '?x=1'),
      await send(token, { a: 1 }, key, '?x=2'),
    ];
    const [first, second, other] = calls;
    expect([short(second!), second!.headers.get('idempotent-replayed'), second!.headers.get('sluice-request-id'), other!.status]).toEqual([
      short(first!),
      'true',
      first!.headers.get('sluice-request-id'),
      422,
    ]);
  });

  it('is one for many of one key at once', async () => {
    const token = await add({ response: { body: '{{request.number}}' } });
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(token, {}, { 'idempotency-key': 'many' })));
    expect(new Set(answers.map(({ status, body }) => `${status} ${body}`)).size).toBe(1);
  });
});

describe('the presets of a hook of kind TRIGGER', () => {
  it('set data, fitted to its type', async () => {
    const { headers } = await send(await add({ stateValues: { TEXT: 5 } }), {});
    const { data } = await server.graphql('query ($id: ID!) { request(id: $id) { data { name textValue } } }', {
      id: headers.get('sluice-request-id'),
    });
    expect(data.request.data[0]).toEqual({ name: 'TEXT', textValue: '5' });
  });
});

describe('a hook of kind TRIGGER that cannot start its process', () => {
  it('answers 404 and names it while no version is active, and works again afterwards', async () => {
    await addProcess(server, 'Comes and goes', keeps);
    const token = await add({ processName: 'Comes and goes' });
    const setState = (state: string) =>
      server.graphql(`mutation { setProcessState(input: {name: "Comes and goes", version: 1, state: ${state}}) { process { id } } }`);
    await setState('ARCHIVED');
    const archived = await send(token, {});
    await setState('ACTIVE');
    const active = await send(token, {});
    expect([short(archived), active.status]).toEqual([
      {
        status: 404,
        body: { error: 'Process "Comes and goes" does not exist or has no active version', code: 'NOT_FOUND' },
      },
      200,
    ]);
  });

  it('answers 404 when the process was deleted, and is kept', async () => {
    await addProcess(server, 'Gone', keeps);
    const token = await add({ processName: 'Gone' }, { name: 'Bound to Gone' });
    const deleted = await server.graphql('mutation { deleteProcess(input: {name: "Gone", version: 1}) { clientMutationId } }');
    const { data } = await server.graphql('{ applications(filter: {name: "Bound to Gone"}) { nodes { trigger { processName } } } }');
    expect([deleted.errors, (await send(token, {})).status, data.applications.nodes]).toEqual([
      undefined,
      404,
      [{ trigger: { processName: 'Gone' } }],
    ]);
  });

  it('answers 403 where its user may not start it', async () => {
    await addProcess(server, 'Private', { ...keeps, subprocess: { enabled: false } });
    const { status, body } = await send(await add({ processName: 'Private' }), {});
    expect([status, body.code]).toEqual([403, 'FORBIDDEN']);
  });

  it('answers 200 with the error where it is set so', async () => {
    const token = await add({ processName: 'Private' }, { errorStatus: 'ALWAYS_200', errorPrefix: 'Shop' });
    const { status, body } = await send(token, {});
    expect([status, body.error]).toEqual([200, expect.stringMatching(/^Shop: Process Private/)]);
  });
});

describe('triggerProcess', () => {
  it('cannot be called through hooks of kind OPERATIONS', async () => {
    expect((await server.hook('triggerProcess', { processName: 'P' })).status).toBe(400);
  });
});
