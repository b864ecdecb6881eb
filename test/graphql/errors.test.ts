import { createHash } from 'node:crypto';
import { buildSchema } from 'graphql';
import { Client } from 'pg';
import { typeDefs } from '../../src/graphql/createSchema';
import { createPersistedQueries } from '../../src/graphql/persistedQueries';
import { addProcess } from '../kit/factories';
import { administrator, startTestServer, type TestServer } from '../kit/startTestServer';

const authorization = `Basic ${Buffer.from(`${administrator.userName}:${administrator.password}`).toString('base64')}`;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({
    maxBodyBytes: 20_000,
    corsOrigins: ['https://app.example'],
    graphqlMaxDepth: 8,
    requestTimeoutMs: 2_000,
  });
  await addProcess(server, 'P');
});
afterAll(() => server.stop());

/** The first error of an answer: its message and extensions. */
async function errorOf(query: string, variables?: object) {
  const { errors } = await server.graphql(query, variables);
  return { message: errors[0].message, ...errors[0].extensions };
}

async function send(init: RequestInit, search = '') {
  const headers = { authorization, accept: 'application/json', ...(init.headers as Record<string, string>) };
  const response = await fetch(`${server.url}/graphql${search}`, { method: 'POST', ...init, headers });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : null };
}

const json = (body: unknown) => ({ body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });

