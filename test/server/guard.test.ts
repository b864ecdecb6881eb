import { addProcess } from '../kit/factories';
import { administrator, startTestServer, type TestServer } from '../kit/startTestServer';

let server: TestServer;
let authorization: string;
let bearer: string;

beforeAll(async () => {
  server = await startTestServer();
  authorization = `Basic ${Buffer.from(`${administrator.userName}:${administrator.password}`).toString('base64')}`;
  const { data } = await server.graphql('mutation { createApiToken(input: {name: "t", scopes: ["workflows:run"]}) { token } }');
  bearer = `Bearer ${data.createApiToken.token}`;
  await addProcess(server, 'P');
  const activities = [{ name: 'SET', type: 'SET', set: {} }];
  await addProcess(server, 'AUTO', { start: 'SET', activities, output: '{{runtime}}' });
});
afterAll(() => server.stop());

const manyFields = (count: number) => `{${Array.from({ length: count }, (_, n) => `"x${n}":${n}`).join(',')}}`;

/** What may not be walked, parsed or printed, as the input of an operation, and what is said of it. */
const shapes: [string, string, string][] = [
  ['objects within each other', `{"token":1,"x":${'{"a":'.repeat(1_950)}{"漢":1}${'}'.repeat(1_950)}}`, 'nests deeper than 200 levels'],
  ['lists that do not end', '['.repeat(1_000_000), 'nests deeper than 200 levels'],
  ['9,000,000 numbers', `[${'1,'.repeat(9_000_000)}1]`, 'has more than 200000 values'],
  ['100,000 fields', manyFields(100_000), 'has an object with more than 10000 fields'],
];
const query = 'mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id } } }';
const preflight = { 'GraphQL-Require-Preflight': '1' };

/** A part of an upload, as it goes over the wire. */
function upload(operations: string, map = '{}'): string {
  const part = (name: string, text: string) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`;
  return `${part('operations', operations)}${part('map', map)}--b--\r\n`;
}

/** What an upload may not have in a part; parts that are not files have at most 1 MB. */
const smallShapes = shapes.filter(([, input]) => input.length <= 1_000_000);

const multipart = { ...preflight, 'content-type': 'multipart/form-data; boundary=b' };

/** Each entry point: how it takes an input, what it calls the text with it, and where its error is. */
const entries: [
  string,
  (
    input: string,
  ) => Promise<{ status: number; body: { error?: string; code?: string; errors?: { message: string; extensions: { code: string } }[] } }>,
  string,
][] = [
  ['a hook', (input) => server.post(`/hooks/${server.token}`, `{"operation":"createRequest","args":{"input":${input}}}`), 'The body'],
  ['the Workflows API', (input) => server.post('/cases', `{"data":${input}}`, { authorization: bearer }), 'The body'],
  ['GraphQL', (input) => server.post('/graphql', `{"query":"${query}","variables":{"input":${input}}}`, { authorization }), 'The body'],
  ['a batch', (input) => server.post('/graphql', `[{"query":"${query}","variables":{"input":${input}}}]`, { authorization }), 'The body'],
  [
    'an upload',
    (input) => server.post('/graphql', upload(`{"query":"${query}","variables":{"input":${input}}}`), { authorization, ...multipart }),
    'The part operations',
  ],
  [
    'the map of an upload',
    (input) => server.post('/graphql', upload(`{"query":"${query}"}`, `{"0":${input}}`), { authorization, ...multipart }),
    'The part map',
  ],
];

/** Resolves to what was refused, in the same words for each entry point. */
async function refusedBy(
  send: Promise<{ status: number; body: { error?: string; code?: string; errors?: { message: string; extensions: { code: string } }[] } }>,
) {
  const { status, body } = await send;
  const error = body.errors?.[0];
  return { status, message: error?.message ?? body.error, code: error?.extensions.code ?? body.code };
}

describe.each(entries)('%s', (_, call, what) => {
  it.each(what === 'The body' ? shapes : smallShapes)('refuses %s before it is parsed', async (_name, input, excess) => {
    expect(await refusedBy(call(input))).toEqual({
      status: 400,
      message: `${what} ${excess}: send less in one call`,
      code: 'BAD_USER_INPUT',
    });
  });
});

describe('a query string', () => {
  it('is counted before it is parsed', async () => {
    const url = `/graphql?query=query($input:JSON){parseSample(body:$input){value}}&variables={"input":${'['.repeat(1_000)}`;
    const answer = await fetch(server.url + url, { headers: { authorization, accept: 'application/json' } });
    expect([answer.status, await answer.json()]).toMatchObject([
      400,
      { errors: [{ message: 'variables nests deeper than 200 levels: send less in one call' }] },
    ]);
  });
});

describe('a query', () => {
  it.each([
    [
      'lists as literals',
      `{ parseSample(body: ${'['.repeat(5_000)}) { value } }`,
      'The query nests deeper than 200 levels: send less in one call',
    ],
    ['selections', '{a'.repeat(5_000), 'The query nests deeper than 200 levels: send less in one call'],
    [
      'a text of 20 MB',
      `{ node(id: "${'x'.repeat(20_000_000)}") { id } }`,
      'The query has more than 2000000 characters: send large values as variables: send less in one call',
    ],
  ])('is refused before it is parsed: %s', async (_, text, message) => {
    expect(await refusedBy(server.post('/graphql', { query: text }, { authorization }))).toEqual({
      status: 400,
      message,
      code: 'BAD_USER_INPUT',
    });
  });

  it.each([
    ['selections', '{a'.repeat(5_000), 'The query nests deeper than 200 levels: send less in one call'],
    [
      'a text of 20 MB',
      `{ node(id: "${'x'.repeat(20_000_000)}") { id } }`,
      'The query has more than 2000000 characters: send large values as variables: send less in one call',
    ],
  ])('is counted where it is the whole body: %s', async (_, text, message) => {
    const headers = { authorization, 'content-type': 'application/graphql' };
    expect(await refusedBy(server.post('/graphql', text, headers))).toEqual({ status: 400, message, code: 'BAD_USER_INPUT' });
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/graphqls',
    'application/json-patch+json',
    'application/json, text/plain',
    'text/plain; application/json',
    'multipart/mixed; boundary=b',
  ])('is not read from a body of another type, which nobody counts: %s', async (type) => {
    const text = `query=${'{a'.repeat(5_000)}`;
    const { status, code } = await refusedBy(server.post('/graphql', text, { authorization, ...preflight, 'content-type': type }));
    expect([status, code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
  });

  it('has brackets in texts and comments', async () => {
    const brackets = '[{('.repeat(300);
    const text = `# ${brackets}\n{ a: node(id: """${brackets} \\""" """) { id } b: node(id: "\\"${brackets}") { id } }`;
    expect(await server.graphql(text)).toEqual({ data: { a: null, b: null } });
  });
});

