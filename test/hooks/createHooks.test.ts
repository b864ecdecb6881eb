import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { addHook, addProcess, addUser } from '../kit/factories';
import { postTo } from '../kit/postTo';
import { startReplica } from '../kit/startReplica';
import { administrator, startTestServer, type HttpAnswer, type TestServer } from '../kit/startTestServer';

// Those that the schema marks, in its order.
const operations = [...readFileSync('schema.graphql', 'utf8').matchAll(/^ {2}(\w+)\([^)]*\):\s+\w+\s+@webhook$/gm)]
  .map(([, name]) => name)
  .join(', ');

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ maxBodyBytes: 200_000 });
  await addProcess(server, 'SIMPLE');
  await addUser(server, 'anna');
});
afterAll(() => server.stop());

const call = (input: object = { processName: 'SIMPLE' }, operation = 'createRequest') => ({ operation, args: { input } });
const short = ({ status, body }: HttpAnswer) => ({ status, body });
/** Sends these bytes on a connection of its own, and gives all that comes back until the server closes it. */
function sendRaw(bytes: string | Buffer): Promise<string> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  socket.write(bytes);
  return text(socket);
}
describe('POST /hooks/<token>', () => {
  it('runs the operation and answers its payload, every field of it', async () => {
    const answer = await server.hook('createRequest', { processName: 'SIMPLE', clientMutationId: 'mine' });
    expect({ ...short(answer), type: answer.headers.get('content-type') }).toEqual({
      status: 200,
      type: 'application/json; charset=utf-8',
      body: {
        clientMutationId: 'mine',
        requestId: Buffer.from(`Request:${answer.body.number}`).toString('base64'),
        number: expect.any(Number),
        onBehalfOf: null,
        onBehalfOfUserName: null,
      },
    });
  });

  it('acts as its user', async () => {
    const { body } = await server.hook('createRequest', { processName: 'SIMPLE' }, {}, await addHook(server, 'anna'));
    const { data } = await server.graphql(`query ($number: Int!) { request(number: $number) { requester { userName } } }`, body);
    expect(data).toEqual({ request: { requester: { userName: 'anna' } } });
  });

  it('acts as the user of the setting engineUserName where it has none of its own', async () => {
    const token = await addHook(server, null);
    const before = await server.hook('createRequest', { processName: 'SIMPLE' }, {}, token);
    await server.graphql('mutation { updateSettings(input: {engineUserName: "anna"}) { clientMutationId } }');
    const { body } = await server.hook('createRequest', { processName: 'SIMPLE' }, {}, token);
    const { data } = await server.graphql(`query ($number: Int!) { request(number: $number) { requester { userName } } }`, body);
    await server.graphql('mutation { updateSettings(input: {engineUserName: null}) { clientMutationId } }');
    expect([before.status, data]).toEqual([403, { request: { requester: { userName: 'anna' } } }]);
  });

  it('does not look at an Authorization header', async () => {
    const authorization = `Basic ${Buffer.from('nobody:nothing').toString('base64')}`;
    expect((await server.hook('createRequest', { processName: 'SIMPLE' }, { authorization })).status).toBe(200);
  });

  it.each(['application/json', 'APPLICATION/JSON; charset=utf-8', 'application/json;charset="UTF-8"', 'application/vnd.api+json'])(
    'takes %s',
    async (type) => {
      expect((await server.post(`/hooks/${server.token}`, call(), { 'content-type': type })).status).toBe(200);
    },
  );

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/jsonp',
    'text/json',
    'multipart/form-data; boundary=application/json',
  ])('refuses %s', async (type) => {
    expect(short(await server.post(`/hooks/${server.token}`, call(), { 'content-type': type }))).toEqual({
      status: 415,
      body: { error: `Send application/json, not ${type}`, code: 'UNSUPPORTED_MEDIA_TYPE' },
    });
  });

  it('takes the token from a header, and the operation from the path', async () => {
    const headers = [{ 'x-hook-token': server.token }, { 'X-Wfgen-Hooktoken': server.token }];
    const answers = headers.map((header) => server.post('/hooks/createRequest', { args: { input: { processName: 'SIMPLE' } } }, header));
    const inBody = server.post('/hooks', call(), headers[0]);
    expect((await Promise.all([...answers, inBody])).map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  const byPath = (operation: string, body: object) => server.post(`/hooks/${operation}`, body, { 'x-hook-token': server.token });
  const refusedBy = (error: string) => ({ status: 400, body: { error, code: 'BAD_USER_INPUT' } });

  it.each(['createRequest', 'CreateRequest'])('takes an operation that path and body name alike: %s', async (name) => {
    expect((await byPath(name, call())).status).toBe(200);
  });

  it('refuses a path and a body that name different operations, and runs neither', async () => {
    const before = await server.db.prisma.request.count();
    const { status, body } = await byPath('cancelRequest', call());
    expect([status, body, await server.db.prisma.request.count()]).toEqual([
      400,
      {
        error: 'The path and "operation" in the body refer to different objects: send one of them, or both for the same object',
        code: 'BAD_USER_INPUT',
      },
      before,
    ]);
  });

  it.each([
    [
      'a number',
      5,
      'The body for a hook of kind OPERATIONS must be a JSON object with "operation" and "args". Operations: createRequest, updateRequestDataset, cancelRequest, retryRequest, completeAction, completeFormAction, cancelAction, cancelRequestActionsByName, assignAction, cancelActionAssignment, addComment, removeComment, createFavorite, updateFavorite, deleteFavorite',
    ],
    [
      'an unknown one',
      'creatRequest',
      'Operation "creatRequest" (did you mean createRequest?) does not exist. Operations: createRequest, updateRequestDataset, cancelRequest, retryRequest, completeAction, completeFormAction, cancelAction, cancelRequestActionsByName, assignAction, cancelActionAssignment, addComment, removeComment, createFavorite, updateFavorite, deleteFavorite',
    ],
  ])('refuses an operation in the body that is %s, whatever the path names', async (_, operation, error) => {
    const answer = await byPath('createRequest', { ...call(), operation });
    expect([answer.status, answer.body.error]).toEqual([400, expect.stringContaining(error)]);
  });

  it.each([
    ['args', { args: { input: { processName: 'SIMPLE' }, onBehalfOfUserName: 'anna' } }, 'args: "onBehalfOfUserName"'],
    ['body', { args: { input: { processName: 'SIMPLE' } }, onBehalfOf: 'x' }, 'body: "onBehalfOf"'],
  ])('refuses what would be lost beside the input, in %s', async (_, more, begin) => {
    const before = await server.db.prisma.request.count();
    const answer = await server.post(`/hooks/${server.token}`, { operation: 'createRequest', ...more });
    expect([short(answer), await server.db.prisma.request.count()]).toEqual([
      refusedBy(`${begin} is not allowed here: move it to "args": {"input": {…}}, or remove it`),
      before,
    ]);
  });

  it('takes a delegator that is null as none where an operation has none, and refuses one that is named', async () => {
    const { body: created } = await server.hook('createRequest', { processName: 'SIMPLE' });
    const update = (more: object) => server.hook('updateRequestDataset', { number: created.number, parameters: [], ...more });
    const [asNone, named] = [await update({ onBehalfOf: null, onBehalfOfUserName: null }), await update({ onBehalfOfUserName: 'anna' })];
    expect([asNone.status, short(named)]).toEqual([
      200,
      refusedBy('updateRequestDataset cannot be done on behalf of another user: leave onBehalfOfUserName out'),
    ]);
  });

  it('names the operations where the path names none of them', async () => {
    expect(short(await server.post('/hooks/deployProcess', { args: call().args }, { 'x-hook-token': server.token }))).toEqual({
      status: 400,
      body: { error: `Operation "deployProcess" does not exist. Operations: ${operations}`, code: 'BAD_USER_INPUT' },
    });
  });

  it('answers under BASE_PATH as well', async () => {
    const replica = await startReplica(server, { basePath: '/wfgen' });
    const answers = await Promise.all([
      replica.post(`/wfgen/hooks/${server.token}`, call()),
      replica.post('/wfgen/hooks/createRequest', call(), { 'x-hook-token': server.token }),
      replica.post(`/hooks/${server.token}`, call()),
      replica.post(`/wfgenhooks/${server.token}`, call()),
    ]);
    await replica.stop();
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 404]);
  });

  it('is unknown in the same way whether the token is missing, unknown, rotated away, or its hook not active', async () => {
    const [rotated, inactive] = [await addHook(server, 'anna', { name: 'rotated' }), await addHook(server, 'anna', { active: false })];
    const { id } = await server.db.prisma.application.findUniqueOrThrow({ where: { name: 'rotated' } });
    const globalId = Buffer.from(`Application:${id}`).toString('base64');
    const { data } = await server.graphql('mutation ($id: ID!) { rotateApplicationToken(input: {id: $id}) { token } }', { id: globalId });
    const paths = [
      '/hooks',
      '/hooks/',
      `/hooks/${'x'.repeat(32)}`,
      '/hooks/short',
      '/hooks/%00',
      '/hooks/%ff',
      `/hooks/${rotated}`,
      `/hooks/${inactive}`,
    ];
    const answers = await Promise.all(paths.map((path) => server.post(path, call())));
    const unknown = { status: 404, body: { error: 'No active hook has this token', code: 'NOT_FOUND' } };
    expect(answers.map(short)).toEqual(paths.map(() => unknown));
    expect((await server.post(`/hooks/${data.rotateApplicationToken.token}`, call())).status).toBe(200);
  });

  it.each(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('refuses %s, and says what it takes', async (method) => {
    const answer = await postTo(`${server.url}/hooks/${server.token}`, undefined, {}, { method });
    expect([answer.status, answer.headers.get('allow'), answer.body]).toEqual([
      405,
      'POST',
      method === 'HEAD' ? '' : { error: `Use POST here, not ${method}`, code: 'METHOD_NOT_ALLOWED' },
    ]);
  });

  it.each(['INACTIVE', 'ARCHIVED'])('is forbidden while its user is %s', async (status) => {
    const { userName } = await addUser(server, `gone ${status}`);
    const token = await addHook(server, userName);
    const before = await server.hook('createRequest', { processName: 'SIMPLE' }, {}, token);
    await server.graphql(`mutation { setUserStatus(input: {userName: "${userName}", status: ${status}}) { clientMutationId } }`);
    expect([before.status, short(await server.hook('createRequest', { processName: 'SIMPLE' }, {}, token))]).toEqual([
      200,
      {
        status: 403,
        body: {
          error: 'The user that this hook acts as is unknown, inactive or archived: ask an administrator to change it',
          code: 'FORBIDDEN',
        },
      },
    ]);
  });

  it('takes calls only from the addresses allowed', async () => {
    const tokens = await Promise.all(
      [['127.0.0.0/8'], ['10.0.0.0/8', '::1']].map((allowedAddresses) => addHook(server, 'anna', { allowedAddresses })),
    );
    const answers = await Promise.all(
      tokens.map((token) => server.hook('createRequest', { processName: 'SIMPLE' }, { 'x-forwarded-for': '10.0.0.1' }, token)),
    );
    expect(answers.map(short)).toEqual([
      { status: 200, body: expect.anything() },
      { status: 403, body: { error: 'This hook does not accept calls from 127.0.0.1', code: 'FORBIDDEN' } },
    ]);
  });

  it('believes X-Forwarded-For only as far as TRUST_PROXY reaches', async () => {
    const token = await addHook(server, 'anna', { allowedAddresses: ['203.0.113.0/24', '2001:db8::/32'] });
    const replica = await startReplica(server, { trustProxy: ['127.0.0.1', '10.0.0.0/8'] });
    const from = async (forwarded: string) => (await replica.post(`/hooks/${token}`, call(), { 'x-forwarded-for': forwarded })).status;
    const addresses = [
      '203.0.113.7',
      '2001:db8::7',
      '::ffff:203.0.113.7',
      '203.0.113.7, 10.1.1.1',
      '203.0.113.7, 198.51.100.1',
      'nonsense',
      '',
    ];
    const statuses = await Promise.all(addresses.map(from));
    await replica.stop();
    expect(statuses).toEqual([200, 200, 200, 200, 403, 403, 403]);
  });

  it('takes calls over IPv6, by the address that they come from', async () => {
    const [six, four] = await Promise.all(['::1', '127.0.0.1'].map((address) => addHook(server, 'anna', { allowedAddresses: [address] })));
    const replica = await startReplica(server, {}, '::');
    const port = new URL(replica.url).port;
    const statuses = await Promise.all(
      [`http://[::1]:${port}/hooks/${six}`, `http://127.0.0.1:${port}/hooks/${four}`, `http://[::1]:${port}/hooks/${four}`].map(
        async (url) => (await postTo(url, call())).status,
      ),
    );
    await replica.stop();
    expect(statuses).toEqual([200, 200, 403]);
  });

  it('refuses a body that says that it is too large, without reading it', async () => {
    const answer = await sendRaw(
      `POST /hooks/${server.token} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 200001\r\n\r\n{`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 413 .*\r\n\r\n\{"error":"The body is larger than 200000 bytes","code":"PAYLOAD_TOO_LARGE"\}\n$/s);
  });

  it('refuses a body that turns out to be too large, before its end', async () => {
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    const answer = await sendRaw(
      `POST /hooks/${server.token} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${chunk.repeat(4)}`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 413 .*\r\n\r\n\{"error":"The body is larger than 200000 bytes","code":"PAYLOAD_TOO_LARGE"\}\n$/s);
  });

  it('lets a caller who sends a much too large body read the refusal', async () => {
    expect((await server.post(`/hooks/${server.token}`, 'x'.repeat(20_000_000))).status).toBe(413);
  });

  it('takes a body of just the size allowed', async () => {
    const body = JSON.stringify(call());
    expect((await server.post(`/hooks/${server.token}`, body.padEnd(200_000))).status).toBe(200);
  });

  const notAnObject = {
    error: `The body for a hook of kind OPERATIONS must be a JSON object with "operation" and "args". Operations: ${operations}`,
    code: 'BAD_USER_INPUT',
  };
  const unknown = (operation: string) => ({
    error: `Operation ${operation} does not exist. Operations: ${operations}`,
    code: 'BAD_USER_INPUT',
  });
  const argsMissing = { error: 'The body must have "args", an object that contains an object "input"', code: 'BAD_USER_INPUT' };
  it.each([
    ['a list', '[]', notAnObject],
    ['a text', '"createRequest"', notAnObject],
    ['null', 'null', notAnObject],
    ['no operation', '{}', notAnObject],
    ['an operation that there is not', '{"operation": "create"}', unknown('"create"')],
    ['an operation for administrators', '{"operation": "deployProcess", "args": {"input": {}}}', unknown('"deployProcess"')],
    ['a name that every object has', '{"operation": "constructor", "args": {"input": {}}}', unknown('"constructor"')],
    ['an operation that is no text', '{"operation": {"a": 1}}', notAnObject],
    ['no args', '{"operation": "createRequest"}', argsMissing],
    ['args that are a list', '{"operation": "createRequest", "args": []}', argsMissing],
    ['no input', '{"operation": "createRequest", "args": {}}', argsMissing],
    ['an input that is a list', '{"operation": "createRequest", "args": {"input": []}}', argsMissing],
  ])('says what it expected where it gets %s', async (_, body, expected) => {
    expect(short(await server.post(`/hooks/${server.token}`, body))).toEqual({ status: 400, body: expected });
  });

  it.each([
    ['nothing', ''],
    ['half of it', '{"operation": '],
    ['bytes that are no UTF-8', Buffer.from('{"operation": "createRequest", "args": {"input": {"processName": "\xff"}}}', 'latin1')],
    ['another encoding', Buffer.from(JSON.stringify(call()), 'utf16le')],
  ])('says that it is not JSON where it gets %s', async (_, body) => {
    expect(short(await server.post(`/hooks/${server.token}`, body))).toEqual({
      status: 400,
      body: { error: expect.stringMatching(/^The body is not JSON: ./), code: 'BAD_USER_INPUT' },
    });
  });

  it.each([
    ['an unknown field', { processName: 'SIMPLE', nonsense: 1 }, 'input: Field "nonsense" is not defined by type "CreateRequestInput".'],
    [
      'a field named __proto__',
      JSON.parse('{"processName": "SIMPLE", "__proto__": {"isTest": true}}') as object,
      'input: Field "__proto__" is not defined by type "CreateRequestInput".',
    ],
    ['a wrong type', { processName: 7 }, 'processName: String cannot represent a non string value: 7'],
    [
      'a date that is none',
      { processName: 'SIMPLE', parameters: [{ name: 'DATE', dateTimeValue: 'yesterday' }] },
      'parameters[0].dateTimeValue: not a date: "yesterday"',
    ],
  ])('names the place of %s', async (_, input, message) => {
    expect(short(await server.hook('createRequest', input))).toEqual({
      status: 400,
      body: { error: `CreateRequest error: ${message}`, code: 'BAD_USER_INPUT' },
    });
  });

  it('keeps a JSON value as it was sent, __proto__ and all', async () => {
    const value = '{"list":[[],[{}]],"__proto__":{"a":1},"constructor":null}';
    const { body } = await server.post(
      `/hooks/${server.token}`,
      `{"operation": "createRequest", "args": {"input": {"processName": "SIMPLE", "parameters": [{"name": "JSON", "jsonValue": ${value}}]}}}`,
    );
    const { data } = await server.graphql(
      `query ($number: Int!) { request(number: $number) { data(names: ["JSON"]) { jsonValue } } }`,
      body,
    );
    expect(data.request.data[0].jsonValue).toEqual(JSON.parse(value));
    expect(Object.keys(data.request.data[0].jsonValue as object).sort()).toEqual(['__proto__', 'constructor', 'list']);
  });

  it('takes the last of repeated fields, as JSON.parse does', async () => {
    const body =
      '{"operation": "cancelRequest", "operation": "createRequest", "args": {"input": {"processName": "NONE", "processName": "SIMPLE"}}}';
    expect((await server.post(`/hooks/${server.token}`, body)).status).toBe(200);
  });

  const nest = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
  it.each([
    ['as the body', nest(90_000)],
    ['as the operation', `{"operation": ${nest(90_000)}, "args": {"input": {}}}`],
    ['as the args', `{"operation": "createRequest", "args": ${nest(90_000)}}`],
    ['in the input', `{"operation": "createRequest", "args": {"input": {"processName": ${nest(90_000)}}}}`],
    [
      'as a date',
      `{"operation": "createRequest", "args": {"input": {"parameters": [{"name": "DATE", "dateTimeValue": ${nest(90_000)}}]}}}`,
    ],
    [
      'as a value',
      `{"operation": "createRequest", "args": {"input": {"processName": "SIMPLE", "parameters": [{"name": "JSON", "jsonValue": ${nest(90_000)}}]}}}`,
    ],
    [
      'as a value, not that deep',
      `{"operation": "createRequest", "args": {"input": {"processName": "SIMPLE", "parameters": [{"name": "JSON", "jsonValue": ${nest(3_000)}}]}}}`,
    ],
  ])('refuses what nests deeply, %s', async (_, body) => {
    expect(short(await server.post(`/hooks/${server.token}`, body))).toEqual({
      status: 400,
      body: { error: expect.any(String), code: 'BAD_USER_INPUT' },
    });
  });

  it('refuses a number beyond all bounds, which JSON has and PostgreSQL has not', async () => {
    const body = `{"operation": "createRequest", "args": {"input": {"processName": "SIMPLE", "parameters": [{"name": "JSON", "jsonValue": 1e400}]}}}`;
    expect(short(await server.post(`/hooks/${server.token}`, body))).toEqual({
      status: 400,
      body: {
        error: expect.stringContaining(
          'CreateRequest error: The value cannot be stored. Remove the character U+0000, unpaired surrogates, and numbers beyond 1.8e308',
        ),
        code: 'BAD_USER_INPUT',
      },
    });
  });

  it('answers in few words to a name that is very long', async () => {
    const answer = await server.post(`/hooks/${server.token}`, call({}, 'x'.repeat(100_000)));
    expect([answer.status, answer.body.error.length < 1000]).toEqual([400, true]);
  });

  it('refuses at once what comes in beyond MAX_CONCURRENT_REQUESTS, and is free again afterwards', async () => {
    const replica = await startReplica(server, { maxConcurrentRequests: 2 });
    const answers = await Promise.all(Array.from({ length: 50 }, () => replica.post(`/hooks/${server.token}`, call())));
    const refused = answers.filter(({ status }) => status === 503);
    const after = await replica.post(`/hooks/${server.token}`, call());
    await replica.stop();
    expect(refused.length).toBeGreaterThan(0);
    expect([refused.length + answers.filter(({ status }) => status === 200).length, after.status]).toEqual([50, 200]);
    expect({ ...short(refused[0]!), retryAfter: refused[0]!.headers.get('retry-after') }).toEqual({
      status: 503,
      retryAfter: '1',
      body: { error: 'Too many calls are in progress: try again in a moment', code: 'UNAVAILABLE' },
    });
  });

  it('logs neither tokens nor bodies', async () => {
    await server.hook('createRequest', { processName: 'my secret' });
    expect(server.logged.join('')).not.toMatch(new RegExp(`${server.token}|my secret`));
  });
});

