import { buildSchema, getNamedType, isEnumType, isInputObjectType, isListType, isNonNullType, isRequiredArgument } from 'graphql';
import type { GraphQLArgument, GraphQLField, GraphQLInputType } from 'graphql';
import { typeDefs } from '../../src/graphql/createSchema';
import type { Lab } from './lab';
import { workflowsSecret } from './setUpLab';
import type { Call } from './send';

/** A place where callers' values come in. */
export interface Entry {
  name: string;
  /** Hooks are called with a hook's token, everything else with a log-in. */
  by: 'hook' | 'log-in';
  /** The call that brings the value there. */
  call(lab: Lab, value: Buffer): Call;
}

const json = { 'content-type': 'application/json' };
const around = (before: string, value: Buffer, after: string) => Buffer.concat([Buffer.from(before), value, Buffer.from(after)]);

function posted(name: string, by: Entry['by'], path: (lab: Lab) => string, before = '', after = ''): Entry {
  return { name, by, call: (lab, value) => ({ method: 'POST', path: path(lab), headers: json, body: around(before, value, after) }) };
}

const operations = (name: string, before = '', after = '') =>
  posted(`hook OPERATIONS: ${name}`, 'hook', (lab) => `/hooks/${lab.hooks.operations}`, before, after);
const operation = (name: string, field: string) =>
  operations(`${name}.${field}`, `{"operation":"${name}","args":{"input":{"requestNumber":1000,"number":1,"${field}":`, '}}}');
const workflows = (name: string, before = '', after = ''): Entry => ({
  name: `hook WORKFLOWS: ${name}`,
  by: 'hook',
  call: (lab, value) => ({
    method: 'POST',
    path: `/hooks/${lab.hooks.workflows}`,
    headers: { ...json, 'inbound-webhook-secret': workflowsSecret },
    body: around(before, value, after),
  }),
});

const hookEntries: Entry[] = [
  operations('body'),
  operations('args', '{"operation":"createRequest","args":', '}'),
  operations('input', '{"operation":"createRequest","args":{"input":', '}}'),
  operations('parameters', '{"operation":"createRequest","args":{"input":{"processName":"2_LEVELS_APPROVAL","parameters":', '}}}'),
  operations(
    'a text',
    '{"operation":"createRequest","args":{"input":{"processName":"2_LEVELS_APPROVAL","parameters":[{"name":"TEXT","textValue":',
    '}]}}}',
  ),
  operations(
    'a file',
    '{"operation":"createRequest","args":{"input":{"processName":"2_LEVELS_APPROVAL","parameters":[{"name":"FILE","fileValue":{"name":"x","content":',
    '}}]}}}',
  ),
  operation('completeAction', 'parameters'),
  operation('cancelAction', 'exception'),
  operation('assignAction', 'assigneeUserName'),
  operations('addComment.message', '{"operation":"addComment","args":{"input":{"subjectId":"UmVxdWVzdDoxMDAw","message":', '}}}'),
  workflows('body'),
  workflows('stateValues', '{"workflow":"workflow name","stateValues":', '}'),
  workflows('anything beside', '{"workflow":"workflow name","extra":', '}'),
  workflows('uid', '{"workflow":"workflow name","uid":', '}'),
  workflows('batch', '{"workflow":"workflow name","batch":', '}'),
  workflows('an item of a batch', '{"workflow":"workflow name","batch":[{},', ',{}]}'),
  posted('hook TRIGGER, ASYNC: body', 'hook', (lab) => `/hooks/${lab.hooks.async}`),
  posted('hook TRIGGER, SYNC: body', 'hook', (lab) => `/hooks/${lab.hooks.sync}`),
  posted('hook TRIGGER, SYNC: a field', 'hook', (lab) => `/hooks/${lab.hooks.sync}`, '{"amount":', '}'),
];

