import { randomUUID } from 'node:crypto';
import { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import { Refusal, refusal } from '../errors';
import { limits } from '../limits';
import { databaseTroubleOf, isTooLarge } from '../store/connection/databaseTrouble';

// PostgreSQL: a character that it cannot store, as text and as an escape in JSON.
const untranslatable = new Set(['22021', '22P05']);
// PostgreSQL: a sequence has no number left.
const sequenceEnded = '2200H';

/**
 * Returns what a caller is notified of an error: a refusal as it is, anything else as UNEXPECTED with a correlation ID, the detail
 * going to the log alone.
 */
export function toRefusal(error: unknown, log: Logger): Refusal {
  const original = error instanceof GraphQLError ? (error.originalError ?? error) : error;
  if (original instanceof Refusal) return original;
  if (original instanceof Error && 'code' in original && untranslatable.has(String(original.code))) return refusal('VALUE_UNSTORABLE', {});
  if (original instanceof Error && 'code' in original && original.code === sequenceEnded)
    return refusal('NUMBERS_EXHAUSTED', { limit: limits.numbers.value });
  if (isTooLarge(original)) return refusal('STORAGE_EXCEEDED', {});
  const trouble = databaseTroubleOf(original);
  if (trouble) {
    log.warn({ err: original, trouble }, 'the database has a problem');
    return refusal(trouble, {}, { retryAfter: 1 });
  }
  const correlationId = randomUUID();
  log.error({ err: original, correlationId }, 'unexpected error');
  return refusal('UNEXPECTED', { correlationId }, { correlationId });
}
