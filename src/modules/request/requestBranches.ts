import { sqltag as sql, type Sql } from '@prisma/client/runtime/client';
import type { Viewer } from '../../store/viewer';
import { standingsOf, type Standing } from '../delegation/standingsOf';
import { ownParticipants } from '../process/ownParticipants';
import { processesOf } from '../process/processesOf';

/** One reason why somebody sees requests: a condition on `request r` that an index answers, in the order of their numbers. */
export interface RequestBranch {
  /** A SELECT, named `own` in `where`, whose rows are taken one by one: what he takes part in, with `process_id`. */
  own?: Sql;
  /** More tables that `where` speaks of, as in a FROM. */
  tables?: Sql;
  /** Null: all requests of the process of `own`. */
  where: Sql | null;
}

/**
 * Why requests exist for the viewer; null where all of them do. The same rule as `canSeeRequest`, for lists and look-ups: a
 * request is seen where one of the branches holds.
 */
export function requestBranches(viewer: Viewer): RequestBranch[] | null {
  return viewer.isAdministrator || viewer.isSystemOperation ? null : standingsOf(viewer).flatMap(branchesOf);
}

function branchesOf(standing: Standing): RequestBranch[] {
  const own = ownParticipants(standing);
  const opened = sql`o.request_id = r.id AND o.process_id = own.process_id AND o.participant = own.name AND o.status <> 'CLOSED'`;
  return [
    ...standing.people.flatMap((person) => personalBranches(standing, person)),
    {
      own: sql`SELECT id AS process_id FROM process WHERE folder_id = ANY (${standing.managedFolderIds})
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

/** Why a request exists for him whatever he is a member of: it was created for him, or he has or had one of its actions. */
function personalBranches(standing: Standing, person: Sql): RequestBranch[] {
  const { participant } = standing;
  const asked = { where: sql`r.requester_id = ${person}` };
  const acted = { tables: sql`request_actor x`, where: sql`x.request_id = r.id AND x.user_id = ${person}` };
  const processes = processesOf(standing);
  if (!processes) return [asked, acted];
  const inProcess = ({ tables, where }: RequestBranch, own = processes) => ({
    own,
    ...(tables && { tables }),
    where: sql`${where} AND r.process_id = own.process_id`,
  });
  if (participant === null) return [inProcess(asked), inProcess(acted)];
  const asRequester = sql`SELECT process_id FROM participant WHERE process_id IN (${processes}) AND name = ${participant} AND role = 'REQUESTER'`;
  const assigned = {
    tables: sql`action x`,
    where: sql`x.request_id = r.id AND x.assignee_id = ${person} AND x.participant = ${participant}`,
  };
  return [inProcess(asked, asRequester), inProcess(assigned)];
}
