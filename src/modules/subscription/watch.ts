import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../../context';
import { Refusal } from '../../errors';
import { databaseTroubleOf } from '../../store/connection/databaseTrouble';
import type { Changed } from '../../store/createFeed';

/** What a subscription looks at. */
export interface Subject {
  /** Returns whether such a change may have to do with it. */
  concerns(context: Context, changed: Changed): boolean | Promise<boolean>;
  /** Something that is another one whenever what it looks at has changed; null once there is nothing to look at any more. */
  print(context: Context): Promise<string | null>;
  /** Resolves to whether the caller may still see it. */
  isSeen(context: Context): Promise<boolean>;
}

/** Between two events of a subscription, at least: what happens meanwhile is one event. In milliseconds, like those below. */
const minGapMs = 250;
/** How often it polls, in case no notification arrives, and checks whether the caller may still log in. */
const pollMs = 30_000;
const retryMs = 1_000;

/** A signal that can be set before anyone waits for it. */
export interface WakeSignal {
  notify(): void;
  /** Resolves when it has been rung since the last time, after this time in milliseconds, or when the signal is aborted. Says whether it was rung. */
  wait(timeoutMs: number): Promise<boolean>;
}

/**
 * The events of a subscription: how things stand now, and again after each change; for each the context to answer it with.
 * Ends when the client is gone, the process stops, or the caller may not see it any more; throws when they may not log in
 * any more. The database and the log-in may be out of reach for a while.
 */
export async function* watch(context: Context, subject: Subject): AsyncGenerator<Context, void, undefined> {
  if (!context.eventStream) throw new Error('A subscription needs a persistent connection');
  const { feed, signal } = context.eventStream;
  const wakeSignal = createWakeSignal(signal);
  let current = context;
  const onChange = async (changed: Changed) => {
    if (changed === null || (await subject.concerns(current, changed))) wakeSignal.notify();
  };
  const unwatch = feed.watch((changed) => void onChange(changed).catch(() => wakeSignal.notify()));
  try {
    let last: string | null | undefined;
    let isPollDue = false;
    while (!signal.aborted) {
      const found = await withRetries(signal, () => look(subject, current, last, isPollDue));
      if (!found) return;
      current = found.context;
      if (!found.isSeen) return;
      if (found.print !== last) {
        last = found.print;
        yield current;
        await sleep(minGapMs, undefined, { signal }).catch(() => undefined);
      }
      isPollDue = !(await wakeSignal.wait(pollMs));
    }
  } finally {
    unwatch();
  }
}

/** Looks whether something changed. The caller logs in anew for every event, and when it is time. */
async function look(subject: Subject, current: Context, last: string | null | undefined, isDue: boolean) {
  let context = isDue ? await renew(current) : current;
  const print = await subject.print(context);
  if (!isDue && print !== last && last !== undefined) context = await renew(current);
  const mayHaveChanged = isDue || print !== last;
  return { context, print, isSeen: print !== null && (!mayHaveChanged || (await subject.isSeen(context))) };
}

function renew({ eventStream }: Context): Promise<Context> {
  if (!eventStream) throw new Error('A subscription needs a persistent connection');
  return eventStream.renew();
}

/** Does it again while what it needs is out of reach. */
async function withRetries<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result | null> {
  while (!signal.aborted) {
    try {
      return await work();
    } catch (error) {
      const isTemporary = error instanceof Refusal && (error.code === 'UNAVAILABLE' || error.code === 'TOO_MANY_REQUESTS');
      if (!isTemporary && !databaseTroubleOf(error)) throw error;
      await sleep(retryMs, undefined, { signal }).catch(() => undefined);
    }
  }
  return null;
}

/** Returns a signal that remembers that it was notified, not how often. */
export function createWakeSignal(signal: AbortSignal): WakeSignal {
  let isNotified = false;
  let wake: () => void = () => undefined;
  signal.addEventListener('abort', () => wake(), { once: true });
  return {
    notify() {
      isNotified = true;
      wake();
    },
    async wait(timeoutMs) {
      if (!isNotified && !signal.aborted) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, timeoutMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      const wasNotified = isNotified;
      isNotified = false;
      return wasNotified;
    },
  };
}