describe('errorStatus ALWAYS_200', () => {
  let token: string;
  beforeAll(async () => {
    token = await addHook(server, administrator.userName, { errorStatus: 'ALWAYS_200', errorPrefix: 'ServiceWebHook' });
  });

  it.each([
    [
      'a refusal of the operation',
      { processName: 'NONE' },
      'CreateRequest error: Process "NONE" does not exist or has no active version',
      'NOT_FOUND',
    ],
    [
      'an input that does not fit',
      { processName: 1 },
      'CreateRequest error: processName: String cannot represent a non string value: 1',
      'BAD_USER_INPUT',
    ],
  ])('answers %s with 200, and the prefix', async (_, input, error, code) => {
    expect(short(await server.hook('createRequest', input, {}, token))).toEqual({
      status: 200,
      body: { error: `ServiceWebHook: ${error}`, code },
    });
  });

  it.each([
    ['method', 405, call(), {}, { method: 'PUT' }],
    ['type', 415, call(), { 'content-type': 'text/plain' }, {}],
    ['size', 413, ' '.repeat(200_001), {}, {}],
    ['a body that is not JSON', 400, '{', {}, {}],
    ['the operation', 400, call({}, 'none'), {}, {}],
  ])('keeps the status where %s is refused, without the prefix', async (_, status, body, headers, init) => {
    const answer = await postTo(`${server.url}/hooks/${token}`, body, headers, init);
    expect([answer.status, answer.body.error]).toEqual([status, expect.not.stringMatching(/error|ServiceWebHook/)]);
  });

  it('keeps the status where address or user are refused', async () => {
    const { userName } = await addUser(server, 'nobody any more');
    const tokens = [
      await addHook(server, 'anna', { errorStatus: 'ALWAYS_200', allowedAddresses: ['10.0.0.1'] }),
      await addHook(server, userName, { errorStatus: 'ALWAYS_200' }),
    ];
    await server.graphql(`mutation { setUserStatus(input: {userName: "${userName}", status: ARCHIVED}) { clientMutationId } }`);
    expect(await Promise.all(tokens.map(async (one) => (await server.post(`/hooks/${one}`, call())).status))).toEqual([403, 403]);
  });
});
