import { Refusal } from '../../errors';

/**
 * Whether an error is the failure of the activity, transition or output that it comes from: an expression that failed, a value that does not fit,
 * a limit. An error that passes (UNAVAILABLE, such as EXPRESSIONS_BUSY) or is not a refusal ends the whole command instead.
 */
export function isFailure(error: unknown): error is Refusal {
  return error instanceof Refusal && error.code !== 'UNAVAILABLE';
}
