import type { Facts } from '../audit/toChanges';
import type { JobRow } from './jobRow';
import { toJobError } from './toJobError';

/** What the audit trail compares of a job. */
export function describeJob({ task, state, attempts, maxAttempts, requestNumber, actionNumber, error }: JobRow): Facts {
  return { task, state, attempts, maxAttempts, requestNumber, actionNumber, error: toJobError(error) };
}
