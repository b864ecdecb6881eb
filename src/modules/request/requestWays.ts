import { sqltag as sql, join, type Sql } from '@prisma/client/runtime/client';
import type { Branch, List } from '../../relay/loadConnections';
import type { RequestBranch } from './requestBranches';

/** What a list of requests, or of what belongs to requests, is made of. */
export interface RequestList {
  /** `request r`, and what else is listed with it, as in a FROM. */
  tables: Sql;
  /** The same where nothing of the request but `r.id` is asked, to read fewer rows; the conditions ask for nothing else. */
  alone?: Sql;
  /** The column of these tables that says which process a row is of. */
  process: Sql;
  /** Conditions on these tables. */
  where: Sql[];
  /** Conditions on `process p`: only requests of such versions. */
  processes: Sql[];
  /** Why rows are on it, of which one is enough; null where all of them are. */
  reasons: RequestBranch[] | null;
}

/**
 * How the rows of such a list are found, so that a page costs as much among a million requests as among ten: along each reason,
 * or version by version.
 */
export function requestWays({ tables, alone = tables, process, where, processes, reasons }: RequestList): Pick<List, 'from' | 'branches'> {
  const versions = sql`SELECT p.id FROM process p WHERE ${join([sql`true`, ...processes], ' AND ')}`;
  const everything = sql`FROM ${tables} WHERE ${join([sql`true`, ...where], ' AND ')}`;
  const byVersion: RequestBranch[] = [{ own: sql`SELECT id AS process_id FROM (${versions}) p`, where: null }];
  const ways = reasons ?? (processes.length > 0 ? byVersion : null);
  if (!ways) return { from: everything };
  const branches = ways.map((reason): Branch => {
    // An array, worked out once, and a sum where it is only to be checked: else PostgreSQL might begin with all requests of the versions.
    const isOf = (column: Sql) => (processes.length > 0 ? sql`${column} = ANY (ARRAY(${versions}))` : sql`true`);
    // Once and of one table alone: of every further condition that says it PostgreSQL expects fewer rows, next to none in the end, and any plan will do.
    const inOwn = reason.own && !reason.tables ? [sql`${process} = own.process_id`] : [];
    const all = [...(reason.where ? [reason.where] : []), ...where, ...(reason.own ? inOwn : [isOf(sql`${process} + 0`)])];
    return {
      from: sql`FROM ${join([reason.where ? tables : alone, ...(reason.tables ? [reason.tables] : [])])} WHERE ${join(all, ' AND ')}`,
      ...(reason.own && { each: sql`(SELECT * FROM (${reason.own}) own WHERE ${isOf(sql`own.process_id`)}) own` }),
    };
  });
  return { from: everything, branches };
}