/** Returns what fits into a request line or a header of HTTP, made of the value's first bytes. */
const inTarget = (value: Buffer) =>
  value
    .subarray(0, 12_000)
    .toString('latin1')
    .replace(/[^!-~]|#/g, '_');

const targetEntries: Entry[] = [
  {
    name: 'hook TRIGGER: query string',
    by: 'hook',
    call: (lab, value) => ({ method: 'POST', path: `/hooks/${lab.hooks.sync}?${inTarget(value)}`, headers: json, body: Buffer.from('{}') }),
  },
  {
    name: 'hook TRIGGER: a header',
    by: 'hook',
    call: (lab, value) => ({
      method: 'POST',
      path: `/hooks/${lab.hooks.sync}`,
      headers: { ...json, referer: `https://a.example/?${inTarget(value)}`, 'x-odd': inTarget(value).slice(0, 3000) },
      body: Buffer.from('{}'),
    }),
  },
  { name: 'hook: token', by: 'hook', call: (_, value) => ({ method: 'POST', path: `/hooks/${inTarget(value)}`, headers: json }) },
  { name: 'path', by: 'log-in', call: (_, value) => ({ method: 'GET', path: `/${inTarget(value)}`, headers: {} }) },
  { name: 'GET /files', by: 'log-in', call: (_, value) => ({ method: 'GET', path: `/files/${inTarget(value)}`, headers: {} }) },
  { name: 'GET /workflows', by: 'log-in', call: (_, value) => ({ method: 'GET', path: `/workflows/${inTarget(value)}`, headers: {} }) },
  { name: 'Authorization', by: 'hook', call: (_, value) => ({ method: 'POST', path: '/graphql', headers: bearer(value), body: anyQuery }) },
  {
    name: 'GET /graphql: variables',
    by: 'log-in',
    call: (_, value) => ({
      method: 'GET',
      path: `/graphql?query=query($id:ID!){node(id:$id){id}}&variables=${inTarget(value)}`,
      headers: { accept: 'application/json' },
    }),
  },
];
const anyQuery = Buffer.from('{"query":"{ viewer { userName } }"}');
const bearer = (value: Buffer) => ({ ...json, authorization: `Bearer ${inTarget(value)}` });

const restEntries: Entry[] = [
  posted('POST /cases', 'log-in', () => '/cases'),
  posted('POST /cases: data', 'log-in', () => '/cases', '{"data":', '}'),
  posted('POST /cases: firstName', 'log-in', () => '/cases', '{"firstName":', '}'),
  posted('POST /parameters', 'log-in', () => '/parameters'),
  posted('POST /parameters: parameters', 'log-in', () => '/parameters', '{"workflowDefinitionId":"CHECK_CUSTOMER","parameters":', '}'),
  posted('POST /workflows/run', 'log-in', () => '/workflows/run'),
  {
    name: 'POST /workflows/run: parameters',
    by: 'log-in',
    call: ({ caseId }, value) => ({
      method: 'POST',
      path: '/workflows/run',
      headers: json,
      body: around(`{"caseId":"${caseId}","workflowDefinitionId":"CHECK_CUSTOMER","parameters":`, value, '}'),
    }),
  },
];

const multipart = {
  'content-type': 'multipart/form-data; boundary=odd',
  'graphql-require-preflight': '1',
  'apollo-require-preflight': '1',
};
const part = (name: string, more: string) => `--odd\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n`;

const graphqlEntries: Entry[] = [
  posted('/graphql: body', 'log-in', () => '/graphql'),
  posted('/graphql: query', 'log-in', () => '/graphql', '{"query":', '}'),
  posted('/graphql: variables', 'log-in', () => '/graphql', '{"query":"query($id:ID!){node(id:$id){id}}","variables":', '}'),
  posted('/graphql: extensions', 'log-in', () => '/graphql', '{"query":"{viewer{userName}}","extensions":', '}'),
  posted('/graphql: batch', 'log-in', () => '/graphql', '[{"query":"{viewer{userName}}"},', ']'),
  {
    name: '/graphql: raw query',
    by: 'log-in',
    call: (_, value) => ({
      method: 'POST',
      path: '/graphql',
      headers: { 'content-type': 'application/graphql' },
      body: around('{viewer{userName', value, '}}'),
    }),
  },
  {
    name: '/graphql: literal',
    by: 'log-in',
    call: (_, value) => ({
      method: 'POST',
      path: '/graphql',
      headers: json,
      body: Buffer.from(JSON.stringify({ query: `{ parseSample(body: ${value.toString()}) { path } }` })),
    }),
  },
  {
    name: '/graphql: upload, operations',
    by: 'log-in',
    call: (_, value) => ({
      method: 'POST',
      path: '/graphql',
      headers: multipart,
      body: around(part('operations', ''), value, '\r\n--odd--\r\n'),
    }),
  },
  {
    name: '/graphql: upload, file',
    by: 'log-in',
    call: (_, value) => ({
      method: 'POST',
      path: '/graphql',
      headers: multipart,
      body: around(
        `${part('operations', '')}{"query":"mutation($f:Upload!){createRequest(input:{processName:\\"2_LEVELS_APPROVAL\\",parameters:[{name:\\"FILE\\",fileValue:{upload:$f}}]}){number}}","variables":{"f":null}}\r\n${part('map', '')}{"0":["variables.f"]}\r\n${part('0', '; filename="x.bin"')}`,
        value,
        '\r\n--odd--\r\n',
      ),
    }),
  },
  {
    name: '/graphql: subscription',
    by: 'log-in',
    call: (_, value) => ({
      method: 'POST',
      path: '/graphql',
      headers: { ...json, accept: 'text/event-stream' },
      body: around(
        '{"query":"subscription($id:ID!){requestChanged(id:$id){number}}","variables":{"id":"UmVxdWVzdDoxMDAw","x":',
        value,
        '}}',
      ),
    }),
  },
];

/** What would change the laboratory for the cases that follow. */
const leftAlone = ['updateSettings', 'changePassword', 'updateViewer'];

/** Every argument and every field of an input of every query and mutation: the value as its variable, the rest as little as is required. */
function fieldEntries(): Entry[] {
  const schema = buildSchema(typeDefs);
  const roots: ['query' | 'mutation', GraphQLField<unknown, unknown>[]][] = [
    ['query', Object.values(schema.getQueryType()!.getFields())],
    ['mutation', Object.values(schema.getMutationType()!.getFields())],
  ];
  return roots.flatMap(([kind, fields]) =>
    fields.filter(({ name }) => !leftAlone.includes(name)).flatMap((field) => field.args.flatMap((arg) => entriesOf(kind, field, arg))),
  );
}

function entriesOf(kind: string, field: GraphQLField<unknown, unknown>, arg: GraphQLArgument): Entry[] {
  const used = field.args.filter((other) => other === arg || isRequiredArgument(other));
  const head = used.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ');
  const query = `${kind}(${head}) { ${field.name}(${used.map(({ name }) => `${name}: $${name}`).join(', ')})${selectionOf(field)} }`;
  const rest = used.filter((other) => other !== arg).map(({ name, type }) => `${JSON.stringify(name)}:${leastOf(type)},`);
  const before = `{"query":${JSON.stringify(query)},"variables":{${rest.join('')}"${arg.name}":`;
  const whole = posted(`${field.name}(${arg.name})`, 'log-in', () => '/graphql', before, '}}');
  const input = getNamedType(arg.type);
  if (!isInputObjectType(input) || isListType(arg.type)) return [whole];
  const within = Object.values(input.getFields()).map(({ name }) => {
    const others = Object.values(input.getFields())
      .filter((other) => other.name !== name && isNonNullType(other.type) && other.defaultValue === undefined)
      .map((other) => `${JSON.stringify(other.name)}:${leastOf(other.type)},`);
    return posted(`${field.name}(${arg.name}.${name})`, 'log-in', () => '/graphql', `${before}{${others.join('')}"${name}":`, '}}}');
  });
  return [whole, ...within];
}

function selectionOf(field: GraphQLField<unknown, unknown>): string {
  return 'getFields' in getNamedType(field.type) ? ' { __typename }' : '';
}

function leastOf(type: GraphQLInputType): string {
  if (isNonNullType(type)) return leastOf(type.ofType);
  if (isListType(type)) return '[]';
  if (isEnumType(type)) return JSON.stringify(type.getValues()[0]?.name);
  if (isInputObjectType(type)) {
    const required = Object.values(type.getFields()).filter((field) => isNonNullType(field.type) && field.defaultValue === undefined);
    return `{${required.map((field) => `${JSON.stringify(field.name)}:${leastOf(field.type)}`).join(',')}}`;
  }
  return type.name === 'Int' || type.name === 'Float' ? '1' : '"x"';
}

/** What other servers answer: the value comes back from an HTTP activity. */
const peerEntries: Entry[] = ['application/json', 'text/plain'].map((type) => ({
  name: `answer of a peer, ${type}`,
  by: 'hook',
  call: (lab, value) => ({
    method: 'POST',
    path: `/hooks/${lab.hooks.peer}`,
    headers: json,
    body: Buffer.from(JSON.stringify({ key: lab.keepForPeer(value, type) })),
  }),
}));

const mailEntry = posted('MAIL: to', 'hook', (lab) => `/hooks/${lab.hooks.mail}`, '{"to":', '}');

/** The places, in groups; each group is a row of the table. */
export const entries: Readonly<Record<string, readonly Entry[]>> = {
  'Hooks: bodies': hookEntries,
  'URLs and headers': targetEntries,
  'Workflows API': restEntries,
  '/graphql: parts of a call': graphqlEntries,
  '/graphql: every argument': fieldEntries(),
  'Answers of peers': peerEntries,
  'Mail addresses': [mailEntry],
};
