import { namesOf, recordset, toRows, type Columns } from '../commit/parts';
import type { Delivery } from './delivery';

const isKept = ({ logBodies, error }: Delivery) => logBodies === 'ALL' || (logBodies === 'ERRORS' && error !== null);

/** The text without what PostgreSQL cannot store. */
const storable = (text: string | null) => text?.toWellFormed().replaceAll('\0', '\ufffd');

/** The columns of `delivery` but its ID. */
const delivery = {
  received_at: ['timestamptz', (one) => one.receivedAt],
  duration_ms: ['int', (one) => one.durationMs ?? Math.round(performance.now() - one.begun)],
  kind: ['text', (one) => one.kind],
  application_id: ['int', (one) => one.applicationId],
  user_id: ['int', (one) => one.userId],
  address: ['text', (one) => one.address],
  method: ['text', (one) => one.method],
  path: ['text', (one) => storable(one.path)],
  status: ['int', (one) => one.status],
  operation: ['text', (one) => one.operation],
  request_id: ['int', ({ requestIds }) => (requestIds.length === 1 ? requestIds[0] : null)],
  error: ['text', (one) => storable(one.error)],
  code: ['text', (one) => one.code],
  idempotency_key: ['text', (one) => one.idempotencyKey],
  uid: ['text', (one) => storable(one.uid)],
  duplicate: ['boolean', (one) => one.duplicate],
  skipped: ['text', (one) => one.skipped],
  replay_of_id: ['bigint', (one) => one.replayOfId],
  headers: ['text', (one) => (isKept(one) ? one.headers : null)],
  body: ['text', (one) => (isKept(one) ? one.body : null)],
  body_size: ['int', (one) => one.bodySize],
  is_whole: ['boolean', (one) => isKept(one) && one.isWhole],
} satisfies Columns<Delivery>;
/** Those that may be known only when the call is over. */
const late: (keyof typeof delivery)[] = ['duration_ms', 'status', 'error', 'code', 'headers', 'body', 'is_whole'];

const row: Columns<{ delivery: Delivery; n: number }> = {
  n: ['int', ({ n }) => n],
  id: ['bigint', ({ delivery: { id } }) => id],
  request_ids: ['int[]', ({ delivery: { requestIds } }) => (requestIds.length > 1 ? requestIds : null)],
  ...Object.fromEntries(
    Object.entries<Columns<Delivery>[string]>(delivery).map(([name, [type, of]]) => [name, [type, ({ delivery: one }) => of(one)]]),
  ),
};

/** Deliveries as `logDeliveries` reads them; `n` is the place of each one's change set among those that are written together. */
export function toDeliveryRows(deliveries: { delivery: Delivery; n: number }[]): object[] {
  return toRows(row, deliveries);
}

/** Of one that is entered with its effect, the time up to here counts as well; what is left is the commit itself. */
const running = namesOf(delivery).replace(
  'duration_ms',
  'duration_ms + (extract(epoch FROM clock_timestamp() - statement_timestamp()) * 1000)::int',
);

/**
 * The CTEs that enter deliveries, out of an expression of the JSON of `toDeliveryRows`: all, or those whose `n` is one of `source`. `delivered`
 * has the ID that each got, `entry`, by `n`. Without a `source`, one that is entered already is told its end.
 */
export const logDeliveries = (json: string, source?: string) => `delivered AS MATERIALIZED (
    SELECT COALESCE(given.id, nextval('delivery_id_seq')) AS entry, given.*
    FROM ${recordset(row, json)} ${source ? `JOIN ${source} s ON s.n = given.n` : ''}
  ), delivered_rows AS (
    INSERT INTO delivery (id, ${namesOf(delivery)})
    SELECT entry, ${source ? running : namesOf(delivery)} FROM delivered
    ${source ? '' : `ON CONFLICT (id) DO UPDATE SET ${late.map((column) => `${column} = excluded.${column}`).join(', ')}`}
  ), delivered_requests AS (
    INSERT INTO delivery_request (delivery_id, request_id)
    SELECT entry, touched.id FROM delivered, unnest(request_ids) AS touched(id) ON CONFLICT DO NOTHING
  )`;
