import { sql, type Sql } from '../../sql';
import type { CallbackMessage } from './callbackMessage';
import type { Posted } from './postMessage';

/** After so many days of nothing but failures a callback is disabled. */
const failureDays = 5;
/** The receiver says that nobody is there any more. */
const goneStatus = 410;

/** What became of a callback by an attempt. */
export interface Recorded {
  /** Null: it was not disabled by this. */
  disabledReason: string | null;
}

/**
 * Returns what `JobRun.replace` writes of an attempt: its row (that of `attemptId`, which waits for it, or a new one), and how the callback stands
 * now. It gives a `Recorded`; nothing where the callback has been removed, and no row where the request has been deleted.
 */
export function recordAttempt(
  { callbackId, requestId, event, webhookId, body }: CallbackMessage,
  { at, durationMs, status, error, answer }: Posted,
  { number, attemptId }: { number: number | null; attemptId: number | null },
): Sql {
  const outcome = error === null ? sql`last_success_at = ${at}::timestamptz, failing_since = NULL` : failure(at, status === goneStatus);
  return sql`attempted AS (
      INSERT INTO callback_attempt (id, callback_id, request_id, event, webhook_id, number, at, duration_ms, status, error, answer, body)
      SELECT COALESCE(${attemptId}::int, nextval('callback_attempt_id_seq')), c.id, ${requestId}::int, ${event}, ${webhookId}, ${number}::int,
        ${at}::timestamptz, ${durationMs}::int, ${status}::int, ${error}, ${answer}, ${body}
      FROM done, callback c JOIN request r ON r.id = ${requestId}::int WHERE c.id = ${callbackId}
      ON CONFLICT (id) DO UPDATE SET at = excluded.at, duration_ms = excluded.duration_ms, status = excluded.status, error = excluded.error,
        answer = excluded.answer
    ), written AS (
      UPDATE callback SET ${outcome} FROM done WHERE callback.id = ${callbackId}
      RETURNING CASE WHEN disabled_at = ${at}::timestamptz THEN disabled_reason END AS "disabledReason"
    )`;
}

function failure(at: Date, isGone: boolean): Sql {
  const reason = isGone
    ? sql`'The receiver answered 410 Gone'`
    : sql`CASE WHEN failing_since <= ${at}::timestamptz - ${failureDays} * interval '1 day' THEN ${`Every call failed for ${failureDays} days`} END`;
  const isDisabled = sql`active AND ${reason} IS NOT NULL`;
  return sql`last_failure_at = ${at}::timestamptz, failing_since = COALESCE(failing_since, ${at}::timestamptz), active = active AND ${reason} IS NULL,
        disabled_at = CASE WHEN ${isDisabled} THEN ${at}::timestamptz ELSE disabled_at END,
        disabled_reason = CASE WHEN ${isDisabled} THEN ${reason} ELSE disabled_reason END`;
}

/** Returns what `JobRun.replace` writes of an attempt that somebody asked for, and that is not made: its callback is not called any more. */
export function dropAttempt(attemptId: number): Sql {
  return sql`written AS (
      UPDATE callback_attempt SET duration_ms = 0, error = 'The callback was not active any more' FROM done WHERE callback_attempt.id = ${attemptId}
      RETURNING callback_attempt.id
    )`;
}

const [second, minute, hour] = [1_000, 60_000, 3_600_000];

/** How long to wait before each attempt, from the one before on: those of Standard Webhooks, three days in all. In milliseconds. */
const waits = [0, 5 * second, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour];
const jitter = 0.2;

/** Returns the delay before the attempt with this number (from 1), in milliseconds: that of the schedule, plus or minus 20 %. Null if there are no more attempts. */
export function waitBefore(number: number): number | null {
  const wait = waits[number - 1];
  return wait === undefined ? null : Math.round(wait * (1 - jitter + Math.random() * 2 * jitter));
}
