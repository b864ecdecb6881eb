import fc from 'fast-check';
import type { Entry } from './entries';
import type { Lab } from './lab';
import { describeCall, oddCall, toCall, type OddCall } from './oddCall';
import { promise, watch, type Notes, type Row } from './row';
import { isFair } from './send';

/** How much is sent. */
export interface Extent {
  /** The number of calls. */
  runs: number;
  /** For so long at most, in milliseconds. */
  forMs: number;
  /** The largest value, in bytes. */
  largest?: number;
  /** The same seed sends the same. */
  seed: number;
}

/** After so many faults of one group the rest is of no interest. */
const mostFaults = 20;

/**
 * Odd calls by these entries, one after the other: each is answered fairly, and the server's health meanwhile as well. A call that breaks
 * this is made smaller as long as it does, and told as a fault of the line.
 */
export function checkEntries(what: string, lab: Lab, entries: readonly Entry[], { runs, forMs, largest, seed }: Extent): Promise<Row> {
  return watch(what, lab, async ({ note, fault }) => {
    const end = Date.now() + forMs;
    let worst: string;
    const property = fc.asyncProperty(oddCall(entries, largest), async (odd) => {
      // Not by fast-check's own limit, which leaves the last call alone.
      if (Date.now() > end) return true;
      const found = await tryCall(lab, odd, note);
      if (found) worst = `${describeCall(odd)}: ${found}`;
      return !found;
    });
    // What is found once is told once: the rest of the time looks for more.
    for (let turn = 0; turn < mostFaults && Date.now() < end; turn += 1) {
      worst = '';
      await fc.check(property, { numRuns: runs, seed: seed + turn });
      if (!worst) return;
      fault(worst);
    }
  });
}

/** Resolves to what is wrong with how the server took the call; null where nothing is. */
async function tryCall(lab: Lab, odd: OddCall, note: Notes['note']): Promise<string | null> {
  const from = Date.now();
  const { deaths } = lab;
  const answer = note(await lab.send(toCall(lab, odd)));
  if (!(await lab.revive()) || lab.deaths > deaths) return 'the process died, or answered no more';
  const health = await lab.healthSince(from);
  if (!isFair(answer)) return `answered ${answer.status} ${answer.body.slice(0, 200)}`;
  if (health.missing > 0) return 'a health answer is missing';
  if (health.pauseMs > promise.pauseMs) return `a pause of ${health.pauseMs} ms`;
  if (health.peakBytes > promise.residentBytes) return `${Math.round(health.peakBytes / 1e6)} MB resident`;
  return null;
}