describe('unknown fields', () => {
  const message = 'input: Field "x0" is not defined by type "CreateUserInput".';
  const input = { userName: 'u', ...(JSON.parse(manyFields(9_000)) as object), ['long'.repeat(1_000)]: 'x'.repeat(1_000_000) };

  it('are refused by the first one, in variables and in hooks', async () => {
    const hook = await refusedBy(server.hook('addComment', { ...input, subjectId: 'x', message: 'x' }));
    expect([await refusedBy(server.post('/graphql', { query, variables: { input } }, { authorization })), hook]).toEqual([
      { status: 200, message, code: 'BAD_USER_INPUT' },
      {
        status: 400,
        message: 'AddComment error: input: Field "userName" is not defined by type "AddCommentInput".',
        code: 'BAD_USER_INPUT',
      },
    ]);
  });
});

describe('a text', () => {
  const long = 'x'.repeat(10_000_000);
  const ask = (text: string, variables: object) => refusedBy(server.post('/graphql', { query: text, variables }, { authorization }));

  it.each<[string, () => Promise<object>, string]>([
    ['an ID', () => ask('query ($i: ID!) { node(id: $i) { id } }', { i: long }), 'i: must be at most 1000 characters long'],
    ['IDs', () => ask('query ($i: [ID!]!) { nodes(ids: $i) { id } }', { i: ['a', long] }), 'i[1]: must be at most 1000 characters long'],
    ['a literal', () => ask(`{ node(id: "${'x'.repeat(1_001)}") { id } }`, {}), 'id: must be at most 1000 characters long'],
    [
      'a literal beside a variable',
      () =>
        ask(`mutation ($n: String!) { createUser(input: {userName: $n, email: "${'x@'.repeat(20_000)}"}) { user { id } } }`, { n: 'n' }),
      'email: must be at most 20000 characters long',
    ],
    [
      'a URL',
      () => ask('query ($u: String) { parseSample(url: $u) { path } }', { u: `?a${'[a'.repeat(1_000_000)}` }),
      'u: must be at most 20000 characters long',
    ],
    ['an address', () => ask(query, { input: { userName: 'u', email: `${long}@` } }), 'email: must be at most 20000 characters long'],
    [
      'a variable for a field',
      () => ask('mutation ($e: String) { createUser(input: {userName: "u", email: $e}) { user { id } } }', { e: long }),
      'e: must be at most 20000 characters long',
    ],
    [
      'a date',
      () => ask('query ($d: DateTime) { requests(first: 1, filter: {openedSince: $d}) { totalCount } }', { d: long }),
      'd: must be at most 20000 characters long',
    ],
  ])('is measured before any pattern meets it: %s', async (_, send, message) => {
    expect(await send()).toEqual({ status: 200, message, code: 'BAD_USER_INPUT' });
  });

  it('may be long where it is data, also through a variable of its own', async () => {
    const textValue = 'é'.repeat(500_000);
    const text = `mutation ($t: String) { createRequest(input: {processName: "P", parameters: [{name: "TEXT", textValue: $t}]}) { number } }`;
    const { data: done } = await server.graphql(text, { t: textValue });
    const { data } = await server.graphql('query ($n: Int) { request(number: $n) { data(names: ["TEXT"]) { textValue } } }', {
      n: done.createRequest.number,
    });
    expect(data.request.data[0].textValue).toBe(textValue);
  });
});

