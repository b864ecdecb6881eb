import { randomUUID } from 'node:crypto';
import { password } from '../kit/factories';
import { globalId } from '../kit/globalId';

/** Everybody that a rule tells apart, each a user of that name. */
export const kinds = [
  'inactive',
  'stranger',
  'requester',
  'assignee',
  'candidate',
  'coordinator',
  'supervisor',
  'requestCanceller',
  'actionCanceller',
  'assigner',
  'manager',
  'groupManager',
  'systemOperator',
  'administrator',
] as const;
export type Kind = (typeof kinds)[number];

/** What a call is answered: the code of its refusal, or OK. SHUT_OUT is FORBIDDEN for a hook and UNAUTHENTICATED for a log-in. */
export type Outcome = 'OK' | 'FORBIDDEN' | 'NOT_FOUND' | 'SHUT_OUT';

/** A mutation as one kind of thing is done with it. */
export interface Rule {
  mutation: string;
  /** What it is done to. */
  to: string;
  outcomes: Record<Kind, Outcome>;
}

// One letter a kind, in their order. The supervisors are four: with no right, and with each of CANCEL_REQUEST, CANCEL_ACTION and
// ASSIGN_ACTION. Everything is done to the process "Access", but "open" ones, which everybody may start.
//
// - shut out   + allowed   F forbidden   N not found
//
//                                                       inactive            coordinator         manager
//                                                       | stranger          | supervisor        | groupManager
//                                                       | | requester       | | requestCanceller| | systemOperator
//                                                       | | | assignee      | | | actionCanceller | | administrator
//                                                       | | | | candidate   | | | | assigner    | | | |
const table = `
createRequest               | its process                | - N + F F           F F F F F           F F F F
createRequest               | an open process            | - + + + +           + + + + +           + + + +
createRequest               | a test of an open process  | - F F F F           F + + + +           + + F +
createRequest               | a private process          | - F F F F           F F F F F           F F F F
runWorkflow                 | its process                | - N + F F           F F F F F           F F F F
runWorkflow                 | an open process            | - + + + +           + + + + +           + + + +
runWorkflow                 | a private process          | - F F F F           F F F F F           F F F F
runWorkflowBatch            | an open process            | - + + + +           + + + + +           + + + +
triggerProcess              | its process                | - N + F F           F F F F F           F F F F
triggerProcess              | an open process            | - + + + +           + + + + +           + + + +
triggerProcess              | a private process          | - F F F F           F F F F F           F F F F
createCase                  | anything                   | - + + + +           + + + + +           + + + +
createParameters            | its process                | - N + F F           F F F F F           F F F F
createParameters            | an open process            | - + + + +           + + + + +           + + + +
createParameters            | a private process          | - F F F F           F F F F F           F F F F
runCase                     | its process                | - N + F F           F F F F F           F F F F
runCase                     | an open process            | - + + + +           + + + + +           + + + +
runCase                     | a private process          | - F F F F           F F F F F           F F F F
runCase                     | a case of the requester    | - N + N N           N N N N N           N N N +
runCase                     | parameters of the requester| - N + N N           N N N N N           N N N +
updateRequestDataset        | the request                | - N F F F           F F F F F           F F + F
cancelRequest               | the request                | - N F F F           F F + F F           + + + +
cancelRequest               | a request nobody works on  | - N + F F           F F + F F           + + + +
retryRequest                | a request that failed      | - N F F F           F F F F F           + + F +
completeAction              | an assigned action         | - N F + F           F F F F F           F F + +
completeAction              | an action nobody has       | - N F + +           F F F F F           F F + +
completeAction              | an action to be given      | - N F F F           F F F F F           F F + +
completeFormAction          | an assigned action         | - N F + F           F F F F F           F F + +
completeFormAction          | an action nobody has       | - N F + +           F F F F F           F F + +
cancelAction                | an assigned action         | - N F + F           F F F + F           + + + +
cancelAction                | an action nobody has       | - N F F F           F F F + F           + + + +
cancelRequestActionsByName  | assigned actions           | - N F + F           F F F + F           + + + +
cancelRequestActionsByName  | actions nobody has         | - N F F F           F F F + F           + + + +
assignAction                | an assigned action         | - N F F F           + F F F +           + + F +
assignAction                | an action nobody has       | - N F F +           + F F F +           + + F +
assignAction                | an action to be given      | - N + F +           + F F F +           + + F +
cancelActionAssignment      | an assigned action         | - N F + F           F F F F +           + + F +
addComment                  | the request                | - N + + +           + + + + +           + + + +
removeComment               | a comment of the requester | - N + F F           F + + + +           F F F +
createFavorite              | its process                | - N + + +           + + + + +           + + + +
createFavorite              | a shared view              | - + + + +           + + + + +           + + + +
createFavorite              | a view of the requester    | - N + N N           N N N N N           N N N N
updateFavorite              | a favorite of the requester| - N + N N           N N N N N           N N N N
deleteFavorite              | a favorite of the requester| - N + N N           N N N N N           N N N N
createView                  | anything                   | - + + + +           + + + + +           + + + +
updateView                  | a view of the requester    | - N + N N           N N N N N           N N N N
updateView                  | a shared view              | - F + F F           F F F F F           F F F +
deleteView                  | a view of the requester    | - N + N N           N N N N N           N N N N
deleteView                  | a shared view              | - F + F F           F F F F F           F F F +
deployProcess               | its folder                 | - F F F F           F F F F F           + + F +
deployProcess               | another folder             | - F F F F           F F F F F           F F F +
setProcessState             | its process                | - N F F F           F F F F F           + + F +
deleteProcess               | its process                | - N F F F           F F F F F           + + F +
updateFolder                | its folder                 | - F F F F           F F F F F           F F F +
createUser                  | anything                   | - F F F F           F F F F F           F F F +
updateUser                  | anything                   | - F F F F           F F F F F           F F F +
setUserStatus               | anything                   | - F F F F           F F F F F           F F F +
createApiToken              | their own                  | - + + + +           + + + + +           + + + +
createApiToken              | one of another             | - F F F F           F F F F F           F F F +
revokeApiToken              | their own                  | - + + + +           + + + + +           + + + +
revokeApiToken              | one of another             | - N N N N           N N N N N           N N N +
endSessions                 | their own                  | - + + + +           + + + + +           + + + +
endSessions                 | one of another             | - N N N N           N N N N N           N N N +
changePassword              | their own                  | - + + + +           + + + + +           + + + +
updateViewer                | their own                  | - + + + +           + + + + +           + + + +
createGroup                 | anything                   | - F F F F           F F F F F           F F F +
updateGroup                 | anything                   | - F F F F           F F F F F           F F F +
deleteGroup                 | anything                   | - F F F F           F F F F F           F F F +
createDelegation            | for oneself                | - + + + +           + + + + +           + + + +
createDelegation            | for somebody else          | - F F F F           F F F F F           F F F +
updateDelegation            | of requester to assignee   | - N + F N           N N N N N           N N N +
deleteDelegation            | of requester to assignee   | - N + F N           N N N N N           N N N +
createApplication           | anything                   | - F F F F           F F F F F           F F F +
updateApplication           | anything                   | - F F F F           F F F F F           F F F +
rotateApplicationToken      | anything                   | - F F F F           F F F F F           F F F +
deleteApplication           | anything                   | - F F F F           F F F F F           F F F +
setSecret                   | anything                   | - F F F F           F F F F F           F F F +
deleteSecret                | a secret                   | - F F F F           F F F F F           F F F +
cancelRequestFamily         | the request                | - F F F F           F F F F F           F F F +
deleteRequest               | the request                | - F F F F           F F F F F           F F F +
deleteTestRequests          | its process                | - F F F F           F F F F F           F F F +
retryJob                    | a dead job                 | - F F F F           F F F F F           F F F +
deleteJob                   | a dead job                 | - F F F F           F F F F F           F F F +
createCallback              | anything                   | - F F F F           F F F F F           F F F +
updateCallback              | a callback                 | - F F F F           F F F F F           F F F +
deleteCallback              | a callback                 | - F F F F           F F F F F           F F F +
resendCallback              | a callback                 | - F F F F           F F F F F           F F F +
replayDelivery              | a call of a hook           | - F F F F           F F F F F           F F F +
updateSettings              | anything                   | - F F F F           F F F F F           F F F +
`;

