import { setTimeout as sleep } from 'node:timers/promises';
import type { Lab } from './lab';
import { isFair, type Answer } from './send';
import type { Health } from './startProber';

/** What the proof promises, in milliseconds and bytes: docs/reliability.md says so too. */
export const promise = { pauseMs: 250, residentBytes: 1_500_000_000 };

/** A line of the table: what was sent, and how the server did meanwhile. */
export interface Row {
  what: string;
  sent: number;
  /** How often each status was answered; `cut`: the connection was. */
  statuses: Map<Answer['status'], number>;
  health: Health;
  /** What else was measured, in words. */
  remarks: string[];
  /** In words: what was expected to be refused and was not, answers that no server may give, and deaths. */
  faults: string[];
  seconds: number;
}

/** Notes the answers of what runs, and asks for the server's health meanwhile. */
export interface Notes {
  /** Counts an answer; gives it back. Where it is said of what, it is a fault that no server may answer so. */
  note(answer: Answer, of?: string): Answer;
  fault(text: string): void;
  remark(text: string): void;
}

/** How long a line can take, in milliseconds. */
const longestMs = 120_000;

/** Runs something against the laboratory, and gives the line. A server that died is started again. */
export async function watch(what: string, lab: Lab, run: (notes: Notes) => Promise<void>): Promise<Row> {
  const row: Omit<Row, 'health' | 'seconds'> = { what, sent: 0, statuses: new Map(), remarks: [], faults: [] };
  const from = Date.now();
  const deaths = lab.deaths;
  const fault = (text: string) => void row.faults.push(text);
  const work = run({
    note(answer, of) {
      row.sent += 1;
      row.statuses.set(answer.status, (row.statuses.get(answer.status) ?? 0) + 1);
      if (of !== undefined && !isFair(answer)) fault(`${of} -> ${answer.status} ${answer.body.slice(0, 200)}`);
      return answer;
    },
    fault,
    remark: (text) => void row.remarks.push(text),
  });
  const ended = new AbortController();
  const late = sleep(longestMs, undefined, { signal: ended.signal }).then(
    () => fault(`has not ended after ${longestMs} ms`),
    () => undefined,
  );
  await Promise.race([work, late]).catch((error: unknown) => fault(String(error)));
  ended.abort();
  const isAlive = await lab.revive();
  if (!isAlive || lab.deaths > deaths) fault('the process died, or answers no more');
  const health = await lab.healthSince(from);
  if (health.pauseMs > promise.pauseMs) fault(`a pause of ${health.pauseMs} ms`);
  if (health.missing > 0) fault(`${health.missing} health answers are missing`);
  if (health.peakBytes > promise.residentBytes) fault(`${Math.round(health.peakBytes / 1e6)} MB resident`);
  return { ...row, health, seconds: (Date.now() - from) / 1000 };
}
