import { sqltag as sql, join } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import type { ApplicationOrderField, QueryApplicationsArgs } from '../../generated/graphql';
import { isAdministrator } from '../administer';
import { checkLists, isOneOf, whereGiven } from '../whereGiven';
import { findConnection, type FoundConnection } from '../findConnection';
import { applicationColumns, type ApplicationRow } from './applicationRow';
import { orderOf, type Orders } from '../orderOf';

const orders: Orders<ApplicationOrderField> = {
  CREATED_AT: [{ by: sql`a.id`, type: 'int' }],
  NAME: [{ by: sql`a.name`, type: 'text' }],
};

/** The applications that the viewer may see, last created first. */
export function findApplications(context: Context, asked: QueryApplicationsArgs): Promise<FoundConnection<ApplicationRow>> {
  const { name, names, kind, kinds, active } = checkLists(asked.filter ?? {});
  const given = whereGiven([
    [name, () => sql`a.name = ${name}`],
    [names, () => isOneOf(sql`a.name`, names)],
    [kind, () => sql`a.kind = ${kind}::application_kind`],
    [kinds, () => isOneOf(sql`a.kind`, kinds, 'application_kind')],
    [active, () => sql`a.active = ${active}`],
  ]);
  const where = [sql`${isAdministrator(context.viewer)}`, ...given];
  return findConnection(context, 'applications', asked, {
    columns: applicationColumns,
    from: sql`FROM application a WHERE ${join(where, ' AND ')}`,
    ...orderOf(orders, asked.orderBy, { field: 'CREATED_AT', direction: 'DESC' }),
  });
}