describe('an error of GraphQL', () => {
  it.each([
    [
      'a bad date deep in a literal',
      'mutation { createRequest(input: {processName: "P", parameters: [{name: "DATE", dateTimeValue: "yesterday"}]}) { number } }',
      {
        message: 'parameters[0].dateTimeValue: not a date: "yesterday"',
        code: 'BAD_USER_INPUT',
        reason: 'INPUT_INVALID',
        path: ['parameters', 0, 'dateTimeValue'],
        fields: [{ name: 'DATE', message: 'not a date: "yesterday"' }],
      },
    ],
    [
      'a literal of another type',
      '{ request(number: "a") { id } }',
      { message: 'number: Int cannot represent non-integer value: "a"', code: 'BAD_USER_INPUT', reason: 'INPUT_INVALID', path: [] },
    ],
    [
      'a literal whose digits a number would lose',
      'mutation { createRequest(input: {processName: "P", parameters: [{name: "JSON", jsonValue: {a: [820982911946154508]}}]}) { number } }',
      {
        message: 'a: 820982911946154508 has more digits than a number can hold (about 16): send it as text',
        code: 'BAD_USER_INPUT',
        reason: 'INPUT_INVALID',
        path: ['a'],
      },
    ],
    [
      'an unknown field in a literal',
      'mutation { createUser(input: {userName: "a", nonsense: 1}) { user { id } } }',
      {
        message: 'input: Field "nonsense" is not defined by type "CreateUserInput".',
        code: 'BAD_USER_INPUT',
        reason: 'INPUT_INVALID',
        path: [],
      },
    ],
    [
      'an unknown field of a type',
      '{ nonsense }',
      { message: 'Cannot query field "nonsense" on type "Query". Did you mean "nodes"?', code: 'BAD_USER_INPUT', reason: 'QUERY_INVALID' },
    ],
    ['a syntax error', '{ ', { message: 'Syntax Error: Expected Name, found <EOF>.', code: 'BAD_USER_INPUT', reason: 'QUERY_INVALID' }],
    [
      'a variable that is missing',
      'query ($n: Int!) { request(number: $n) { id } }',
      { message: 'Variable "$n" of required type "Int!" was not provided.', code: 'BAD_USER_INPUT', reason: 'QUERY_INVALID' },
    ],
    [
      'too much depth',
      `{ viewer { ${'groups { users { nodes { '.repeat(3)} id ${'} } } '.repeat(3)} } }`,
      {
        message: 'The query nests deeper than 8 levels once its fragments are expanded: split it into several queries',
        code: 'BAD_USER_INPUT',
        reason: 'DEPTH_EXCEEDED',
      },
    ],
    [
      'too many aliases',
      `{ ${Array.from({ length: 40 }, (_, n) => `a${n}: viewer { id }`).join(' ')} }`,
      {
        message: 'The query has more than 30 aliases once its fragments are expanded: send several queries',
        code: 'BAD_USER_INPUT',
        reason: 'ALIASES_EXCEEDED',
      },
    ],
    [
      'too many tokens',
      `{ ${'a '.repeat(2_100)} }`,
      {
        message: 'The query text has more than 2000 tokens: send values as variables, or send several queries',
        code: 'BAD_USER_INPUT',
        reason: 'TOKENS_EXCEEDED',
      },
    ],
  ])('tells of %s, with a code of the catalog', async (_, query, expected) => {
    expect(await errorOf(query)).toEqual(expected);
  });

  it.each([
    ['a literal', '', 'first: 200'],
    ['a variable', 'query ($size: Int)', 'first: $size'],
    ['the default of a variable', 'query ($size: Int = 200)', 'first: $size'],
    ['a variable, for the last of them', 'query ($size: Int)', 'last: $size'],
  ])('tells of a query that costs too much by %s', async (_, head, size) => {
    const many = `requests(${size}) { nodes { process { `;
    const query = `${head} { ${many.repeat(2)} id ${'} } } '.repeat(2)} }`;
    expect(await errorOf(query, head.includes('=') ? {} : { size: 200 })).toEqual({
      message: 'The query could return more than 100000 fields: ask for smaller pages (first, last), for fewer fields, or nest fewer lists',
      code: 'BAD_USER_INPUT',
      reason: 'COST_EXCEEDED',
    });
  });

  const create = 'mutation ($input: CreateRequestInput!) { createRequest(input: $input) { number } }';
  it.each([
    [
      'a bad date',
      { parameters: [{ name: 'DATE', dateTimeValue: 'yesterday' }] },
      'parameters[0].dateTimeValue: not a date: "yesterday"',
      ['parameters', 0, 'dateTimeValue'],
    ],
    ['a wrong type', { processVersion: '1' }, 'processVersion: Int cannot represent non-integer value: "1"', ['processVersion']],
    ['an unknown field', { nonsense: 1 }, 'input: Field "nonsense" is not defined by type "CreateRequestInput".', []],
    [
      'a missing field',
      { parameters: [{}] },
      'parameters[0]: Field "name" of required type "String!" was not provided.',
      ['parameters', 0],
    ],
  ])('tells where in a variable %s is', async (_, input, message, path) => {
    const { fields: __, ...told } = await errorOf(create, { input });
    expect(told).toEqual({ message, code: 'BAD_USER_INPUT', reason: 'INPUT_INVALID', path });
  });

  it.each([
    ['query ($text: String) { user(userName: $text) { id } }'],
    ['query ($text: String) { process(name: $text) { id } }'],
    ['query ($text: String) { requests(filter: { processName: $text }) { totalCount } }'],
    ['query ($text: String!) { requests(filter: { data: [{ name: $text, textValue: "" }] }) { totalCount } }'],
    ['query ($text: String) { requests(filter: { data: [{ name: "TEXT", textValue: $text }] }) { totalCount } }'],
    ['mutation ($text: String!) { createGroup(input: { name: $text }) { group { id } } }'],
  ])('refuses a text with U+0000 in %s', async (query) => {
    expect((await errorOf(query, { text: 'a\0' })).code).toBe('BAD_USER_INPUT');
  });

  it('tells nothing of what it did not expect, but where it is in the log', async () => {
    await server.db.pool.query('ALTER TABLE application RENAME TO gone');
    const { correlationId, ...told } = await errorOf('{ applications { nodes { id } } }');
    await server.db.pool.query('ALTER TABLE gone RENAME TO application');
    expect(told).toEqual({
      message: `An internal error occurred; the log has details under ${correlationId}`,
      code: 'INTERNAL_SERVER_ERROR',
      reason: 'UNEXPECTED',
    });
    const lines = server.logged.filter((line) => line.includes(correlationId));
    expect(lines.map((line) => JSON.parse(line).err.message)).toEqual(['relation "application" does not exist']);
  });

  it('gives up on what takes longer than the time limit', async () => {
    const other = new Client({ connectionString: server.databaseUrl });
    await other.connect();
    await other.query('BEGIN; LOCK TABLE process');
    const told = await errorOf('{ process(name: "P") { id } }');
    await other.end();
    expect(told).toEqual({
      message: expect.stringContaining(
        'The answer took longer than 2000 ms: ask for less, and check whether your changes were made (or repeat the call with the same Idempotency-Key)',
      ),
      code: 'TIMEOUT',
      reason: 'ANSWER_TOO_SLOW',
    });
  });
});

