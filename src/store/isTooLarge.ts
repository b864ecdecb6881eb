import { isNativeError } from 'node:util/types';

// PostgreSQL: a value, a row of an index or a statement beyond its own limits. "invalid memory alloc request size" has the code of faults.
const codes = /^(54|22001)/;
const sizes = /invalid memory alloc request size|Invalid string length/;

/** Whether an error says that something is too large to be written at all, so that trying again has no use. */
export function isTooLarge(error: unknown): boolean {
  if (!isNativeError(error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return codes.test(code) || code === 'ERR_STRING_TOO_LONG' || sizes.test(error.message);
}
