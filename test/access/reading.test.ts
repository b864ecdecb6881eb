import { randomBytes, randomUUID } from 'node:crypto';
import { buildSchema, isObjectType } from 'graphql';
import { typeDefs } from '../../src/graphql/createSchema';
import { addDeadJob } from '../kit/addDeadJob';
import { addProcess, addRequest, addUser, password } from '../kit/factories';
import { globalId } from '../kit/globalId';
import { startTestServer, type TestServer } from '../kit/startTestServer';
import { addPeople } from './addPeople';
import { participants } from './matrix';
import { readers, readingMatrix, type Reader, type Sight } from './reading';

let server: TestServer;
let sights: Map<Reader, Record<string, Sight>>;
beforeAll(async () => {
  server = await startTestServer({
    trustProxy: ['127.0.0.1'],
    graphqlMaxAliases: 100,
    graphqlMaxCost: 1_000_000,
    graphqlMaxTokens: 10_000,
  });
  const queries = await addThings();
  const fields = readingMatrix.map(({ element, of }, n) => `row${n}: ${queries[`${element} of ${of}`] ?? queries[element]}`);
  sights = new Map(await Promise.all(readers.map(async (reader, n) => [reader, await sightsOf(reader, n, fields)] as const)));
});
afterAll(() => server.stop());

