import { sqltag as sql, type Sql } from '@prisma/client/runtime/client';
import type { Viewer } from '../../store/viewer';
import { ownParticipants } from '../process/ownParticipants';

/** A condition on `request r`: that it exists for the viewer. The same rule as `canSeeRequest`, for lists. */
export function visibleRequests(viewer: Viewer): Sql {
  if (viewer.isAdministrator || viewer.isSystemOperation) return sql`true`;
  const own = ownParticipants(viewer);
  return sql`(
    r.requester_id = ${viewer.id}
    OR EXISTS (SELECT FROM request_actor x WHERE x.request_id = r.id AND x.user_id = ${viewer.id})
    OR r.process_id IN (SELECT id FROM process WHERE folder_id = ANY (${viewer.managedFolderIds}))
    OR r.process_id IN (SELECT process_id FROM (${own}) own WHERE role = 'SUPERVISOR' AND NOT coordinates)
    OR EXISTS (
      SELECT FROM action a WHERE a.request_id = r.id AND a.status <> 'CLOSED' AND (
        (r.process_id, a.participant) IN (SELECT process_id, name FROM (${own}) own WHERE coordinates OR role <> 'REQUESTER')
        OR (a.self_service AND a.assignee_id IS NULL AND (r.process_id, a.participant) IN (SELECT process_id, name FROM (${own}) own))
      )
    ))`;
}
