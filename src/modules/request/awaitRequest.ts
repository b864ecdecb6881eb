import { createBell } from '../subscription/createBell';
import type { Standing, Waits } from './createWaits';

/** What is waited for. */
export interface Awaited {
  requestId: number;
  isReached: (standing: Standing) => boolean;
  /** In milliseconds. */
  longest: number;
  /** Aborted when it is not worth waiting any more: the caller is gone, or the process is to stop. */
  signal: AbortSignal;
}

/**
 * Waits until a request stands as is wanted, and says whether it does: false when the time has passed, the signal was aborted, or there is no such request.
 * It is told of changes, in this process or another, and holds no connection meanwhile. Throws WAITS_EXCEEDED.
 */
export function awaitRequest(waits: Waits, { requestId, isReached, longest, signal }: Awaited): Promise<boolean> {
  return waits.join(async () => {
    const deadline = performance.now() + longest;
    const bell = createBell(signal);
    // Before the first look, so that nothing falls between.
    const leave = waits.feed.watch((changed) => {
      if (changed?.has(requestId) ?? true) bell.ring();
    });
    try {
      do {
        const standing = await waits.loadStanding(requestId);
        if (!standing || isReached(standing)) return standing !== null;
      } while (!signal.aborted && (await bell.wait(Math.max(0, deadline - performance.now()))));
      return false;
    } finally {
      leave();
    }
  });
}
