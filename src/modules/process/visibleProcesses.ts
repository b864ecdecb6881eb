import { sqltag as sql, join, type Sql } from '@prisma/client/runtime/client';
import type { Viewer } from '../../store/viewer';
import { standingsOf } from '../delegation/standingsOf';
import { ownParticipants } from './ownParticipants';

/** A condition on `process p`: that it exists for the viewer. The same rule as `canSeeProcess`, for lists. */
export function visibleProcesses(viewer: Viewer): Sql {
  if (viewer.isAdministrator || viewer.isSystemOperation) return sql`true`;
  const takesPart = standingsOf(viewer).map((standing) => sql`p.id IN (SELECT process_id FROM (${ownParticipants(standing)}) own)`);
  return sql`(p.folder_id = ANY (${viewer.managedFolderIds}) OR ${join(takesPart, ' OR ')})`;
}
