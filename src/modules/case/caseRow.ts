import { raw, sqltag as sql, type Sql } from '@prisma/client/runtime/client';
import type { Case } from '../../engine/state';
import { caseColumns as columns } from '../../store/caseColumn';
import type { FoundConnection } from '../findConnection';

/** A case as the fields of `Case` read it. */
export interface CaseRow extends Omit<Case, 'data'> {
  creatorId: number;
  createdAt: Date;
}

/** Its columns out of `"case" k`; its data are loaded when they are asked for. */
export const caseColumns: Sql = sql`${raw(columns)}, k.creator_id AS "creatorId", k.created_at AS "createdAt"`;

/** A page of cases. */
export type CaseRows = FoundConnection<CaseRow>;
