import { kinds } from './matrix';

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
