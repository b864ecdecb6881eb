import { sql, join, type Sql } from '../../sql';
import type { Context } from '../../context';
import { refusal } from '../../errors';
import type { AuditFilter, QueryAuditEntriesArgs } from '../../generated/graphql';
import { fromGlobalId, type NodeType } from '../../relay/globalId';
import { isAdministrator } from './audited';
import { findConnection, isOneOf, whereFilter, whereGiven, orderOf, type FoundConnection } from '../findConnection';

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
const auditEntryColumns: Sql = sql`e.id, e.at, e.operation, e.actor_id AS "actorId", e.impersonator_id AS "impersonatorId", e.subject_type AS "subjectType",
  e.subject_key::float8 AS "subjectKey", e.subject_name AS "subjectName"`;

/** A page of the audit trail. */
export type AuditEntryRows = FoundConnection<AuditEntryRow>;

/** The entry of that ID, null where there is none that the viewer may see. Batched. */
export async function loadAuditEntryRow(context: Context, id: number): Promise<AuditEntryRow | null> {
  if (!isAdministrator(context.viewer)) return null;
  return context.loaders.load('audit entry', id, async (ids: number[]) => {
    const rows = await context.db.read<AuditEntryRow>(sql`SELECT ${auditEntryColumns} FROM audit_entry e WHERE e.id = ANY (${ids})`);
    return new Map(rows.map((row) => [row.id, row]));
  });
}

/** The audit trail as far as the viewer may see it, newest first. Throws ID_INVALID. */
export function findAuditEntries(context: Context, args: QueryAuditEntriesArgs): Promise<FoundConnection<AuditEntryRow>> {
  const given = whereFilter<AuditFilter>(args.filter ?? {}, conditionsOf);
  const where = [sql`${isAdministrator(context.viewer)}`, ...given];
  return findConnection(context, 'auditEntries', args, {
    columns: auditEntryColumns,
    from: sql`FROM audit_entry e WHERE ${join(where, ' AND ')}`,
    ...orderOf(
      {
        AT: [
          { by: sql`e.at`, type: 'timestamptz' },
          { by: sql`e.id`, type: 'int' },
        ],
      },
      args.orderBy,
      { field: 'AT', direction: 'DESC' },
    ),
  });
}

function conditionsOf(filter: AuditFilter): Sql[] {
  const { operation, operations, actorUserName, actorUserNames, subjectId, since, before, changedAfter, changedBefore } = filter;
  const isBy = (userNames: string[]) => sql`EXISTS (
    SELECT FROM "user" u WHERE ${isOneOf(sql`u.user_name`, userNames)} AND u.id IN (e.actor_id, e.impersonator_id))`;
  return whereGiven([
    [operation, () => sql`e.operation = ${operation}`],
    [operations, () => isOneOf(sql`e.operation`, operations)],
    [actorUserName, () => sql`(SELECT u.id FROM "user" u WHERE u.user_name = ${actorUserName}) IN (e.actor_id, e.impersonator_id)`],
    [actorUserNames, () => isBy(actorUserNames ?? [])],
    [subjectId, () => isAbout(subjectId ?? '')],
    [since, () => sql`e.at >= ${since}`],
    [before, () => sql`e.at < ${before}`],
    [changedAfter, () => sql`e.at >= ${changedAfter}`],
    [changedBefore, () => sql`e.at < ${changedBefore}`],
  ]);
}

function isAbout(subjectId: string): Sql {
  const decoded = fromGlobalId(subjectId);
  if (decoded?.key.length !== 1) throw refusal('ID_INVALID', { argument: 'subjectId', value: JSON.stringify(subjectId), type: 'anything' });
  return sql`e.subject_type = ${decoded.type} AND e.subject_key = ${decoded.key[0]}`;
}
