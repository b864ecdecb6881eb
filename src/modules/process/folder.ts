import { sql, join, type Sql } from '../../sql';
import type { Context } from '../../context';
import type { FolderFilter, FolderOrder, FolderOrderField } from '../../generated/graphql';
import type { List } from '../../relay/loadConnections';
import type { PageArgs } from '../../relay/readPageArgs';
import type { Transaction } from '../../store/openDatabase';
import type { Viewer } from '../../store/viewer';
import type { Facts } from '../audit/audited';
import { findConnection, checkLists, isOneOf, whereGiven, startsWith, orderOf, type FoundConnection, type Orders } from '../findConnection';
import { lookUp } from '../lookUp';
import { visibleProcesses } from './visibleProcesses';

/** A folder as the fields of `Folder` read it. */
export interface FolderRow {
  id: number;
  name: string;
}

/** A page of folders. */
export type FolderRows = FoundConnection<FolderRow>;

/** Resolves to what the audit trail compares of a folder. */
export async function describeFolder(tx: Transaction, id: number): Promise<Facts> {
  const { name, managerUsers, managerGroups } = await tx.folder.findUniqueOrThrow({
    where: { id },
    include: {
      managerUsers: { select: { user: { select: { userName: true } } }, orderBy: { user: { userName: 'asc' } } },
      managerGroups: { select: { group: { select: { name: true } } }, orderBy: { group: { name: 'asc' } } },
    },
  });
  return {
    name,
    managerUserNames: managerUsers.map(({ user }) => user.userName),
    managerGroupNames: managerGroups.map(({ group }) => group.name),
  };
}

/** A condition on `folder f`: the viewer manages it, or sees a process in it. */
function visibleFolders(viewer: Viewer): Sql {
  if (viewer.isAdministrator) return sql`true`;
  return sql`(
    f.id = ANY (${viewer.managedFolderIds}) OR EXISTS (SELECT FROM process p WHERE p.folder_id = f.id AND ${visibleProcesses(viewer)})
  )`;
}

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
export function findFolder(context: Context, args: { id?: string | null; name?: string | null }): Promise<FolderRow | null> {
  return lookUp<FolderRow>(context, args, {
    type: 'Folder',
    byId: (id) => loadFolderRow(context, id),
    byNames: (names) =>
      context.db.read(sql`SELECT f.id, f.name FROM folder f WHERE f.name = ANY (${names}) AND ${visibleFolders(context.viewer)}`),
    nameOf: ({ name }) => name,
  });
}

const orders: Orders<FolderOrderField> = {
  CREATED_AT: [{ by: sql`f.id`, type: 'int' }],
  NAME: [{ by: sql`f.name`, type: 'text' }],
};

/** The folders that the viewer may see, last created first; `of` narrows them to those of a parent (`parent.id`). */
export function findFolders(
  context: Context,
  name: string,
  args: PageArgs & { filter?: FolderFilter | null; orderBy?: FolderOrder | null },
  of?: { where: Sql; parentId: number },
): Promise<FolderRows> {
  const { name: wanted, names, nameStartsWith } = checkLists(args.filter ?? {});
  const given = whereGiven([
    [wanted, () => sql`f.name = ${wanted}`],
    [names, () => isOneOf(sql`f.name`, names)],
    [nameStartsWith, () => startsWith(sql`f.name`, nameStartsWith ?? '')],
  ]);
  const where = [visibleFolders(context.viewer), of?.where ?? sql`true`, ...given];
  const list: List = {
    columns: sql`f.id, f.name`,
    from: sql`FROM folder f WHERE ${join(where, ' AND ')}`,
    ...orderOf(orders, args.orderBy, { field: 'CREATED_AT', direction: 'DESC' }),
  };
  return findConnection<FolderRow>(context, name, args, list, of?.parentId);
}
