import { refusal } from '../errors';
import { limits } from '../limits';

/** Something that all callers of a server process share, such as slots or bytes. A caller is a user, a hook or an address. */
export interface Shares {
  /** Takes so much for the caller. Throws TOO_MANY_IN_FLIGHT if too little is left for anyone, CALLER_BUSY if the caller has their share. */
  take(caller: string, amount: number): void;
  /** Changes what the caller has, whatever is left; a negative amount gives back. */
  add(caller: string, amount: number): void;
}

/**
 * Shares `total`, of which one caller gets `percent`, and `largest` in any case: so no caller can leave nothing for the others.
 *
 * @param unit of what is shared, for the message
 */
export function createShares({
  total,
  unit,
  percent = limits.callerShare.value,
  largest = 1,
}: {
  total: number;
  unit: string;
  percent?: number | undefined;
  largest?: number;
}): Shares {
  const taken = new Map<string, number>();
  const all = Math.max(total, largest);
  const own = Math.max(Math.ceil((all * percent) / 100), largest);
  let used = 0;

  function add(caller: string, amount: number): void {
    used += amount;
    const now = (taken.get(caller) ?? 0) + amount;
    if (now === 0) taken.delete(caller);
    else taken.set(caller, now);
  }

  return {
    take(caller, amount) {
      if (used + amount > all) throw refusal('TOO_MANY_IN_FLIGHT', {}, { retryAfter: 1 });
      if ((taken.get(caller) ?? 0) + amount > own) throw refusal('CALLER_BUSY', { limit: own, unit }, { retryAfter: 1 });
      add(caller, amount);
    },
    add,
  };
}
