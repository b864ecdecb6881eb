import { isNativeError } from 'node:util/types';
import { isConnectionLoss } from './isConnectionLoss';

/** What is wrong with the database rather than with a statement, as the refusal that callers get. */
export type DatabaseTrouble = 'DATABASE_UNREACHABLE' | 'DATABASE_TOO_SLOW' | 'DATABASE_UNWRITABLE';

/** Canceled, by us or by a timeout of the database; a lock was not available. The statement had no effect. */
const tooSlow = new Set(['57014', '55P03']);
/** Class 53 (no disk space, no memory, a limit of the configuration) without "too many connections", an I/O error, a standby. */
const unwritable = /^(53[^3]..|58030|25006)$/;

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
