import { sqltag as sql, type Sql } from '@prisma/client/runtime/client';
import type { Viewer } from '../../store/viewer';
import { visibleProcesses } from './visibleProcesses';

/** A condition on `folder f`: the viewer manages it, or sees a process in it. */
export function visibleFolders(viewer: Viewer): Sql {
  if (viewer.isAdministrator) return sql`true`;
  return sql`(
    f.id = ANY (${viewer.managedFolderIds}) OR EXISTS (SELECT FROM process p WHERE p.folder_id = f.id AND ${visibleProcesses(viewer)})
  )`;
}
