import type { Scope } from '../expression/scope';
import type { ActionState, Json } from '../state';
import type { Run } from './run';

/** What expressions see at this moment of a run; `action` is the one that runs, or that the flow comes from. Null fields are left out. */
export function scopeOf(run: Run, action: ActionState | null, source: string | null = null): Scope {
  const { id, uuid, requester, isTest, openedAt, runtime } = run.request;
  const { userName, firstName, lastName, email } = requester;
  const data = Object.fromEntries(run.data);
  const states = Object.fromEntries([...run.data].map(([name, value]) => [name, { value }]));
  return {
    now: run.now,
    values: {
      data,
      states,
      ...(runtime !== null && { runtime }),
      request: { number: id, uuid, requester: withoutNulls({ userName, firstName, lastName, email }), isTest, openedAt },
      ...(action && { action: withoutNulls({ number: action.number, activity: action.activity, message: action.message, source }) }),
      results: {},
    },
  };
}

// Null in a comparison fails in JSONata, a missing value does not.
function withoutNulls(fields: { [name: string]: Json }): { [name: string]: Json } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}
