import { createSessions } from '../../src/identity/createSessions';
import { randomBytes, randomUUID } from 'node:crypto';
import { addDeadJob } from '../kit/addDeadJob';
import { addProcess, addRequest, addUser } from '../kit/factories';
import { globalId } from '../kit/globalId';
import type { TestServer } from '../kit/startTestServer';
import { addPeople } from './addPeople';
import { kinds, participants } from './matrix';

/** Everybody that reading tells apart: the kinds of the access matrix, who acts for the requester by a grant, and who does not log in. */
export const readers = [...kinds, 'delegatee', 'formerDelegatee', 'strangersDelegatee', 'anonymous'] as const;
export type Reader = (typeof readers)[number];

/** What a reader is given: the thing, nothing (as if it did not exist), or no answer at all. */
export type Sight = 'SEEN' | 'NOTHING' | 'SHUT_OUT';

/** A type with a global ID, or a field, as one thing is read by it. */
export interface ReadingRule {
  /** `Request` or `Query.requests`. */
  element: string;
  /** What is read. */
  of: string;
  sights: Record<Reader, Sight>;
}

// One letter a reader, in their order: the kinds as in the access matrix, then those who act for others.
//
// - shut out   + seen   . not there
//
//                                                  inactive            coordinator         manager   delegatee
//                                                  | stranger          | supervisor        | groupManager
//                                                  | | requester       | | requestCanceller| | systemOperator
//                                                  | | | assignee      | | | actionCanceller | | administrator
//                                                  | | | | candidate   | | | | assigner    | | | |   | formerDelegatee
//                                                  | | | | |           | | | | |           | | | |   | | strangersDelegatee
//                                                  | | | | |           | | | | |           | | | |   | | | anonymous
const table = `
Request              | the request             | - . + + +           + + + + +           + + + +   + . . -
Query.request        | the request             | - . + + +           + + + + +           + + + +   + . . -
Query.requests       | the request             | - . + + +           + + + + +           + + + +   + . . -
Query.requestCounts  | the request             | - . + + +           + + + + +           + + + +   + . . -
Query.search         | the request             | - . + + +           + + + + +           + + + +   + . . -
SearchResult.requests | by its process         | - . + + +           + + + + +           + + + +   + . . -
SearchResult.requests | by its data            | - . + + +           + + + + +           + + + +   + . . -
SearchResult.users   | by name                 | - + + + +           + + + + +           + + + +   + + + -
SearchResult.users   | by email                | - . + . .           . . . . .           . . . +   . . . -
Process.requests     | the request             | - . + + +           + + + + +           + + + +   + . . -
User.requests        | the request             | - . + + +           + + + + +           + + + +   + . . -
Request.history      | the request             | - . + + +           + + + + +           + + + +   + . . -
Request.diagram      | the request             | - . + + +           + + + + +           + + + +   + . . -
Action               | an assigned action      | - . + + +           + + + + +           + + + +   + . . -
Query.action         | an assigned action      | - . + + +           + + + + +           + + + +   + . . -
Query.actions        | an assigned action      | - . + + +           + + + + +           + + + +   + . . -
Request.actions      | an assigned action      | - . + + +           + + + + +           + + + +   + . . -
User.actions         | an assigned action      | - . + + +           + + + + +           + + + +   + . . -
Comment              | a comment               | - . + + +           + + + + +           + + + +   + . . -
Request.comments     | a comment               | - . + + +           + + + + +           + + + +   + . . -
Case                 | of the requester        | - . + . .           . . . . .           . . . +   . . . -
Query.case           | of the requester        | - . + . .           . . . . .           . . . +   . . . -
Query.cases          | of the requester        | - . + . .           . . . . .           . . . +   . . . -
Request.case         | of the requester        | - . + . .           . . . . .           . . . +   . . . -
Case.requests        | the request             | - . + . .           . . . . .           . . . +   . . . -
Process              | its process             | - . + + +           + + + + +           + + + +   + . . -
Query.process        | its process             | - . + + +           + + + + +           + + + +   + . . -
Query.processes      | its process             | - . + + +           + + + + +           + + + +   + . . -
Process.diagram      | its process             | - . + + +           + + + + +           + + + +   + . . -
Process.definition   | its process             | - . . . .           . . . . .           + + . +   . . . -
Process              | an open process         | - + + + +           + + + + +           + + + +   + + + -
Folder               | another folder          | - . + + +           + + + + +           . . + +   + . . -
Query.folder         | another folder          | - . + + +           + + + + +           . . + +   + . . -
Query.folders        | another folder          | - . + + +           + + + + +           . . + +   + . . -
Folder.processes     | its process             | - . + + +           + + + + +           + + + +   + . . -
User.managedFolders  | of the manager          | - + + + +           + + + + +           + + + +   + + + -
User                 | the requester           | - + + + +           + + + + +           + + + +   + + + -
Query.user           | the requester           | - + + + +           + + + + +           + + + +   + + + -
Query.users          | the requester           | - + + + +           + + + + +           + + + +   + + + -
Query.viewer         | oneself                 | - + + + +           + + + + +           + + + +   + + + -
User.email           | the requester           | - . + . .           . . . . .           . . . +   . . . -
User.isAdministrator | the requester           | - . + . .           . . . . .           . . . +   . . . -
Group                | a group                 | - + + + +           + + + + +           + + + +   + + + -
Query.group          | a group                 | - + + + +           + + + + +           + + + +   + + + -
Query.groups         | a group                 | - + + + +           + + + + +           + + + +   + + + -
Favorite             | of the requester        | - . + . .           . . . . .           . . . .   . . . -
User.favorites       | of the requester        | - . + . .           . . . . .           . . . .   . . . -
View                 | of the requester        | - . + . .           . . . . .           . . . .   . . . -
View                 | a shared view           | - + + + +           + + + + +           + + + +   + + + -
Query.view           | of the requester        | - . + . .           . . . . .           . . . .   . . . -
Query.view           | a shared view           | - + + + +           + + + + +           + + + +   + + + -
Query.views          | of the requester        | - . + . .           . . . . .           . . . .   . . . -
Query.views          | a shared view           | - + + + +           + + + + +           + + + +   + + + -
User.views           | of the requester        | - . + . .           . . . . .           . . . .   . . . -
Delegation           | of the requester        | - . + . .           . . . . .           . . . +   + . . -
User.delegations     | of the requester        | - . + . .           . . . . .           . . . +   + . . -
ApiToken             | of the requester        | - . + . .           . . . . .           . . . +   . . . -
User.apiTokens       | of the requester        | - . + . .           . . . . .           . . . +   . . . -
Session              | of the requester        | - . + . .           . . . . .           . . . +   . . . -
Query.sessions       | of the requester        | - . + . .           . . . . .           . . . +   . . . -
User.sessions        | of the requester        | - . + . .           . . . . .           . . . +   . . . -
Application          | a hook                  | - . . . .           . . . . .           . . . +   . . . -
Query.application    | a hook                  | - . . . .           . . . . .           . . . +   . . . -
Query.applications   | a hook                  | - . . . .           . . . . .           . . . +   . . . -
Callback             | a callback              | - . . . .           . . . . .           . . . +   . . . -
Query.callback       | a callback              | - . . . .           . . . . .           . . . +   . . . -
Query.callbacks      | a callback              | - . . . .           . . . . .           . . . +   . . . -
CallbackAttempt      | an attempt              | - . . . .           . . . . .           . . . +   . . . -
Query.parseSample    | nobody's                | - + + + +           + + + + +           + + + +   + + + -
Secret               | a secret                | - . . . .           . . . . .           . . . +   . . . -
Query.secrets        | a secret                | - . . . .           . . . . .           . . . +   . . . -
Query.settings       | the settings            | - . . . .           . . . . .           . . . +   . . . -
Job                  | a dead job              | - . . . .           . . . . .           . . . +   . . . -
Query.jobs           | a dead job              | - . . . .           . . . . .           . . . +   . . . -
AuditEntry           | what was changed        | - . . . .           . . . . .           . . . +   . . . -
Delivery             | a call of a hook        | - . . . .           . . . . .           . . . +   . . . -
Query.lastSamples    | a call of a hook        | - . . . .           . . . . .           . . . +   . . . -
Query.deliveries     | a call of a hook        | - . . . .           . . . . .           . . . +   . . . -
Request.deliveries   | the request             | - . . . .           . . . . .           . . . +   . . . -
Application.deliveries | a call of a hook      | - . . . .           . . . . .           . . . +   . . . -
Query.auditEntries   | what was changed        | - . . . .           . . . . .           . . . +   . . . -
`;

