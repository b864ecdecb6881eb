/** The columns of `delivery` but its ID, their types, and what `toDeliveryRow` calls them. */
const columns: [column: string, type: string, field: string][] = [
  ['received_at', 'timestamptz', 'receivedAt'],
  ['duration_ms', 'int', 'durationMs'],
  ['kind', 'text', 'kind'],
  ['application_id', 'int', 'applicationId'],
  ['user_id', 'int', 'userId'],
  ['address', 'text', 'address'],
  ['method', 'text', 'method'],
  ['path', 'text', 'path'],
  ['status', 'int', 'status'],
  ['operation', 'text', 'operation'],
  ['request_id', 'int', 'requestId'],
  ['error', 'text', 'error'],
  ['code', 'text', 'code'],
  ['idempotency_key', 'text', 'idempotencyKey'],
  ['uid', 'text', 'uid'],
  ['duplicate', 'boolean', 'duplicate'],
  ['replay_of_id', 'bigint', 'replayOfId'],
  ['headers', 'text', 'headers'],
  ['body', 'text', 'body'],
  ['body_size', 'int', 'bodySize'],
  ['is_whole', 'boolean', 'isWhole'],
];
const names = columns.map(([column]) => column).join(', ');
const values = columns.map(([, , field]) => `"${field}"`).join(', ');
/** Of one that is entered with its effect, the time up to here counts as well; what is left is the commit itself. */
const running = values.replace(
  '"durationMs"',
  '"durationMs" + (extract(epoch FROM clock_timestamp() - statement_timestamp()) * 1000)::int',
);
const record = columns.map(([, type, field]) => `"${field}" ${type}`).join(', ');
/** What may be known only when the call is over. */
const late = ['duration_ms', 'status', 'error', 'code', 'headers', 'body', 'is_whole'].map((column) => `${column} = excluded.${column}`);

/**
 * The CTEs that enter deliveries, out of an expression of a JSON list of `toDeliveryRow`s: of all, or of those whose `n` is one of
 * `source`. `delivered` has the ID that each got, `entry`, by `n`. Without a `source`, one that is entered already is told its end.
 */
export const logDeliveries = (json: string, source?: string) => `delivered AS MATERIALIZED (
    SELECT COALESCE(d.id, nextval('delivery_id_seq')) AS entry, d.*
    FROM jsonb_to_recordset(${json}) AS d(n int, id bigint, ${record}, "requestIds" jsonb) ${source ? `JOIN ${source} s ON s.n = d.n` : ''}
  ), delivered_rows AS (
    INSERT INTO delivery (id, ${names})
    SELECT entry, ${source ? running : values} FROM delivered
    ${source ? '' : `ON CONFLICT (id) DO UPDATE SET ${late.join(', ')}`}
  ), delivered_requests AS (
    INSERT INTO delivery_request (delivery_id, request_id)
    SELECT entry, value::int FROM delivered, jsonb_array_elements("requestIds") ON CONFLICT DO NOTHING
  )`;
