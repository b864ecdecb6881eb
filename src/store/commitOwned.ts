import { isNativeError } from 'node:util/types';
import { raw, sql, type Sql } from '../sql';
import type { ChangeSet, CommitResult } from './commitChanges';
import { keepAnswers, whoseAnswerIsKept } from './idempotency';
import { logDeliveries, toDeliveryRows } from './delivery/logDeliveries';
import type { Database } from './openDatabase';
import { requireQuota, type Quota } from './requireQuota';

/** A change of one row that belongs to somebody, outside of requests. */
export interface OwnedChange {
  /** A SELECT of the row as it was when this was decided, `FOR UPDATE`; null for a new one. */
  over: Sql | null;
  /** The INSERT, UPDATE or DELETE, under the condition `EXISTS (SELECT FROM allowed)`. */
  write: Sql;
  /** What a new one needs to have room in. */
  quota?: Quota;
}

// PostgreSQL: a constraint that was broken by what others wrote meanwhile; a deadlock.
const meanwhile = /^(23|40)/;

interface Row {
  result: CommitResult;
  delivery: number | null;
}

/** Writes it, the answer to be kept and the entry of its call by one statement, all or nothing. STALE when the row, or what it refers to, is not as it was. Throws OWNED_EXCEEDED. */
export async function commitOwned(
  db: Database,
  { over, write, quota, at, answer, delivery }: OwnedChange & Pick<ChangeSet, 'at' | 'answer' | 'delivery'>,
): Promise<CommitResult> {
  const { scope = null, key = null, bodyHash = null, payload = null } = answer ?? {};
  try {
    const statement = sql`
      WITH locked AS MATERIALIZED (
        ${over ?? sql`SELECT`}
      ), current AS MATERIALIZED (
        SELECT 0 AS n, ${scope}::text AS key_scope, ${key}::text AS key, ${bodyHash}::text AS body_hash,
          ${payload && JSON.stringify(payload)}::jsonb AS payload, ${at}::timestamptz AS at
        WHERE EXISTS (SELECT FROM locked)
      ), keyed AS (${raw(keepAnswers('current'))}
      ), allowed AS MATERIALIZED (${raw(whoseAnswerIsKept('current'))}
      ), written AS (
        ${write}
      ), called AS (
        SELECT ${delivery ? JSON.stringify(toDeliveryRows([{ delivery, n: 0 }])) : null}::jsonb AS deliveries
      ), ${raw(logDeliveries('(SELECT deliveries FROM called)', 'allowed'))}
      SELECT CASE
        WHEN EXISTS (SELECT FROM allowed) THEN 'COMMITTED'
        WHEN EXISTS (SELECT FROM current) THEN 'KEY_TAKEN'
        ELSE 'STALE' END AS result, (SELECT entry::float8 FROM delivered) AS delivery`;
    const [row] = await (quota ? withinQuota<Row>(db, quota, statement) : db.query<Row>(statement));
    if (delivery && row) delivery.id ??= row.delivery;
    return row?.result ?? 'STALE';
  } catch (error) {
    if (isNativeError(error) && 'code' in error && meanwhile.test(String(error.code))) return 'STALE';
    throw error;
  }
}

/** Runs the statement in a transaction that found room before. */
async function withinQuota<Row extends object>(db: Database, quota: Quota, statement: Sql): Promise<Row[]> {
  const client = await db.pool.connect();
  try {
    await client.query('BEGIN');
    await requireQuota(async <Found extends object>(asked: Sql) => (await client.query<Found>(asked)).rows, quota);
    const { rows } = await client.query<Row>(statement);
    await client.query('COMMIT');
    client.release();
    return rows;
  } catch (error) {
    // The connection is given up where it cannot be brought back to order.
    await client.query('ROLLBACK').then(
      () => client.release(),
      () => client.release(true),
    );
    throw error;
  }
}
