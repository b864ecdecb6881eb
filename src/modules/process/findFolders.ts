import { sqltag as sql, join, type Sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import type { FolderFilter, FolderOrder, FolderOrderField } from '../../generated/graphql';
import type { List } from '../../relay/loadConnections';
import type { PageArgs } from '../../relay/readPageArgs';
import { findConnection } from '../findConnection';
import { startsWith } from '../startsWith';
import { checkLists, isOneOf, whereGiven } from '../whereGiven';
import type { FolderRow, FolderRows } from './folderRow';
import { visibleFolders } from './visibleFolders';
import { orderOf, type Orders } from '../orderOf';

const orders: Orders<FolderOrderField> = {
  CREATED_AT: [{ by: sql`f.id`, type: 'int' }],
  NAME: [{ by: sql`f.name`, type: 'text' }],
};

/** The folders that the viewer may see, last created first; `of` narrows them to those of a parent (`parent.id`). */
export function findFolders(
  context: Context,
  name: string,
  asked: PageArgs & { filter?: FolderFilter | null; orderBy?: FolderOrder | null },
  of?: { where: Sql; parentId: number },
): Promise<FolderRows> {
  const { name: wanted, names, nameStartsWith } = checkLists(asked.filter ?? {});
  const given = whereGiven([
    [wanted, () => sql`f.name = ${wanted}`],
    [names, () => isOneOf(sql`f.name`, names)],
    [nameStartsWith, () => startsWith(sql`f.name`, nameStartsWith ?? '')],
  ]);
  const where = [visibleFolders(context.viewer), of?.where ?? sql`true`, ...given];
  const list: List = {
    columns: sql`f.id, f.name`,
    from: sql`FROM folder f WHERE ${join(where, ' AND ')}`,
    ...orderOf(orders, asked.orderBy, { field: 'CREATED_AT', direction: 'DESC' }),
  };
  return findConnection<FolderRow>(context, name, asked, list, of?.parentId);
}