const outcomes: Record<string, Outcome> = { '+': 'OK', F: 'FORBIDDEN', N: 'NOT_FOUND', '-': 'SHUT_OUT' };

/** Who may do what: every mutation has its rows here. */
export const matrix: Rule[] = table
  .trim()
  .split('\n')
  .map((line) => {
    const [mutation = '', to = '', letters = ''] = line.split('|').map((part) => part.trim());
    const each = letters.split(/\s+/);
    return { mutation, to, outcomes: Object.fromEntries(kinds.map((kind, n) => [kind, outcomes[each[n] ?? '']])) as Rule['outcomes'] };
  });

const supervisor = (name: string, ...rights: string[]) => ({ name: `${name}s`, role: 'SUPERVISOR', users: [name], rights });

/** Who takes part in the process "Access". */
export const participants = [
  { name: 'Requesters', role: 'REQUESTER', users: ['requester'] },
  { name: 'Workers', role: 'ACTOR', users: ['assignee', 'candidate'], coordinators: ['coordinator'] },
  supervisor('supervisor'),
  supervisor('requestCanceller', 'CANCEL_REQUEST'),
  supervisor('actionCanceller', 'CANCEL_ACTION'),
  supervisor('assigner', 'ASSIGN_ACTION'),
];

/** What there is to be done something to, made anew for each call that may succeed. */
export interface Things {
  request: number;
  application: string;
  group: string;
  process: string;
  user: string;
  delegation: string;
  /** A process or a view. */
  item: string;
  favorite: string;
  apiToken: string;
  session: string;
  /** UUIDs. */
  case: string;
  parameters: string | null;
  job: string;
  secret: string;
  callback: string;
  attempt: string;
  delivery: string;
}

