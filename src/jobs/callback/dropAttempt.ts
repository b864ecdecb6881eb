import { sql, type Sql } from '../../sql';

/** What `JobRun.replace` writes of an attempt that somebody asked for, and that is not made: its callback is not called any more. */
export function dropAttempt(attemptId: number): Sql {
  return sql`written AS (
      UPDATE callback_attempt SET duration_ms = 0, error = 'The callback was not active any more' FROM done WHERE callback_attempt.id = ${attemptId}
      RETURNING callback_attempt.id
    )`;
}
