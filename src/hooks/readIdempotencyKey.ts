import type { IncomingHttpHeaders } from 'node:http';

/** The Idempotency-Key of a call, null for none. */
export function readIdempotencyKey({ 'idempotency-key': key }: IncomingHttpHeaders): string | null {
  return typeof key === 'string' ? key : null;
}
