import fc from 'fast-check';
import type { Entry } from './entries';
import type { Lab } from './lab';
import { describeCall, oddCall, toCall } from './oddCall';
import { promise, watch, type Row } from './row';
import { isFair } from './send';

/** How much is sent. */
export interface Extent {
  /** So many calls at most. */
  runs: number;
  /** For so long at most, in milliseconds. */
  forMs: number;
  /** The largest value, in bytes. */
  largest?: number;
  seed?: number;
}

/**
 * Odd calls by these entries, one after the other: each is answered fairly, and the server's health meanwhile as well. A call that breaks
 * this is made smaller as long as it does, and told as a fault of the line.
 */
export function checkEntries(what: string, lab: Lab, entries: readonly Entry[], { runs, forMs, largest, seed }: Extent): Promise<Row> {
  return watch(what, lab, async ({ note, fault }) => {
    const property = fc.asyncProperty(oddCall(entries, largest), async (odd) => {
      const from = Date.now();
      const answer = note(await lab.send(toCall(lab, odd)), describeCall(odd));
      if (!(await lab.revive())) throw new Error('the process died');
      const health = await lab.healthSince(from);
      if (!isFair(answer)) throw new Error(`answered ${answer.status} ${answer.body.slice(0, 200)}`);
      if (health.missing > 0) throw new Error('a health answer is missing');
      if (health.pauseMs > promise.pauseMs) throw new Error(`a pause of ${health.pauseMs} ms`);
      if (health.peakBytes > promise.residentBytes) throw new Error(`${Math.round(health.peakBytes / 1e6)} MB resident`);
    });
    const { failed, counterexample, errorInstance } = await fc.check(property, {
      numRuns: runs,
      ...(seed !== undefined && { seed }),
      interruptAfterTimeLimit: forMs,
      markInterruptAsFailure: false,
    });
    if (failed && counterexample) fault(`${describeCall(counterexample[0])}: ${String(errorInstance)}`);
  });
}
