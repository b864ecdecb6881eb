import type { ServerResponse } from 'node:http';
import { refusal } from '../errors';
import { limits } from '../limits';

/** Something that all callers of a server process share, such as slots or bytes. A caller is a user, a hook or an address. */
interface Shares {
  /** Takes so much for the caller. Throws TOO_MANY_IN_FLIGHT if too little is left for anyone, CALLER_BUSY if the caller has their share. */
  take(caller: string, amount: number): void;
  /** Changes what the caller has, whatever is left; a negative amount returns. */
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

/** Slots for work, so many at a time. */
export interface Slots {
  /** Does the work of this caller in a slot. Throws what `Shares.take` throws. */
  take<Result>(caller: string, work: () => Promise<Result>): Promise<Result>;
  /** Frees the slot of some work while this runs, which only waits. Afterwards the work goes on, even if all slots are taken by then. */
  releaseDuring<Result>(caller: string, waiting: () => Promise<Result>): Promise<Result>;
}

/** Slots out of these shares. */
export function createSlots(shares: Shares): Slots {
  async function thenAdd<Result>(caller: string, amount: number, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } finally {
      shares.add(caller, amount);
    }
  }

  return {
    async take(caller, work) {
      shares.take(caller, 1);
      return thenAdd(caller, -1, work);
    },
    async releaseDuring(caller, waiting) {
      shares.add(caller, -1);
      return thenAdd(caller, 1, waiting);
    },
  };
}

/** Takes bytes for a call, or gives them back (a negative amount). Throws what `Shares.take` throws, and BODY_INCOMPLETE if the client is gone. */
export type Hold = (amount: number) => void;

/** Takes bytes of these shares until the answer is sent or the client is gone. */
export function createHold(response: ServerResponse, shares: Shares, caller: string): Hold {
  let held = 0;
  response.once('close', () => {
    shares.add(caller, -held);
    held = 0;
  });
  return (amount) => {
    if (response.closed) throw refusal('BODY_INCOMPLETE', {});
    if (amount > 0) shares.take(caller, amount);
    else shares.add(caller, amount);
    held += amount;
  };
}
