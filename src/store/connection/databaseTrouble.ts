import { isNativeError } from 'node:util/types';
import { httpStatus, Refusal } from '../../errors';

/** What is wrong with the database rather than with a statement, as the refusal that callers get. */
export type DatabaseTrouble = 'DATABASE_UNREACHABLE' | 'DATABASE_TOO_SLOW' | 'DATABASE_UNWRITABLE';

/** Canceled, by us or by a timeout of the database; a lock was not available. The statement had no effect. */
const tooSlow = new Set(['57014', '55P03']);
/** Class 53 (no disk space, no memory, a limit of the configuration) without "too many connections", an I/O error, a standby. */
const unwritable = /^(53[^3]..|58030|25006)$/;

// SQLSTATEs of class 08 (connection exception), of a server that is stopping, crashing or starting, and of one without a free connection.
const sqlStates = /^(08...|57P0[123]|53300)$/;
const systemErrors = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOENT', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN']);
const driverMessages = /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/;

/** Returns what is wrong with the database according to the error of a statement, also one of Prisma. Null if it is the statement's own fault. */
export function databaseTroubleOf(error: unknown): DatabaseTrouble | null {
  if (isConnectionLoss(error)) return 'DATABASE_UNREACHABLE';
  const state = sqlStateOf(error);
  if (tooSlow.has(state)) return 'DATABASE_TOO_SLOW';
  return unwritable.test(state) ? 'DATABASE_UNWRITABLE' : null;
}

/** The SQLSTATE of an error of pg, or of one that Prisma made of it. Empty if there is none. */
function sqlStateOf(error: unknown): string {
  if (!isNativeError(error)) return '';
  const { cause } = (error as { meta?: { driverAdapterError?: { cause?: object } } }).meta?.driverAdapterError ?? error;
  const { originalCode } = (cause ?? {}) as { originalCode?: unknown };
  if (typeof originalCode === 'string') return originalCode;
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}

// PostgreSQL: a value, a row of an index or a statement beyond its own limits. "invalid memory alloc request size" has the code of faults.
const codes = /^(54|22001)/;
const sizes = /invalid memory alloc request size|Invalid string length/;

/** Returns whether an error says that something is too large to be written at all, so that trying again has no use. */
export function isTooLarge(error: unknown): boolean {
  if (!isNativeError(error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return codes.test(code) || code === 'ERR_STRING_TOO_LONG' || sizes.test(error.message);
}

/** Returns whether the database could not be reached, or was lost on the way: the statement may or may not have taken place. */
export function isConnectionLoss(error: unknown): boolean {
  if (!isNativeError(error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return sqlStates.test(code) || systemErrors.has(code) || driverMessages.test(error.message);
}

// A request that somebody is changing, and a limit on how many or how often: later it may be otherwise.
const passing = new Set<number>([httpStatus.CONFLICT, httpStatus.TOO_MANY_REQUESTS]);

/** Returns whether the same attempt can only fail again: what was asked is refused, or the database cannot store these values (SQLSTATE class 22). */
export function isPermanentError(error: unknown): boolean {
  if (error instanceof Refusal) {
    const status = httpStatus[error.code];
    return status < 500 && !passing.has(status);
  }
  return isTooLarge(error) || (isNativeError(error) && 'code' in error && /^22[0-9A-Z]{3}$/.test(String(error.code)));
}

/** Returns what such an error says to those who look at the request, in a few words. */
export function permanentReason(error: unknown): string {
  if (isTooLarge(error)) return 'its effects are too large to be stored';
  return `its effects cannot be stored: ${(error as Error).message}`;
}
