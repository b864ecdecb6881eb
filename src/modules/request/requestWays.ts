import { sqltag as sql, join, type Sql } from '@prisma/client/runtime/client';
import type { Branch, List } from '../../relay/loadConnections';
import { isOneOf, isUserNamed } from '../whereGiven';
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
  /** Only the rows of these users, by the ID in this column; null: of everybody. */
  ofUsers?: { column: Sql; userNames: readonly string[] } | null;
  /** Conditions on `process p`: only requests of such versions. */
  processes: Sql[];
  /** Why rows are on it, of which one is enough; null where all of them are. */
  reasons: RequestBranch[] | null;
}

/**
 * How the rows of such a list are found, so that a page costs as much among a million requests as among ten: along each reason,
 * or version by version.
 */
export function requestWays({
  tables,
  alone = tables,
  process,
  where,
  ofUsers = null,
  processes,
  reasons,
}: RequestList): Pick<List, 'from' | 'branches'> {
  const versions = sql`SELECT p.id FROM process p WHERE ${join([sql`true`, ...processes], ' AND ')}`;
  const everything = sql`FROM ${tables} WHERE ${join([sql`true`, ...where], ' AND ')}`;
  // Few versions narrow a list more than few users do: only without them the rows of each user are taken from an index of theirs.
  const wanted =
    ofUsers && processes.length === 0 ? sql`(SELECT id FROM "user" WHERE ${isOneOf(sql`user_name`, ofUsers.userNames)}) wanted` : null;
  const users = ofUsers ? [wanted ? sql`${ofUsers.column} = wanted.id` : isUserNamed(ofUsers.column, ofUsers.userNames)] : [];
  const byVersion: RequestBranch[] = [{ own: sql`SELECT id AS process_id FROM (${versions}) p`, where: null }];
  const ways = reasons ?? (processes.length > 0 ? byVersion : wanted ? [{ where: null }] : null);
  if (!ways) return { from: everything };
  const branches = ways.map((reason): Branch => {
    // An array, worked out once, and a sum where it is only to be checked: else PostgreSQL might begin with all requests of the versions.
    const isOf = (column: Sql) => (processes.length > 0 ? sql`${column} = ANY (ARRAY(${versions}))` : sql`true`);
    // Once and of one table alone: of every further condition that says it PostgreSQL expects fewer rows, next to none in the end, and any plan will do.
    const inOwn = reason.own && !reason.tables ? [sql`${process} = own.process_id`] : [];
    const all = [...(reason.where ? [reason.where] : []), ...where, ...users, ...(reason.own ? inOwn : [isOf(sql`${process} + 0`)])];
    const each = [
      ...(reason.own ? [sql`(SELECT * FROM (${reason.own}) own WHERE ${isOf(sql`own.process_id`)}) own`] : []),
      ...(wanted ? [wanted] : []),
    ];
    return {
      from: sql`FROM ${join([reason.where ? tables : alone, ...(reason.tables ? [reason.tables] : [])])} WHERE ${join(all, ' AND ')}`,
      ...(each.length > 0 && { each: join(each, ' CROSS JOIN ') }),
    };
  });
  return { from: everything, branches };
}

/** A condition that a column has the ID of a version with these conditions on `process p`. */
export function isOfProcess(column: Sql, processes: Sql[]): Sql {
  return sql`${column} = ANY (ARRAY(SELECT p.id FROM process p WHERE ${join(processes, ' AND ')}))`;
}
