import { sqltag as sql, join, type Sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import { refusal } from '../../errors';
import type { AuditFilter, QueryAuditEntriesArgs } from '../../generated/graphql';
import { fromGlobalId } from '../../relay/globalId';
import { isAdministrator } from '../administer';
import { findConnection, type FoundConnection } from '../findConnection';
import { isOneOf, whereFilter, whereGiven } from '../whereGiven';
import { auditEntryColumns, type AuditEntryRow } from './auditEntryRow';
import { orderOf } from '../orderOf';

/** The audit trail as far as the viewer may see it, newest first. Throws ID_INVALID. */
export function findAuditEntries(context: Context, asked: QueryAuditEntriesArgs): Promise<FoundConnection<AuditEntryRow>> {
  const given = whereFilter<AuditFilter>(asked.filter ?? {}, conditionsOf);
  const where = [sql`${isAdministrator(context.viewer)}`, ...given];
  return findConnection(context, 'auditEntries', asked, {
    columns: auditEntryColumns,
    from: sql`FROM audit_entry e WHERE ${join(where, ' AND ')}`,
    ...orderOf(
      {
        AT: [
          { by: sql`e.at`, type: 'timestamptz' },
          { by: sql`e.id`, type: 'int' },
        ],
      },
      asked.orderBy,
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
