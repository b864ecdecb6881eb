import { Refusal, refusal } from '../errors';
import { awaitRequest, type Waits } from '../modules/request/awaitRequest';
import { loadRunEnd, type TriggeredRun, type RunEnd } from '../modules/trigger/triggerProcess';
import { databaseTroubleOf } from '../store/connection/databaseTrouble';
import type { Database } from '../store/openDatabase';
import type { HookAnswer, HookRequest } from './hookRequest';
import { jsonOf, toRawAnswer } from './answers';

/** How long a caller waits. */
interface WaitOptions {
  /** In milliseconds. */
  timeoutMs: number;
  request: Pick<HookRequest, 'waitFor'>;
}

/**
 * Resolves to what a run answers the caller who waits for it: the first RESPONSE that it reaches; otherwise, when it has completed, its output. Throws
 * RUN_FAILED, RUN_TOO_SLOW when it takes too long, and REQUEST_NOT_FOUND when it has been deleted. It is stored, so whatever is answered names the request.
 */
export type AwaitRun = (run: TriggeredRun, options: WaitOptions) => Promise<HookAnswer>;

const ended = { COMPLETED: 'COMPLETED', CANCELLED: 'CANCELLED', FAILED: 'ERROR' } as const;

/** Callers wait without a place among the calls that are worked on, and without a connection. */
export function createAwaitRun({ db, waits }: { db: Database; waits: Waits }): AwaitRun {
  async function awaitEnd({ number }: TriggeredRun, { timeoutMs, request }: WaitOptions): Promise<RunEnd | null> {
    try {
      await request.waitFor((signal) =>
        awaitRequest(waits, { requestId: number, isReached: (progress) => progress.isClosed || progress.isAnswered, timeoutMs, signal }),
      );
      return await loadRunEnd(db, number);
    } catch (error) {
      if (isNoEnd(error)) return null;
      throw error;
    }
  }

  return async (run, options) => {
    const { requestId, number, status, duplicate, ...began } = run;
    const subStatus = status === 'RUNNING' || status === 'AWAITING' ? null : ended[status];
    // Of an earlier run only its status is known.
    const isKnown = !duplicate && (subStatus !== null || began.response !== null);
    const end = isKnown ? { ...began, subStatus } : await awaitEnd(run, options);
    if (end?.response) return toRawAnswer(end.response, requestId);
    if (!end?.subStatus) throw refusal('RUN_TOO_SLOW', { run: `Request ${number}` }, { requestId, number });
    if (end.subStatus === 'COMPLETED')
      return toRawAnswer(
        { status: 200, headers: { 'content-type': 'application/json; charset=utf-8' }, body: jsonOf(end.output) },
        requestId,
      );
    // Why is for those who see the request: it names hosts, settings and expressions of the process.
    throw refusal('RUN_FAILED', { request: number, end: end.subStatus }, { requestId, number }, end.message);
  };
}

/** It cannot be waited for, or not be asked how it stands. It has begun all the same: the caller is not to send it again. */
function isNoEnd(error: unknown): boolean {
  return databaseTroubleOf(error) !== null || (error instanceof Refusal && error.refusal === 'WAITS_EXCEEDED');
}