const sights: Record<string, Sight> = { '+': 'SEEN', '.': 'NOTHING', '-': 'SHUT_OUT' };

/** Who sees what: every type with a global ID and every field of `Query` has its rows here. */
export const readingMatrix: ReadingRule[] = table
  .trim()
  .split('\n')
  .map((line) => {
    const [element = '', of = '', letters = ''] = line.split('|').map((part) => part.trim());
    const each = letters.split(/\s+/);
    return {
      element,
      of,
      sights: Object.fromEntries(readers.map((reader, n) => [reader, sights[each[n] ?? '']])) as ReadingRule['sights'],
    };
  });

/** Adds one of everything. Resolves to the field of a query that reads each, by the row's element or by `<element> of <of>`. */
export async function addThings(server: TestServer): Promise<Record<string, string>> {
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
  await createSessions(server.db).begin(requester);
  const session = await prisma.session.findFirstOrThrow();
  const apiToken = await prisma.apiToken.create({ data: { userId: requester, name: 'x', tokenHash: randomBytes(32) } });
  const number = await addRequest(server, 'Access', {}, tokens.requester);
  const person = await prisma.case.create({ data: { uuid: randomUUID(), creatorId: requester, createdAt: new Date() } });
  await prisma.request.update({ where: { id: number }, data: { caseId: person.id, data: { TEXT: 'Confidential' } } });
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
    'Query.search': `search(term: "#${number}") { ${list('requests')} }`,
    'SearchResult.requests of by its process': `search(term: "ACCES") { ${list('requests')} }`,
    'SearchResult.requests of by its data': `search(term: "fidentia") { ${list('requests')} }`,
    'SearchResult.users of by name': `search(term: "REQUEST") { ${list('users(filter: { userName: "requester" })')} }`,
    'SearchResult.users of by email': `search(term: "requester@exam") { ${list('users')} }`,
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
    Session: node('Session', session.id),
    'Query.sessions': list('sessions'),
    'User.sessions': ofUser('requester', list('sessions')),
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
