import { sqltag as sql, join, type Sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import type { FolderFilter } from '../../generated/graphql';
import type { List } from '../../relay/loadConnections';
import type { PageArgs } from '../../relay/readPageArgs';
import { findConnection } from '../findConnection';
import { startsWith } from '../startsWith';
import { whereGiven } from '../whereGiven';
import type { FolderRow, FolderRows } from './folderRow';
import { visibleFolders } from './visibleFolders';

/** The folders that the viewer may see, last created first; `of` narrows them to those of a parent (`parent.id`). */
export function findFolders(
  context: Context,
  name: string,
  asked: PageArgs & { filter?: FolderFilter | null },
  of?: { where: Sql; parentId: number },
): Promise<FolderRows> {
  const { name: wanted, nameStartsWith } = asked.filter ?? {};
  const given = whereGiven([
    [wanted, () => sql`f.name = ${wanted}`],
    [nameStartsWith, () => startsWith(sql`f.name`, nameStartsWith ?? '')],
  ]);
  const where = [visibleFolders(context.viewer), of?.where ?? sql`true`, ...given];
  const list: List = {
    columns: sql`f.id, f.name`,
    from: sql`FROM folder f WHERE ${join(where, ' AND ')}`,
    orderName: 'ID DESC',
    order: [{ by: sql`f.id`, type: 'int' }],
    descending: true,
  };
  return findConnection<FolderRow>(context, name, asked, list, of?.parentId);
}
