import { sqltag as sql, join, type Sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import { refusal } from '../../errors';
import type { QueryAuditEntriesArgs } from '../../generated/graphql';
import { fromGlobalId } from '../../relay/globalId';
import { isAdministrator } from '../administer';
import { findConnection, type FoundConnection } from '../findConnection';
import { whereGiven } from '../whereGiven';
import { auditEntryColumns, type AuditEntryRow } from './auditEntryRow';

/** The audit trail as far as the viewer may see it, newest first. Throws ID_INVALID. */
export function findAuditEntries(context: Context, asked: QueryAuditEntriesArgs): Promise<FoundConnection<AuditEntryRow>> {
  const { operation, actorUserName, subjectId, since, before } = asked.filter ?? {};
  const given = whereGiven([
    [operation, () => sql`e.operation = ${operation}`],
    [actorUserName, () => sql`(SELECT u.id FROM "user" u WHERE u.user_name = ${actorUserName}) IN (e.actor_id, e.impersonator_id)`],
    [subjectId, () => isAbout(subjectId ?? '')],
    [since, () => sql`e.at >= ${since}`],
    [before, () => sql`e.at < ${before}`],
  ]);
  const where = [sql`${isAdministrator(context.viewer)}`, ...given];
  return findConnection(context, 'auditEntries', asked, {
    columns: auditEntryColumns,
    from: sql`FROM audit_entry e WHERE ${join(where, ' AND ')}`,
    orderName: 'AT DESC',
    order: [
      { by: sql`e.at`, type: 'timestamptz' },
      { by: sql`e.id`, type: 'int' },
    ],
    descending: true,
  });
}

function isAbout(subjectId: string): Sql {
  const decoded = fromGlobalId(subjectId);
  if (decoded?.key.length !== 1) throw refusal('ID_INVALID', { argument: 'subjectId', value: JSON.stringify(subjectId), type: 'anything' });
  return sql`e.subject_type = ${decoded.type} AND e.subject_key = ${decoded.key[0]}`;
}
