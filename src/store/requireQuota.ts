import { refusal } from '../errors';
import { limits, type Limit, type OwnedLimits, type OwnedKind } from '../limits';
import { raw, sql, type Sql } from '../sql';
import type { Transaction } from './openDatabase';

/** What users can have a limited number of: its table, the column of its owner, and which rows count. */
const owned = {
  views: { table: '"view"', owner: 'owner_id', limit: limits.userViews },
  'API tokens': { table: 'api_token', owner: 'user_id', limit: limits.userApiTokens, where: 'revoked_at IS NULL' },
  delegations: { table: 'delegation', owner: 'delegator_id', limit: limits.userDelegations },
  cases: { table: '"case"', owner: 'creator_id', limit: limits.userCases },
  parameters: { table: 'parameter_set', owner: 'creator_id', limit: limits.userParameters },
} as const satisfies Record<OwnedKind, { table: string; owner: string; limit: Limit; where?: string }>;

/** Those of a server whose environment says nothing. */
export const defaultOwnedLimits = Object.fromEntries(Object.entries(owned).map(([kind, { limit }]) => [kind, limit.value])) as OwnedLimits;

/** The owner and kind of an object that is to be created, and how many they may have. */
export interface Quota {
  kind: OwnedKind;
  owner: { id: number; userName: string };
  max: number;
}

/**
 * Checks that the owner may create another object of this kind. Until the transaction ends, nobody else makes one for the same
 * owner. Throws OWNED_EXCEEDED.
 *
 * @param query asks within the transaction
 */
export async function requireQuota(
  query: <Row extends object>(statement: Sql) => Promise<Row[]>,
  { kind, owner, max }: Quota,
): Promise<void> {
  const { table, owner: column, limit, ...of } = owned[kind];
  // A statement of its own: what counts then sees what the one before has made.
  await query(sql`SELECT pg_advisory_xact_lock(hashtext(${kind}), ${owner.id}::int)::text`);
  const where = raw('where' in of ? `AND ${of.where}` : '');
  const [row] = await query<{ count: number }>(
    sql`SELECT count(*)::int AS count FROM (SELECT FROM ${raw(table)} WHERE ${raw(column)} = ${owner.id}::int ${where} LIMIT ${max}::int) found`,
  );
  if ((row?.count ?? 0) < max) return;
  const { variable } = limit.setting;
  throw refusal('OWNED_EXCEEDED', { owner: owner.userName, kind, limit: max, variable }, { limit: max });
}

/** What the server can have a limited number of. */
const totals = {
  callback: { limit: limits.callbacks.value, name: 'CALLBACKS_EXCEEDED', count: (tx: Transaction) => tx.callback.count() },
  application: { limit: limits.applications.value, name: 'APPLICATIONS_EXCEEDED', count: (tx: Transaction) => tx.application.count() },
} as const;

/**
 * Checks that the server may have another object of this kind. Of two at once the second waits until the first transaction ends, and
 * counts what that made. Throws CALLBACKS_EXCEEDED, APPLICATIONS_EXCEEDED.
 */
export async function requireTotal(tx: Transaction, kind: keyof typeof totals): Promise<void> {
  const { limit, name, count } = totals[kind];
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtext(${`total ${kind}`}))::text`;
  if ((await count(tx)) >= limit) throw refusal(name, { limit });
}