/** Adds one of everything, and gives the field of a query that reads each. */
async function addThings(): Promise<Record<string, string>> {
  const { prisma } = server.db;
  const tokens = await addPeople(server);
  await addProcess(server, 'Hidden', { folder: 'Hidden', participants });
  for (const name of ['delegatee', 'formerDelegatee', 'strangersDelegatee']) await addUser(server, name);
  const idOf = async (userName: string) => (await prisma.user.findUniqueOrThrow({ where: { userName } })).id;
  const requester = await idOf('requester');
  await prisma.user.update({ where: { id: requester }, data: { email: 'requester@example.com' } });
  const grant = { delegatorId: requester, delegateeId: await idOf('delegatee') };
  const delegation = await prisma.delegation.create({ data: grant });
  await prisma.delegation.createMany({
    data: [
      { delegatorId: requester, delegateeId: await idOf('formerDelegatee'), to: new Date('2001-01-01') },
      { delegatorId: await idOf('stranger'), delegateeId: await idOf('strangersDelegatee') },
    ],
  });
  await prisma.view.createMany({
    data: ['Own', 'Shared'].map((name) => ({ ownerId: requester, name, isShared: name === 'Shared', kind: 'REQUESTS', filter: {} })),
  });
  const [own, shared] = await prisma.view.findMany({ orderBy: { id: 'asc' } });
  const favorite = await prisma.favorite.create({ data: { ownerId: requester, viewId: own!.id, description: '' } });
  const apiToken = await prisma.apiToken.create({ data: { userId: requester, name: 'x', tokenHash: randomBytes(32) } });
  const number = await addRequest(server, 'Access', {}, tokens.requester);
  const person = await prisma.case.create({ data: { uuid: randomUUID(), creatorId: requester, createdAt: new Date() } });
  await prisma.request.update({ where: { id: number }, data: { caseId: person.id } });
  await server.hook('assignAction', { requestNumber: number, number: 1, assigneeUserName: 'assignee' });
  await server.hook('addComment', { subjectId: globalId(`Request:${number}`), message: 'Hm' }, {}, tokens.requester);
  const callback = await prisma.callback.create({
    data: { url: 'https://crm.example', events: ['request.failed'], secret: new Uint8Array() },
  });
  const secret = await prisma.secret.create({ data: { name: 'KEY', value: new Uint8Array(), hosts: [], updatedAt: new Date() } });
  const attempt = await prisma.callbackAttempt.create({
    data: { callbackId: callback.id, requestId: number, event: 'request.failed', webhookId: 'x', at: new Date(), body: '' },
  });

  const keyOf = async (table: 'process' | 'folder', name: string) =>
    (await server.db.pool.query<{ id: number }>(`SELECT id FROM ${table} WHERE name = $1`, [name])).rows[0]!.id;
  const firstOf = async (table: 'application' | 'delivery' | 'audit_entry' | '"group"') =>
    (await server.db.pool.query<{ id: number }>(`SELECT id FROM ${table} LIMIT 1`)).rows[0]!.id;
  const node = (type: string, key: string | number) => `node(id: "${globalId(`${type}:${key}`)}") { id }`;
  const list = (field: string) => `${field} { nodes { __typename } }`;
  const ofRequest = (field: string) => `request(number: ${number}) { ${field} }`;
  const ofProcess = (field: string) => `process(name: "Access") { ${field} }`;
  const ofUser = (userName: string, field: string) => `user(userName: "${userName}") { ${field} }`;
  return {
    Request: node('Request', number),
    'Query.request': ofRequest('id'),
    'Query.requests': list(`requests(filter: { number: ${number} })`),
    'Query.requestCounts': `requestCounts(by: STATUS, filter: { number: ${number} }) { count }`,
    'Process.requests': ofProcess(list('requests')),
    'User.requests': ofUser('requester', list('requests')),
    'Request.history': ofRequest(list('history')),
    'Request.diagram': ofRequest('diagram(format: MERMAID)'),
    Action: node('Action', `${number}---1`),
    'Query.action': `action(requestNumber: ${number}, number: 1) { id }`,
    'Query.actions': list(`actions(filter: { requestNumber: ${number} })`),
    'Request.actions': ofRequest(list('actions')),
    'User.actions': ofUser('assignee', list('actions')),
    Comment: node('Comment', `${number}---1`),
    'Request.comments': ofRequest(list('comments')),
    Case: node('Case', person.id),
    'Query.case': `case(uuid: "${person.uuid}") { id }`,
    'Query.cases': list('cases'),
    'Request.case': ofRequest('case { id }'),
    'Case.requests': `case(uuid: "${person.uuid}") { ${list('requests')} }`,
    'Process of its process': node('Process', await keyOf('process', 'Access')),
    'Process of an open process': node('Process', await keyOf('process', 'Access open')),
    'Query.process': ofProcess('id'),
    'Query.processes': list('processes(filter: { name: "Access" })'),
    'Process.diagram': ofProcess('diagram(format: MERMAID)'),
    'Process.definition': ofProcess('definition'),
    Folder: node('Folder', await keyOf('folder', 'Hidden')),
    'Query.folder': 'folder(name: "Hidden") { id }',
    'Query.folders': list('folders(filter: { name: "Hidden" })'),
    'Folder.processes': `folders(filter: { name: "Access" }) { nodes { ${list('processes(filter: { name: "Access" })')} } }`,
    'User.managedFolders': ofUser('manager', list('managedFolders')),
    User: node('User', requester),
    'Query.user': ofUser('requester', 'id'),
    'Query.users': list('users(filter: { userName: "requester" })'),
    'Query.viewer': 'viewer { id }',
    'User.email': ofUser('requester', 'email'),
    'User.isAdministrator': ofUser('requester', 'isAdministrator'),
    Group: node('Group', await firstOf('"group"')),
    'Query.group': `group(name: "${(await prisma.group.findFirstOrThrow()).name}") { id }`,
    'Query.groups': list('groups'),
    Favorite: node('Favorite', favorite.id),
    'User.favorites': ofUser('requester', list('favorites')),
    'View of of the requester': node('View', own!.id),
    'View of a shared view': node('View', shared!.id),
    'Query.view of of the requester': 'view(name: "Own", ownerUserName: "requester") { id }',
    'Query.view of a shared view': 'view(name: "Shared", ownerUserName: "requester") { id }',
    'Query.views of of the requester': list('views(filter: { name: "Own" })'),
    'Query.views of a shared view': list('views(filter: { name: "Shared" })'),
    'User.views': ofUser('requester', list('views(filter: { isShared: false })')),
    Delegation: node('Delegation', delegation.id),
    'User.delegations': ofUser('requester', list('delegations(filter: { isValid: true })')),
    ApiToken: node('ApiToken', apiToken.id),
    'User.apiTokens': ofUser('requester', list('apiTokens')),
    Application: node('Application', await firstOf('application')),
    'Query.application': 'application(name: "Test hook") { id }',
    'Query.applications': list('applications'),
    Callback: node('Callback', callback.id),
    'Query.callback': 'callback(url: "https://crm.example") { id }',
    'Query.callbacks': list('callbacks'),
    CallbackAttempt: node('CallbackAttempt', attempt.id),
    'Query.parseSample': 'parseSample(url: "?a=1") { path }',
    Secret: node('Secret', secret.id),
    'Query.secrets': list('secrets'),
    'Query.settings': 'settings { idempotencyRetention }',
    Job: node('Job', await addDeadJob(server)),
    'Query.jobs': list('jobs(filter: { state: DEAD })'),
    AuditEntry: node('AuditEntry', await firstOf('audit_entry')),
    'Query.auditEntries': list('auditEntries'),
    Delivery: node('Delivery', await firstOf('delivery')),
    'Query.lastSamples': 'lastSamples(applicationName: "Test hook") { delivery { id } }',
    'Query.deliveries': list('deliveries'),
    'Request.deliveries': ofRequest(list('deliveries')),
    'Application.deliveries': `applications(filter: { name: "Test hook" }) { nodes { ${list('deliveries')} } }`,
  };
}

