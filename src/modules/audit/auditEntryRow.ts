import { sqltag as sql, type Sql } from '@prisma/client/runtime/client';
import type { NodeType } from '../../relay/globalId';
import type { FoundConnection } from '../findConnection';

/** What the administration changes. */
export type SubjectType = Exclude<NodeType, 'Assignee' | 'AuditEntry'> | 'Settings';

/** An entry of the audit trail as the fields of `AuditEntry` read it. */
export interface AuditEntryRow {
  id: number;
  at: Date;
  operation: string;
  actorId: number;
  impersonatorId: number | null;
  subjectType: SubjectType;
  subjectKey: number | null;
  subjectName: string;
}

/** Its columns out of `audit_entry e`; its changes are loaded when they are asked for. */
export const auditEntryColumns: Sql = sql`e.id, e.at, e.operation, e.actor_id AS "actorId", e.impersonator_id AS "impersonatorId", e.subject_type AS "subjectType",
  e.subject_key::float8 AS "subjectKey", e.subject_name AS "subjectName"`;

/** A page of the audit trail. */
export type AuditEntryRows = FoundConnection<AuditEntryRow>;