/** Settings are set to another value each time. */
let settings = 0;
let choices = 0;
const numbers: Record<string, number> = { 'an assigned action': 1, 'an action nobody has': 2, 'an action to be given': 3 };
const activities: Record<string, string> = { 'assigned actions': 'ASSIGNED', 'actions nobody has': 'OPEN' };
const processes: Record<string, { processName: string; processVersion?: number; isTest?: boolean }> = {
  'its process': { processName: 'Access' },
  'an open process': { processName: 'Access open' },
  'a test of an open process': { processName: 'Access open', processVersion: 1, isTest: true },
  'a private process': { processName: 'Access private' },
  'a case of the requester': { processName: 'Access open' },
  'parameters of the requester': { processName: 'Access open' },
};

/** The input of each mutation, for a kind of user and what it is done to. */
export const inputs: Record<string, (things: Things, to: string, kind: Kind) => object> = {
  createRequest: (_, to) => processes[to]!,
  runWorkflow: (_, to) => toWorkflow(processes[to]!),
  runWorkflowBatch: (_, to) => ({ batch: [toWorkflow(processes[to]!)] }),
  triggerProcess: (_, to) => ({ processName: processes[to]!.processName }),
  createCase: () => ({ firstName: 'Jane' }),
  createParameters: (_, to) => ({ workflowDefinitionId: processes[to]!.processName, parameters: {} }),
  runCase: ({ case: caseId, parameters: parametersId }, to) => ({
    workflowDefinitionId: processes[to]!.processName,
    caseId,
    parametersId,
  }),
  updateRequestDataset: ({ request: number }) => ({ number, parameters: [{ name: 'TEXT', textValue: 'a' }] }),
  cancelRequest: ({ request: number }) => ({ number }),
  retryRequest: ({ request: number }) => ({ number }),
  completeAction: ({ request: requestNumber }, to) => ({ requestNumber, number: numbers[to] }),
  completeFormAction: ({ request: requestNumber }, to) => ({ requestNumber, number: numbers[to] }),
  cancelAction: ({ request: requestNumber }, to) => ({ requestNumber, number: numbers[to] }),
  cancelRequestActionsByName: ({ request: requestNumber }, to) => ({ requestNumber, activityName: activities[to] }),
  assignAction: ({ request: requestNumber }, to) => ({ requestNumber, number: numbers[to], assigneeUserName: 'candidate' }),
  cancelActionAssignment: ({ request: requestNumber }, to) => ({ requestNumber, number: numbers[to] }),
  addComment: ({ request }) => ({ subjectId: globalId(`Request:${request}`), message: 'Hm' }),
  removeComment: ({ request }) => ({ id: globalId(`Comment:${request}---1`) }),
  createFavorite: ({ item }) => ({ itemId: item }),
  updateFavorite: ({ favorite: id }) => ({ id, description: 'Mine' }),
  deleteFavorite: ({ favorite: id }) => ({ id }),
  createView: () => ({ name: randomUUID(), requests: {} }),
  updateView: ({ item: id }) => ({ id, description: 'Mine' }),
  deleteView: ({ item: id }) => ({ id }),
  deployProcess: (_, to) => ({
    definition: {
      name: `Deployed ${randomUUID()}`,
      folder: to === 'its folder' ? 'Access' : 'Other',
      participants,
      start: 'DO',
      activities: [{ name: 'DO', type: 'USER', participant: 'Workers' }],
    },
  }),
  setProcessState: ({ process: name }) => ({ name, version: 1, state: 'ARCHIVED' }),
  deleteProcess: ({ process: name }) => ({ name, version: 1 }),
  updateFolder: ({ group }) => ({ name: 'Access', managerGroupNames: ['managers', group] }),
  createUser: () => ({ userName: randomUUID() }),
  updateUser: () => ({ userName: 'stranger', firstName: randomUUID() }),
  setUserStatus: ({ user: userName }) => ({ userName, status: 'INACTIVE' }),
  createApiToken: (_, to) => ({ name: 'x', ...(to === 'one of another' && { userName: 'admin' }) }),
  revokeApiToken: ({ apiToken: id }) => ({ id }),
  endSessions: ({ session }) => ({ ids: [session] }),
  // The same one: it is stored as another hash all the same.
  changePassword: () => ({ currentPassword: password, newPassword: password }),
  updateViewer: () => ({ disabledNotifications: anotherChoice() }),
  createGroup: () => ({ name: randomUUID() }),
  updateGroup: ({ group: name }) => ({ name, userNames: ['stranger'] }),
  deleteGroup: ({ group: name }) => ({ name }),
  createDelegation: (_, to, kind) => ({
    delegatorUserName: to === 'for oneself' ? kind : 'admin',
    delegateeUserName: kind === 'stranger' ? 'assignee' : 'stranger',
    to: anotherDay().toISOString().slice(0, 10),
  }),
  updateDelegation: ({ delegation: id }) => ({ id, to: anotherDay().toISOString().slice(0, 10) }),
  deleteDelegation: ({ delegation: id }) => ({ id }),
  createApplication: () => ({ name: randomUUID(), kind: 'OPERATIONS' }),
  updateApplication: ({ application: id }) => ({ id, description: 'x' }),
  rotateApplicationToken: ({ application: id }) => ({ id }),
  deleteApplication: ({ application: id }) => ({ id }),
  cancelRequestFamily: ({ request: number }) => ({ number }),
  deleteRequest: ({ request: number }) => ({ number }),
  deleteTestRequests: () => ({ processName: 'Access' }),
  retryJob: ({ job: id }) => ({ id }),
  deleteJob: ({ job: id }) => ({ id }),
  createCallback: () => ({ url: 'https://93.184.215.14' }),
  updateCallback: ({ callback: id }) => ({ id, active: false }),
  deleteCallback: ({ callback: id }) => ({ id }),
  resendCallback: ({ attempt: id }) => ({ id }),
  replayDelivery: ({ delivery: id }) => ({ id }),
  setSecret: () => ({ name: randomUUID(), value: 'x', hosts: ['pay.example'] }),
  deleteSecret: ({ secret: name }) => ({ name }),
  updateSettings: () => ({ idempotencyRetention: 30 + (settings += 1) }),
};

const toWorkflow = ({ processName }: { processName?: string }) => ({ workflow: processName });

const mailKinds = ['ACTION_ASSIGNED', 'REQUEST_CLOSED', 'REQUEST_CANCELLED', 'ACTION_CANCELLED', 'ASSIGNMENT_CANCELLED'];
/** No two choices that follow are the same: their kinds are the digits of a number. */
const anotherChoice = () => {
  choices += 1;
  return mailKinds.filter((_, digit) => (choices >> digit) % 2 === 1);
};

let days = 0;
/** No two delegations are the same, and every one is changed. */
export const anotherDay = () => new Date(Date.UTC(2000, 0, ++days));
