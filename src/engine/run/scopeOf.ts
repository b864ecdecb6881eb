import type { Scope } from '../expression/scope';
import type { ActionState, Case, Json } from '../state';
import type { Run } from './run';

/**
 * Returns what expressions see at this moment of a run; `action` is the one that runs, or that the flow comes from, `messageBefore` that of the one that
 * opened it. Null fields are left out.
 */
export function scopeOf(run: Run, action: ActionState | null, source: string | null = null, messageBefore: string | null = null): Scope {
  run.values ??= valuesOf(run);
  const own = action && {
    action: withoutNulls({ number: action.number, activity: action.activity, message: action.message ?? messageBefore, source }),
  };
  return { now: run.now, time: run.budget, copies: run.copies, evaluateInThread: run.evaluateInThread, values: { ...run.values, ...own } };
}

function valuesOf(run: Run): Scope['values'] {
  const { id, uuid, requester, isTest, openedAt, runtime, results, case: person } = run.request;
  const { userName, firstName, lastName, email } = requester;
  // The global ID, as `relay` makes it: callers know requests by it.
  const globalId = Buffer.from(`Request:${id}`).toString('base64');
  return {
    data: Object.fromEntries(run.data),
    states: Object.fromEntries([...run.data].map(([name, value]) => [name, { value }])),
    ...(runtime !== null && { runtime }),
    request: { number: id, id: globalId, uuid, requester: withoutNulls({ userName, firstName, lastName, email }), isTest, openedAt },
    results,
    ...(person && { case: caseValues(person) }),
  };
}

function caseValues({ id: _, uuid, ...fields }: Case): { [name: string]: Json } {
  return withoutNulls({ caseId: uuid, ...fields });
}

// Null in a comparison fails in JSONata, a missing value does not.
function withoutNulls(fields: { [name: string]: Json }): { [name: string]: Json } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}
