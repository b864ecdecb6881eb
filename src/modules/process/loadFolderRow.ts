import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import type { FolderRow } from './folderRow';
import { visibleFolders } from './visibleFolders';
import { lookUp } from '../lookUp';

/** The folder of that ID, null where there is none that the viewer may see. Batched. */
export function loadFolderRow(context: Context, id: number): Promise<FolderRow | null> {
  return context.loaders.load('folder', id, async (ids: number[]) => {
    const rows = await context.db.read<FolderRow>(
      sql`SELECT f.id, f.name FROM folder f WHERE f.id = ANY (${ids}) AND ${visibleFolders(context.viewer)}`,
    );
    return new Map(rows.map((row) => [row.id, row]));
  });
}

/** The folder of that ID, name or both; null where there is none that the viewer may see. Throws what `lookUp` throws. */
export function findFolder(context: Context, asked: { id?: string | null; name?: string | null }): Promise<FolderRow | null> {
  return lookUp<FolderRow>(context, asked, {
    type: 'Folder',
    byId: (id) => loadFolderRow(context, id),
    byNames: (names) =>
      context.db.read(sql`SELECT f.id, f.name FROM folder f WHERE f.name = ANY (${names}) AND ${visibleFolders(context.viewer)}`),
    nameOf: ({ name }) => name,
  });
}
