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
