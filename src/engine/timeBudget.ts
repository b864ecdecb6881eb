import { setImmediate } from 'node:timers/promises';

/** Milliseconds that one command may compute. */
export const commandTime = 2000;

/** Milliseconds after which others get their turn. */
const slice = 15;

/**
 * The computing time of one command. It decides nothing but when to give up, so what stays within it gives the same
 * changes for the same input. Time in which others had their turn does not count.
 */
export class TimeBudget {
  private before = 0;
  private since = performance.now();

  /** Milliseconds computed so far. */
  spent(): number {
    return this.before + performance.now() - this.since;
  }

  isSpent(): boolean {
    return this.spent() > commandTime;
  }

  /** Whether it is time for `pause`. */
  isDue(): boolean {
    return performance.now() - this.since > slice;
  }

  /** Lets the event loop go on, so that whatever else waits is not held up. */
  async pause(): Promise<void> {
    this.before = this.spent();
    this.since = performance.now();
    await setImmediate();
    this.since = performance.now();
  }
}
