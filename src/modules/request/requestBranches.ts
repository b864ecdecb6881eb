import { sqltag as sql, type Sql } from '@prisma/client/runtime/client';
import type { Viewer } from '../../store/viewer';
import { ownParticipants } from '../process/ownParticipants';

/** One reason why somebody sees requests: a condition on `request r` that an index answers, in the order of their numbers. */
export interface RequestBranch {
  /** A SELECT, named `own` in `where`, whose rows are taken one by one: what he takes part in, with `process_id`. */
  own?: Sql;
  /** More tables that `where` speaks of, as in a FROM. */
  tables?: Sql;
  where: Sql;
}

/**
 * Why requests exist for the viewer; null where all of them do. The same rule as `canSeeRequest`, for lists and look-ups: a
 * request is seen where one of the branches holds.
 */
export function requestBranches(viewer: Viewer): RequestBranch[] | null {
  if (viewer.isAdministrator || viewer.isSystemOperation) return null;
  const own = ownParticipants(viewer);
  const opened = sql`o.request_id = r.id AND o.process_id = own.process_id AND o.participant = own.name AND o.status <> 'CLOSED'`;
  return [
    { where: sql`r.requester_id = ${viewer.id}` },
    { tables: sql`request_actor x`, where: sql`x.request_id = r.id AND x.user_id = ${viewer.id}` },
    {
      own: sql`SELECT id AS process_id FROM process WHERE folder_id = ANY (${viewer.managedFolderIds})
        UNION SELECT process_id FROM (${own}) own WHERE role = 'SUPERVISOR' AND NOT coordinates`,
      where: sql`r.process_id = own.process_id`,
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
