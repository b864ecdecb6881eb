import { sql, join, type Sql } from '../../../sql';
import type { Branch, List } from '../../../relay/loadConnections';
import type { Viewer } from '../../../store/viewer';
import { isOneOf, isUserNamed } from '../../findConnection';
import { processesOf, ownParticipants } from '../../process/visibleProcesses';
import { principalsOf, type Principals } from '../../principals';

/** One reason why somebody sees requests: a condition on `request r` that an index answers, in the order of their numbers. */
export interface RequestBranch {
  /** A SELECT, named `own` in `where`, whose rows are taken one by one: what they take part in, with `process_id`. */
  own?: Sql;
  /** More tables that `where` speaks of, as in a FROM. */
  tables?: Sql;
  /** Null: all requests of the process of `own`. */
  where: Sql | null;
}

/** A condition on `request r`: that it exists for the viewer. For a request that is at hand; lists go along the branches. */
export function visibleRequests(viewer: Viewer): Sql {
  const branches = requestBranches(viewer);
  if (!branches) return sql`true`;
  const holds = branches.map(({ own, tables, where: reason }) => {
    const where = reason ?? sql`r.process_id = own.process_id`;
    const from = [...(own ? [sql`(${own}) own`] : []), ...(tables ? [tables] : [])];
    return from.length > 0 ? sql`EXISTS (SELECT FROM ${join(from)} WHERE ${where})` : where;
  });
  return sql`(${join(holds, ' OR ')})`;
}

/**
 * Returns why requests exist for the viewer; null where all of them do. The same rule as `canSeeRequest`, for lists and look-ups: a
 * request is seen where one of the branches holds.
 */
export function requestBranches(viewer: Viewer): RequestBranch[] | null {
  return viewer.isAdministrator || viewer.isSystemOperation ? null : principalsOf(viewer).flatMap(branchesOf);
}

function branchesOf(principals: Principals): RequestBranch[] {
  const own = ownParticipants(principals);
  const opened = sql`o.request_id = r.id AND o.process_id = own.process_id AND o.participant = own.name AND o.status <> 'CLOSED'`;
  return [
    ...principals.people.flatMap((person) => personalBranches(principals, person)),
    {
      own: sql`SELECT id AS process_id FROM process WHERE folder_id = ANY (${principals.managedFolderIds})
        UNION SELECT process_id FROM (${own}) own WHERE role = 'SUPERVISOR' AND NOT coordinates`,
      where: null,
    },
    {
      own: sql`SELECT DISTINCT process_id, name FROM (${own}) own WHERE coordinates OR role <> 'REQUESTER'`,
      tables: sql`action o`,
      where: opened,
    },
    {
      own: sql`SELECT process_id, name FROM (${own}) own WHERE role = 'REQUESTER' AND NOT coordinates`,
      tables: sql`action o`,
      where: sql`${opened} AND o.assignee_id IS NULL AND o.self_service`,
    },
  ];
}

/** Returns why a request exists for the user whatever they are a member of: it was created for them, or they have or had one of its actions. */
function personalBranches(principals: Principals, person: Sql): RequestBranch[] {
  const { participant } = principals;
  const requested = { where: sql`r.requester_id = ${person}` };
  const participated = { tables: sql`request_actor x`, where: sql`x.request_id = r.id AND x.user_id = ${person}` };
  const processes = processesOf(principals);
  if (!processes) return [requested, participated];
  const inProcess = ({ tables, where }: RequestBranch, own = processes) => ({
    own,
    ...(tables && { tables }),
    where: sql`${where} AND r.process_id = own.process_id`,
  });
  if (participant === null) return [inProcess(requested), inProcess(participated)];
  const asRequester = sql`SELECT process_id FROM participant WHERE process_id IN (${processes}) AND name = ${participant} AND role = 'REQUESTER'`;
  const assigned = {
    tables: sql`action x`,
    where: sql`x.request_id = r.id AND x.assignee_id = ${person} AND x.participant = ${participant}`,
  };
  return [inProcess(requested, asRequester), inProcess(assigned)];
}

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
 * Returns how the rows of such a list are found, so that a page costs as much among a million requests as among ten: along each reason,
 * or version by version.
 */
export function toRequestBranches({
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
  const split = reasons ?? (processes.length > 0 ? byVersion : wanted ? [{ where: null }] : null);
  if (!split) return { from: everything };
  const branches = split.map((reason): Branch => {
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