/** What that reader is given of each row. What he may not see is no error: it is answered like what does not exist. */
async function sightsOf(reader: Reader, place: number, fields: string[]): Promise<Record<string, Sight>> {
  const credentials = reader !== 'anonymous' && { authorization: `Basic ${Buffer.from(`${reader}:${password}`).toString('base64')}` };
  const { status, body } = await server.post(
    '/graphql',
    { query: `{ ${fields.join(' ')} }` },
    { accept: 'application/json', 'x-forwarded-for': `10.0.0.${place}`, ...credentials },
  );
  if (body.errors && status !== 401) throw new Error(JSON.stringify(body.errors));
  const toSight = (value: unknown): Sight => (status === 401 ? 'SHUT_OUT' : hasSomething(value) ? 'SEEN' : 'NOTHING');
  return Object.fromEntries(fields.map((_, n) => [`row${n}`, toSight(body.data?.[`row${n}`])]));
}

/** Whether there is anything in it: a value at the end of its first fields, or a row of its list. */
function hasSomething(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return value !== null;
  return hasSomething(Object.values(value)[0] ?? null);
}

describe('the matrix of reading', () => {
  it('has a row for each type with a global ID, each field of Query, and none for what there is not', () => {
    const schema = buildSchema(typeDefs);
    const types = Object.values(schema.getTypeMap()).filter(isObjectType);
    const nodes = types.filter((type) => type.getInterfaces().some(({ name }) => name === 'Node')).map(({ name }) => name);
    const queries = Object.keys(schema.getQueryType()!.getFields()).filter((name) => name !== 'node' && name !== 'nodes');
    const others = types
      .filter(({ name }) => name !== 'Query')
      .flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`));
    const wanted = [...nodes, ...queries.map((name) => `Query.${name}`)];
    const rows = readingMatrix.map(({ element }) => element);
    expect([wanted.filter((element) => !rows.includes(element)), rows.filter((row) => ![...wanted, ...others].includes(row))]).toEqual([
      [],
      [],
    ]);
  });

  it.each(readingMatrix.map((rule, n) => ({ ...rule, row: `row${n}` })))('holds for $element: $of', ({ row, sights: expected }) => {
    expect(Object.fromEntries(readers.map((reader) => [reader, sights.get(reader)![row]]))).toEqual(expected);
  });
});
