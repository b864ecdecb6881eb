import type { Kind, Outcome } from './matrix';

/** What somebody who is a stranger to the process may have been granted by the one on whose behalf they act, each a user of that name. */
export const grants = [
  'everything',
  'process',
  'participant',
  'otherParticipant',
  'otherProcess',
  'expired',
  'notYet',
  'ofAnother',
  'nothing',
] as const;
export type GrantKind = (typeof grants)[number];

/** An operation on behalf of one kind of person. */
export interface DelegationRule {
  operation: string;
  /** What it is done to. */
  to: string;
  onBehalfOf: Kind;
  outcomes: Record<GrantKind, Outcome>;
}

// As in the access matrix: + allowed, F forbidden, N not found. Users with a grant that holds today, but does not reach what they ask
// for, are told what they would be told without naming anybody: that it does not exist.
//
//                                                                                    everything        expired
//                                                                                    | process         | notYet
//                                                                                    | | participant   | | ofAnother
//                                                                                    | | | otherParticipant | nothing
//                                                                                    | | | | otherProcess   |
const table = `
createRequest               | its process               | requester          | + + + N N   F F F F
createRequest               | its process               | candidate          | F F F N N   F F F F
createRequest               | its process               | administrator      | N N N N N   F F F F
cancelRequest               | a request nobody works on | requester          | + + + N N   F F F F
cancelRequest               | a request                 | requester          | F F F N N   F F F F
cancelRequest               | a request                 | requestCanceller   | + + + N N   F F F F
cancelRequest               | a request                 | supervisor         | F F F N N   F F F F
cancelRequest               | a request                 | manager            | N N N N N   F F F F
cancelRequest               | a request                 | administrator      | N N N N N   F F F F
cancelRequest               | a request                 | systemOperator     | N N N N N   F F F F
completeAction              | an assigned action        | assignee           | + + + N N   F F F F
completeAction              | an assigned action        | candidate          | F F F N N   F F F F
completeAction              | an assigned action        | administrator      | N N N N N   F F F F
completeAction              | an action nobody has      | candidate          | + + + N N   F F F F
completeAction              | an action nobody has      | requester          | F F F N N   F F F F
completeAction              | an action nobody has      | systemOperator     | N N N N N   F F F F
completeFormAction          | an assigned action        | assignee           | + + + N N   F F F F
completeFormAction          | an action nobody has      | candidate          | + + + N N   F F F F
cancelAction                | an assigned action        | assignee           | + + + N N   F F F F
cancelAction                | an assigned action        | actionCanceller    | + + + N N   F F F F
cancelAction                | an assigned action        | manager            | N N N N N   F F F F
cancelRequestActionsByName  | assigned actions          | assignee           | + + + N N   F F F F
cancelRequestActionsByName  | assigned actions          | actionCanceller    | + + + N N   F F F F
cancelRequestActionsByName  | assigned actions          | requester          | F F F N N   F F F F
assignAction                | an assigned action        | coordinator        | + + + N N   F F F F
assignAction                | an assigned action        | assigner           | + + + N N   F F F F
assignAction                | an assigned action        | groupManager       | N N N N N   F F F F
assignAction                | an action nobody has      | candidate          | + + + N N   F F F F
assignAction                | an action nobody has      | assignee           | F F F N N   F F F F
assignAction                | an action to be given     | requester          | + + + N N   F F F F
`;

const outcomes: Record<string, Outcome> = { '+': 'OK', F: 'FORBIDDEN', N: 'NOT_FOUND' };

/** What may be done on behalf of whom, by each grant. */
export const delegationMatrix: DelegationRule[] = table
  .trim()
  .split('\n')
  .map((line) => {
    const [operation = '', to = '', onBehalfOf = '', letters = ''] = line.split('|').map((part) => part.trim());
    const each = letters.split(/\s+/);
    return {
      operation,
      to,
      onBehalfOf: onBehalfOf as Kind,
      outcomes: Object.fromEntries(grants.map((grant, n) => [grant, outcomes[each[n] ?? '']])) as DelegationRule['outcomes'],
    };
  });
