import { sqltag as sql, join } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import type { QueryApplicationsArgs } from '../../generated/graphql';
import { isAdministrator } from '../administer';
import { whereGiven } from '../whereGiven';
import { findConnection, type FoundConnection } from '../findConnection';
import { applicationColumns, type ApplicationRow } from './applicationRow';

/** The applications that the viewer may see, last created first. */
export function findApplications(context: Context, asked: QueryApplicationsArgs): Promise<FoundConnection<ApplicationRow>> {
  const { name, kind, active } = asked.filter ?? {};
  const given = whereGiven([
    [name, () => sql`a.name = ${name}`],
    [kind, () => sql`a.kind = ${kind}::application_kind`],
    [active, () => sql`a.active = ${active}`],
  ]);
  const where = [sql`${isAdministrator(context.viewer)}`, ...given];
  return findConnection(context, 'applications', asked, {
    columns: applicationColumns,
    from: sql`FROM application a WHERE ${join(where, ' AND ')}`,
    orderName: 'ID DESC',
    order: [{ by: sql`a.id`, type: 'int' }],
    descending: true,
  });
}
