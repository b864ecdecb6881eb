import { sqltag as sql, type Sql } from '@prisma/client/runtime/client';
import { holdsToday } from '../../store/holdsToday';
import type { FoundConnection } from '../findConnection';

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
export const isValid: Sql = sql`(${holdsToday} AND g.status = 'ACTIVE')`;

/** Its columns, and what they come from. */
export const delegationColumns: Sql = sql`d.id, d.delegator_id AS "delegatorId", d.delegatee_id AS "delegateeId",
  d.process_name AS "processName", d.participant, d.from_date::text AS "from", d.to_date::text AS "to", ${isValid} AS "isValid"`;
export const fromDelegation: Sql = sql`FROM delegation d JOIN "user" g ON g.id = d.delegator_id`;

/** A page of delegations. */
export type DelegationRows = FoundConnection<DelegationRow>;