describe('/graphql', () => {
  const viewer = { query: '{ viewer { userName } }' };
  const answered = { data: { viewer: { userName: 'admin' } } };

  it.each([
    ['a form', { body: new URLSearchParams(viewer) }],
    ['plain text', { body: JSON.stringify(viewer), headers: { 'content-type': 'text/plain' } }],
    ['no type', { body: new Uint8Array(Buffer.from(JSON.stringify(viewer))) }],
  ])('refuses %s: a browser sends it from any page without asking', async (_, init) => {
    const { status, body } = await send(init);
    expect([status, body.errors[0].extensions]).toEqual([415, { code: 'UNSUPPORTED_MEDIA_TYPE', reason: 'CONTENT_TYPE_WRONG' }]);
  });

  it('refuses a body over the limit, whether its length is said before or not', async () => {
    const large = JSON.stringify({ ...viewer, variables: { x: 'x'.repeat(20_000) } });
    const stream = new Blob([large]).stream();
    const answers = [await send({ ...json(0), body: large }), await send({ ...json(0), body: stream, duplex: 'half' } as RequestInit)];
    const refused = [413, { code: 'PAYLOAD_TOO_LARGE', reason: 'BODY_TOO_LARGE' }];
    expect(answers.map(({ status, body }) => [status, body.errors[0].extensions])).toEqual([refused, refused]);
  });

  it('takes batches of up to ten', async () => {
    const ten = await send(json(Array.from({ length: 10 }, () => viewer)));
    const eleven = await send(json(Array.from({ length: 11 }, () => viewer)));
    expect([ten.body, eleven.status, eleven.body.errors]).toEqual([
      Array.from({ length: 10 }, () => answered),
      413,
      [
        {
          message: 'A call can contain at most 10 operations: send several calls',
          extensions: { code: 'PAYLOAD_TOO_LARGE', reason: 'BATCH_EXCEEDED' },
        },
      ],
    ]);
  });

  const subscription = 'subscription { myActionsChanged { userName } }';
  it.each([
    [
      'a query',
      viewer.query,
      'text/html',
      'A query cannot be answered as text/html: send Accept: application/json or application/graphql-response+json',
    ],
    [
      'a mutation',
      'mutation { createGroup(input: { name: "Unread" }) { group { id } } }',
      'image/png',
      'A query cannot be answered as image/png: send Accept: application/json or application/graphql-response+json',
    ],
    [
      'a subscription',
      subscription,
      'application/json',
      'A subscription cannot be answered as application/json: send Accept: text/event-stream',
    ],
    [
      'a subscription as Apollo asks for it',
      subscription,
      'multipart/mixed;subscriptionSpec=1.0,application/json',
      'A subscription cannot be answered as multipart/mixed;subscriptionSpec=1.0,application/json: send Accept: text/event-stream',
    ],
  ])('says what to accept to %s, and does nothing', async (_, query, accept, message) => {
    const { status, body } = await send({ ...json({ query }), headers: { 'content-type': 'application/json', accept } });
    const groups = await server.graphql('{ groups(filter: { name: "Unread" }) { totalCount } }');
    expect([status, body.errors, groups.data.groups.totalCount]).toEqual([
      406,
      [{ message, extensions: { code: 'NOT_ACCEPTABLE', reason: 'ACCEPT_WRONG' } }],
      0,
    ]);
  });

  it.each(['*/*', 'text/event-stream', 'text/*'])('sends events past the buffers of proxies to those who accept %s', async (accept) => {
    const headers = { authorization, accept, 'content-type': 'application/json' };
    const response = await fetch(`${server.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query: subscription }) });
    const told = [response.headers.get('content-type'), response.headers.get('x-accel-buffering')];
    await response.body?.cancel();
    expect(told).toEqual(['text/event-stream', 'no']);
  });

  it('answers HEAD as GET, without the body', async () => {
    const search = `?query=${encodeURIComponent(viewer.query)}`;
    const [head, get] = [await send({ method: 'HEAD' }, search), await send({ method: 'GET' }, search)];
    const length = get.headers.get('content-length');
    expect([head.status, head.body, head.headers.get('content-length'), length]).toEqual([200, null, length, expect.any(String)]);
  });

  it('takes an empty operationName for none, and __typename in inputs for nothing', async () => {
    const query = 'query ($filter: GroupFilter) { groups(filter: $filter) { totalCount } }';
    const variables = { filter: { __typename: 'GroupFilter', name: 'none' } };
    expect((await send(json({ query, operationName: '', variables }))).body).toEqual({ data: { groups: { totalCount: 0 } } });
  });

  it.each([
    ['in an argument', '{ groups(filter: { __typename: "GroupFilter", name: "none" }) { totalCount } }'],
    [
      'at each level and in lists',
      '{ groups: requests(filter: { data: [{ __typename: "DataFilter", name: "X", textValue: "y" }], __typename: "RequestFilter" }) { totalCount } }',
    ],
    [
      'as the default of a variable',
      'query ($filter: GroupFilter = { name: "none", __typename: "X" }) { groups(filter: $filter) { totalCount } }',
    ],
  ])('ignores __typename in an input that is written into the query: %s', async (_, query) => {
    expect((await send(json({ query }))).body).toEqual({ data: { groups: { totalCount: 0 } } });
  });

  it('keeps __typename where it is data or asked for, and refuses other unknown fields', async () => {
    const sample = await send(json({ query: '{ parseSample(body: { __typename: "A", b: { __typename: "B" } }) { path } __typename }' }));
    const unknown = await errorOf('{ groups(filter: { __typename: "GroupFilter", nome: "none" }) { totalCount } }');
    expect([sample.body, unknown.message]).toEqual([
      { data: { parseSample: [{ path: '__typename' }, { path: 'b' }, { path: 'b.__typename' }], __typename: 'Query' } },
      'filter: Field "nome" is not defined by type "GroupFilter". Did you mean "name" or "names"?',
    ]);
  });

  it('answers a query by its hash once a client has sent the text with it, also by GET', async () => {
    const sha256Hash = createHash('sha256').update(viewer.query).digest('hex');
    const extensions = { persistedQuery: { version: 1, sha256Hash } };
    const notFound = {
      errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'BAD_USER_INPUT', reason: 'PERSISTED_QUERY_NOT_FOUND' } }],
    };
    const [alone, withText, again] = [
      await send(json({ extensions })),
      await send(json({ extensions, ...viewer })),
      await send(json({ extensions: { persistedQuery: { version: 1, sha256Hash: sha256Hash.toUpperCase() } } })),
    ];
    const { userName, password } = administrator;
    const authorization = `Basic ${Buffer.from(`${userName}:${password}`).toString('base64')}`;
    const byGet = await fetch(`${server.url}/graphql?extensions=${encodeURIComponent(JSON.stringify(extensions))}`, {
      headers: { authorization, accept: 'application/json' },
    });
    expect([alone.status, alone.body, withText.body, again.body, await byGet.json()]).toEqual([
      200,
      notFound,
      answered,
      answered,
      answered,
    ]);
  });

  const hashOf = (query: string) => ({
    extensions: { persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(query).digest('hex') } },
  });
  const nested = `{ viewer { userName ${'['.repeat(300)} } }`;
  it.each([
    ['a text that was refused', [{ ...hashOf(nested), query: nested }], ['INPUT_EXCESSIVE', 'PERSISTED_QUERY_NOT_FOUND']],
    [
      'a batch that was refused',
      Array.from({ length: 11 }, () => ({ ...hashOf('{ viewer { id } }'), query: '{ viewer { id } }' })),
      ['BATCH_EXCEEDED', 'PERSISTED_QUERY_NOT_FOUND'],
    ],
  ])('keeps nothing by its hash of %s', async (_, calls, expected) => {
    const { extensions } = calls[0]!;
    const bodies = [await send(json(calls.length > 1 ? calls : calls[0])), await send(json({ extensions }))];
    expect(bodies.map(({ body }) => body.errors[0].extensions.reason)).toEqual(expected);
  });

  it('keeps no text by its hash that would push out those of all others', () => {
    const persisted = createPersistedQueries();
    const anyone = { isAdministrator: false };
    const [short, long] = ['{ a }', `{ a } #${'x'.repeat(100_000)}`];
    for (const query of [short, long]) expect(persisted.textOf(query, hashOf(query).extensions, anyone)).toBe(query);
    expect(persisted.textOf(undefined, hashOf(short).extensions, anyone)).toBe(short);
    expect(() => persisted.textOf(undefined, hashOf(long).extensions, anyone)).toThrow('PersistedQueryNotFound');
  });

  it.each([
    ['a hash of another text', { version: 1, sha256Hash: '0'.repeat(64) }],
    ['no hash', { version: 1 }],
    ['another version', { version: 2, sha256Hash: '0'.repeat(64) }],
    ['something else', 'x'],
  ])('refuses a persisted query with %s', async (_, persistedQuery) => {
    const { status, body } = await send(json({ extensions: { persistedQuery }, ...viewer }));
    expect([status, body.errors[0].extensions.reason]).toEqual([400, 'PERSISTED_QUERY_WRONG']);
  });

  it.each([
    [
      'in an input',
      'mutation { updateRequestDataset(input: { number: 1, parameters: [{ name: "J", jsonValue: { status: OPEN } }] }) { requestId } }',
      'status',
    ],
    ['in a list', 'mutation { runWorkflow(input: { workflow: "P", runtime: { a: [1, { b: OPEN }] } }) { number } }', 'a[1].b'],
    ['as the default of a variable', 'query ($body: JSON = { status: OPEN }) { parseSample(body: $body) { path } }', 'status'],
  ])('refuses an enum value in JSON %s', async (_, query, path) => {
    expect(await errorOf(query)).toEqual({
      message: `${path}: JSON does not have enum values: write "OPEN" in quotes`,
      code: 'BAD_USER_INPUT',
      reason: 'INPUT_INVALID',
    });
  });

  it('describes scalars as schema.graphql does', async () => {
    const { data } = await server.graphql('{ __schema { types { kind name description } } }');
    const types = data.__schema.types as { kind: string; name: string; description: string }[];
    const scalars = types.filter(({ kind }) => kind === 'SCALAR');
    const described = buildSchema(typeDefs).getTypeMap();
    const written = (name: string) => described[name]?.description;
    expect(scalars.map(({ name, description }) => [name, description])).toEqual(scalars.map(({ name }) => [name, written(name)]));
    expect(written('DateTime')).toContain('ISO 8601');
  });

  it('takes queries by GET, and no mutations', async () => {
    const get = (query: string) => send({ method: 'GET' }, `?query=${encodeURIComponent(query)}`);
    const mutation = await get('mutation { createGroup(input: { name: "By GET" }) { group { id } } }');
    const groups = await server.graphql('{ groups(filter: { name: "By GET" }) { totalCount } }');
    expect([(await get(viewer.query)).body, mutation.status, mutation.body.errors[0].extensions.code, groups.data]).toEqual([
      answered,
      405,
      'METHOD_NOT_ALLOWED',
      { groups: { totalCount: 0 } },
    ]);
  });

  it.each([
    ['an origin of CORS_ORIGINS', 'https://app.example', ['https://app.example', 'true']],
    ['another origin', 'https://evil.example', [null, null]],
  ])('answers the question of a browser at %s', async (_, origin, expected) => {
    const { headers } = await send({ method: 'OPTIONS', headers: { authorization: '', origin, 'access-control-request-method': 'POST' } });
    expect([headers.get('access-control-allow-origin'), headers.get('access-control-allow-credentials')]).toEqual(expected);
  });

  it('lets no other origin in by default', async () => {
    const closed = await startTestServer();
    const { headers } = await fetch(`${closed.url}/graphql`, {
      method: 'OPTIONS',
      headers: { origin: 'https://app.example', 'access-control-request-method': 'POST' },
    });
    await closed.stop();
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('a text that was executed before is answered as the first time', () => {
  const request = 'query ($n: Int!) { request(number: $n) { number status requester { userName } } }';
  const create = 'mutation ($input: CreateRequestInput!) { createRequest(input: $input) { number onBehalfOfUserName } }';
  it.each<[string, object]>([
    ['a query', { query: '{ viewer { userName } }' }],
    [
      'a query with null for what is not needed',
      { query: '{ viewer { userName } }', variables: null, operationName: null, extensions: null },
    ],
    ['nothing', { query: request, variables: { n: 999 } }],
    ['one operation of several', { query: 'query A { viewer { userName } } query B { viewer { id } }', operationName: 'B' }],
    ['no operation of several', { query: 'query A { viewer { userName } } query B { viewer { id } }' }],
    ['an operation that is not there', { query: '{ viewer { userName } }', operationName: 'C' }],
    ['a variable that is missing', { query: request, variables: {} }],
    ['a variable of another type', { query: request, variables: { n: 'a' } }],
    ['variables that are no object', { query: request, variables: [1] }],
    ['a field that is not known', { query: '{ viewer { nothing } }' }],
    ['a parameter that is not known', { query: '{ viewer { userName } }', more: 1 }],
    ['a refusal', { query: create, variables: { input: { processName: 'Nothing' } } }],
    [
      'a refusal of several',
      {
        query: `mutation { a: createRequest(input: {processName: "x"}) { number } b: createRequest(input: {processName: "y"}) { number } }`,
      },
    ],
    ['a refusal beside an answer', { query: '{ viewer { userName } node(id: "x") { id } }' }],
    ['too deep a query', { query: '{ viewer { groups { users { groups { users { groups { users { groups { name } } } } } } } } }' }],
    ['too large a page', { query: 'query ($n: Int) { requests(first: $n) { nodes { number } } }', variables: { n: 201 } }],
  ])('%s', async (_, call) => {
    for (const accept of ['*/*', 'application/json', 'application/graphql-response+json']) {
      const answers = [];
      for (let use = 1; use <= 3; use += 1) {
        const { body, headers } = json(call);
        const { status, headers: answered, body: answer } = await send({ body, headers: { ...headers, accept } });
        const told = [...answered].filter(([name]) => !['date', 'x-request-id'].includes(name));
        answers.push({ status, told, answer });
      }
      expect(answers.slice(1)).toEqual([answers[0], answers[0]]);
    }
  });
});
