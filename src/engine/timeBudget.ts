import { setImmediate } from 'node:timers/promises';

/** Milliseconds that one command may compute. */
export const commandTimeMs = 2000;

/** Milliseconds after which others get their turn. */
const slice = 15;

/** How long what was asked of the processor's use is taken for what it is, in milliseconds: asking takes longer than most commands compute. */
const sampleMs = 5;
let sample = { at: -Infinity, usage: process.cpuUsage() };

/** The use of the processor by now, or up to `sampleMs` before. */
function recentUsage(): NodeJS.CpuUsage {
  const at = performance.now();
  if (at - sample.at > sampleMs) sample = { at, usage: process.cpuUsage() };
  return sample.usage;
}

/**
 * The computing time of one command. It decides nothing but when to give up, so what stays within it gives the same
 * changes for the same input. Time in which others had their turn does not count, be it in this process or, as far as its use
 * of the processor tells, on this machine.
 */
export class TimeBudget {
  private before = 0;
  private since = performance.now();
  private usedSince = recentUsage();

  /** Milliseconds computed so far. */
  spent(): number {
    const passed = performance.now() - this.since;
    // Asking what was used takes longer than looking at the clock.
    return this.before + (passed > 2 * slice ? this.computed(passed) : passed);
  }

  /** As `spent`, but always by the use of the processor, which takes longer to find out. */
  computedSoFar(): number {
    return this.before + this.computed(performance.now() - this.since);
  }

  isSpent(): boolean {
    return this.spent() > commandTimeMs;
  }

  /** Returns whether it is time for `pause`. */
  isDue(): boolean {
    return performance.now() - this.since > slice;
  }

  /** Lets the event loop go on, so that whatever else waits is not held up. */
  async pause(): Promise<void> {
    this.before += this.computed(performance.now() - this.since);
    await setImmediate();
    this.usedSince = recentUsage();
    this.since = performance.now();
  }

  /** Waits for what computes on another thread: that counts as long as it says, and waiting for it does not. */
  async runOutside<Result extends { spentMs: number }>(work: () => Promise<Result>): Promise<Result> {
    this.before += this.computed(performance.now() - this.since);
    try {
      const result = await work();
      this.before += result.spentMs;
      return result;
    } finally {
      this.usedSince = recentUsage();
      this.since = performance.now();
    }
  }

  /** Of so many milliseconds, those that can have been computed in. */
  private computed(passed: number): number {
    const { user, system } = process.cpuUsage(this.usedSince);
    return Math.min(passed, (user + system) / 1000);
  }
}
