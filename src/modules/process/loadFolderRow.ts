import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import type { FolderRow } from './folderRow';

/** The folder of that ID, null where there is none. Batched. */
export function loadFolderRow(context: Context, id: number): Promise<FolderRow | null> {
  return context.loaders.load('folder', id, async (ids: number[]) => {
    const rows = await context.db.read<FolderRow>(sql`SELECT id, name FROM folder WHERE id = ANY (${ids})`);
    return new Map(rows.map((row) => [row.id, row]));
  });
}
