import { sql, join, type Sql } from '../../sql';
import type { Context } from '../../context';
import { refusal } from '../../errors';
import type { DelegationFilter, DelegationRole, TimeOrder } from '../../generated/graphql';
import type { Prisma } from '../../generated/prisma/client';
import { toGlobalId, idKey } from '../../relay/globalId';
import type { PageArgs } from '../../relay/readPageArgs';
import type { Transaction } from '../../store/openDatabase';
import { holdsToday, type Viewer } from '../../store/viewer';
import { findConnection, whereGiven, orderOf, type FoundConnection } from '../findConnection';

/** A delegation as the fields of `Delegation` read it. */
export interface DelegationRow {
  id: number;
  delegatorId: number;
  delegateeId: number;
  processName: string | null;
  participant: string | null;
  /** `2026-11-23`; null: no limit. */
  from: string | null;
  to: string | null;
  isValid: boolean;
}

/** Whether it counts now. */
const isValid: Sql = sql`(${holdsToday} AND g.status = 'ACTIVE')`;

/** Its columns, and what they come from. */
const delegationColumns: Sql = sql`d.id, d.delegator_id AS "delegatorId", d.delegatee_id AS "delegateeId",
  d.process_name AS "processName", d.participant, d.from_date::text AS "from", d.to_date::text AS "to", ${isValid} AS "isValid"`;
const fromDelegation: Sql = sql`FROM delegation d JOIN "user" g ON g.id = d.delegator_id`;

/** A page of delegations. */
export type DelegationRows = FoundConnection<DelegationRow>;

/** Returns whether the user may give, change and end delegations of this delegator: their own, and administrators everybody's. */
export function canDelegate(delegatorId: number, person: Viewer): boolean {
  return person.isAdministrator || delegatorId === person.id;
}

/** Returns whether the delegation exists for the user, as it does for its two persons and for administrators. */
function canSeeDelegation(delegation: { delegatorId: number; delegateeId: number }, person: Viewer): boolean {
  return person.isAdministrator || delegation.delegatorId === person.id || delegation.delegateeId === person.id;
}

/** A condition on `delegation d`: that it exists for the viewer. The same rule as `canSeeDelegation`, for lists. */
function visibleDelegations({ id, isAdministrator }: Viewer): Sql {
  return isAdministrator ? sql`true` : sql`(d.delegator_id = ${id} OR d.delegatee_id = ${id})`;
}

/** The delegation of that ID, null where there is none that the viewer may see. Batched. */
export function loadDelegationRow(context: Context, id: number): Promise<DelegationRow | null> {
  return context.loaders.load('delegation', id, async (ids: number[]) => {
    const rows = await context.db.read<DelegationRow>(
      sql`SELECT ${delegationColumns} ${fromDelegation} WHERE d.id = ANY (${ids}) AND ${visibleDelegations(context.viewer)}`,
    );
    return new Map(rows.map((row) => [row.id, row]));
  });
}

/** The delegation of that ID. Throws DELEGATION_NOT_FOUND where there is none that the viewer may see. */
export async function getDelegationRow(context: Context, id: number): Promise<DelegationRow> {
  const row = await loadDelegationRow(context, id);
  if (!row) throw refusal('DELEGATION_NOT_FOUND', { delegation: toGlobalId('Delegation', id) });
  return row;
}

const include = { delegator: { select: { userName: true } }, delegatee: { select: { userName: true } } };

/** A delegation with the names of its two persons. */
export type NamedDelegation = Prisma.DelegationGetPayload<{ include: typeof include }>;

/** The delegation that an input names, which the viewer may change. Throws DELEGATION_NOT_FOUND, DELEGATION_FORBIDDEN, ID_INVALID. */
export async function getDelegation(tx: Transaction, viewer: Viewer, id: string): Promise<NamedDelegation> {
  const found = await tx.delegation.findUnique({ where: { id: idKey('id', id, 'Delegation')?.[0] ?? 0 }, include });
  if (!found || !canSeeDelegation(found, viewer)) throw refusal('DELEGATION_NOT_FOUND', { delegation: id });
  if (!canDelegate(found.delegatorId, viewer)) throw refusal('DELEGATION_FORBIDDEN', { viewer: viewer.userName });
  return found;
}

const sides: Record<DelegationRole, Sql> = { DELEGATOR: sql`d.delegator_id = parent.id`, DELEGATEE: sql`d.delegatee_id = parent.id` };

/** The delegations that this user gave and received and that the viewer may see, last created first. */
export function findDelegations(
  context: Context,
  userId: number,
  args: PageArgs & { filter?: DelegationFilter | null; orderBy?: TimeOrder | null },
): Promise<FoundConnection<DelegationRow>> {
  const { role, isValid: wanted } = args.filter ?? {};
  const side = role == null ? sql`(${sides.DELEGATOR} OR ${sides.DELEGATEE})` : sides[role];
  const given = whereGiven([[wanted, () => sql`${isValid} = ${wanted}`]]);
  return findConnection(
    context,
    'User.delegations',
    args,
    {
      columns: delegationColumns,
      from: sql`${fromDelegation} WHERE ${join([side, visibleDelegations(context.viewer), ...given], ' AND ')}`,
      ...orderOf({ ID: [{ by: sql`d.id`, type: 'int' }] }, args.orderBy, { field: 'ID', direction: 'DESC' }),
    },
    userId,
  );
}
