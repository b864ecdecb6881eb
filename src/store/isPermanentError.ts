import { isNativeError } from 'node:util/types';
import { httpStatus, Refusal } from '../errors';
import { isTooLarge } from './isTooLarge';

// A request that somebody is changing, and a limit on how many or how often: later it may be otherwise.
const passing = new Set<number>([httpStatus.CONFLICT, httpStatus.TOO_MANY_REQUESTS]);

/** Whether the same attempt can only fail again: what was asked is refused, or the database cannot store these values (SQLSTATE class 22). */
export function isPermanentError(error: unknown): boolean {
  if (error instanceof Refusal) {
    const status = httpStatus[error.code];
    return status < 500 && !passing.has(status);
  }
  return isTooLarge(error) || (isNativeError(error) && 'code' in error && /^22[0-9A-Z]{3}$/.test(String(error.code)));
}

/** What such an error says to those who look at the request, in a few words. */
export function permanentReason(error: unknown): string {
  if (isTooLarge(error)) return 'its effects are too large to be stored';
  return `its effects cannot be stored: ${(error as Error).message}`;
}
