import { z } from 'zod';
import type { CallbackFormat } from '../../generated/graphql';
import { sql } from '../../sql';
import type { Database } from '../../store/openDatabase';

/** What callbacks are notified of, by the names that they get to read: how a request ended, or that it waits for people. */
export const callbackEvents = ['request.completed', 'request.cancelled', 'request.failed', 'request.awaiting'] as const;

export type CallbackEvent = (typeof callbackEvents)[number];

/** One event as one callback receives it: the same in every attempt. */
export const callbackMessage = z.object({
  callbackId: z.int(),
  requestId: z.int(),
  event: z.enum(callbackEvents),
  /** By which the receiver knows it again. */
  webhookId: z.string(),
  /** What is sent, to the byte. */
  body: z.string(),
});

export type CallbackMessage = z.infer<typeof callbackMessage>;

/** Who is called, as they stand now. */
export interface Receiver {
  url: string;
  /** How many calls through this server led to the request that is notified of. */
  hops: number;
  /** Encrypted: the secret, and the one before while it signs as well. */
  secrets: Uint8Array[];
  format: CallbackFormat;
  /** The hosts that may have a private address. */
  hosts: string[];
  /** No attempt is made before, since the last one waited in vain for an answer. Null if it did not. */
  pausedUntil: Date | null;
}

/** An attempt that fails after so many milliseconds has held a slot of the worker for too long. */
const slowMs = 5_000;

/**
 * Null where the callback is not called any more, where the request was deleted, or where the callback has taken this message already: by an
 * attempt that somebody asked for, while the schedule went on.
 */
export async function loadReceiver(
  db: Database,
  { callbackId, requestId, webhookId }: CallbackMessage,
  isAskedFor: boolean,
): Promise<Receiver | null> {
  const [receiver] = await db.read<Receiver>(sql`
    SELECT c.url, c.format, r.hops, array_remove(ARRAY[c.secret, CASE WHEN c.previous_secret_until > now() THEN c.previous_secret END], NULL) AS secrets,
       s.outbound_allowed_hosts AS hosts, (
         -- As long as it has been failing, but at least one minute and at most ten.
         SELECT t.at + LEAST(GREATEST(t.at - c.failing_since, interval '1 minute'), interval '10 minutes')
         FROM (SELECT at, duration_ms, error FROM callback_attempt WHERE callback_id = c.id AND duration_ms IS NOT NULL ORDER BY id DESC LIMIT 1) t
         WHERE t.duration_ms >= ${slowMs} AND t.error IS NOT NULL
       ) AS "pausedUntil"
    FROM callback c CROSS JOIN settings s JOIN request r ON r.id = ${requestId}
    WHERE c.id = ${callbackId} AND c.active AND (${isAskedFor} OR NOT EXISTS (
      SELECT FROM callback_attempt t
      WHERE t.request_id = ${requestId} AND t.callback_id = c.id AND t.webhook_id = ${webhookId} AND t.duration_ms IS NOT NULL AND t.error IS NULL
    ))`);
  return receiver ?? null;
}
