import { sqltag as sql, type Sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import type { Viewer } from '../../store/viewer';
import type { FolderRow } from './folderRow';
import { visibleProcesses } from './visibleProcesses';

/** The folder of that ID, null where there is none that the viewer may see. Batched. */
export function loadFolderRow(context: Context, id: number): Promise<FolderRow | null> {
  return context.loaders.load('folder', id, async (ids: number[]) => {
    const rows = await context.db.read<FolderRow>(
      sql`SELECT f.id, f.name FROM folder f WHERE f.id = ANY (${ids}) AND ${visibleFolders(context.viewer)}`,
    );
    return new Map(rows.map((row) => [row.id, row]));
  });
}

/** A condition on `folder f`: he manages it, or sees a process in it. */
function visibleFolders(viewer: Viewer): Sql {
  if (viewer.isAdministrator) return sql`true`;
  return sql`(
    f.id = ANY (${viewer.managedFolderIds}) OR EXISTS (SELECT FROM process p WHERE p.folder_id = f.id AND ${visibleProcesses(viewer)})
  )`;
}