describe('an error', () => {
  const secret = 'hunter2-hunter2';

  it.each<[string, () => Promise<unknown>]>([
    [
      'JSON that is cut off',
      () => server.post('/graphql', `{"query":"{viewer{userName}}","variables":{"password":"${secret}"`, { authorization }),
    ],
    ['JSON that is none', () => server.post(`/hooks/${server.token}`, secret)],
    [
      'a body that is compressed',
      () => server.post('/graphql', Buffer.alloc(200_000, Buffer.from([0x1f, 0x8b, 0xff])), { authorization, 'content-encoding': 'gzip' }),
    ],
    ['a sample', () => server.graphql('query ($b: JSON) { parseSample(body: $b) { value } }', { b: `{"a": "${secret}` })],
    ['an object for a text', () => server.graphql(query, { input: { userName: { password: secret } } })],
    [
      'a long text for a number',
      () => server.graphql('query ($n: Int) { request(number: $n) { number } }', { n: `${'1'.repeat(200)}${secret}` }),
    ],
  ])('quotes nothing that may be secret or long: %s', async (_, send) => {
    const told = JSON.stringify(await send());
    expect([told.includes(secret), told.length < 1_500]).toEqual([false, true]);
  });
});

/** Names that code which looks at keys of objects takes for something of its own. */
const names = [
  'then',
  'catch',
  'toJSON',
  '__proto__',
  'constructor',
  'prototype',
  'length',
  'nodes',
  'edges',
  'value',
  'kind',
  'hasOwnProperty',
  'toString',
  'data',
  'errors',
];

describe.each(names)('an object with the field %s', (name) => {
  const value = JSON.parse(`{"a":[{"${name}":{"${name}":1}}],"${name}":"x"}`) as object;

  it('is the same when it comes out, in data, output and runtime', async () => {
    const run = 'mutation ($v: JSON) { runWorkflow(input: {workflow: "AUTO", stateValues: {JSON: $v}, runtime: $v}) { number } }';
    const { data: done, errors } = await server.graphql(run, { v: value });
    expect(errors).toBeUndefined();
    const read = 'query ($n: Int) { request(number: $n) { output runtime data(names: ["JSON"]) { jsonValue } } }';
    const { data } = await server.graphql(read, { n: done.runWorkflow.number });
    expect(JSON.stringify(data.request)).toBe(JSON.stringify({ output: value, runtime: value, data: [{ jsonValue: value }] }));
  });

  it('is a sample', async () => {
    const { data } = await server.graphql('query ($b: JSON) { parseSample(body: $b) { path value } }', { b: value });
    const values = (data.parseSample as { value: unknown }[]).map((entry) => entry.value);
    expect(values[values.length - 1]).toBe('x');
  });
});
