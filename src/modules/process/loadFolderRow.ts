import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import type { FolderRow } from './folderRow';
import { visibleFolders } from './visibleFolders';

/** The folder of that ID, null where there is none that the viewer may see. Batched. */
export function loadFolderRow(context: Context, id: number): Promise<FolderRow | null> {
  return context.loaders.load('folder', id, async (ids: number[]) => {
    const rows = await context.db.read<FolderRow>(
      sql`SELECT f.id, f.name FROM folder f WHERE f.id = ANY (${ids}) AND ${visibleFolders(context.viewer)}`,
    );
    return new Map(rows.map((row) => [row.id, row]));
  });
}
