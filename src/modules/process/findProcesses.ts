import { sqltag as sql, join, type Sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import type { ProcessFilter } from '../../generated/graphql';
import type { List } from '../../relay/loadConnections';
import type { PageArgs } from '../../relay/readPageArgs';
import { startsWith } from '../startsWith';
import { whereGiven } from '../whereGiven';
import { findConnection, type FoundConnection } from '../findConnection';
import { fromProcess, processColumns, type ProcessRow } from './processRow';
import { visibleProcesses } from './visibleProcesses';

/** The versions of processes that the viewer may see, last deployed first; `of` narrows them to those of a parent (`parent.id`). */
export function findProcesses(
  context: Context,
  list: string,
  asked: PageArgs & { filter?: ProcessFilter | null },
  of?: { where: Sql; parentId: number },
): Promise<FoundConnection<ProcessRow>> {
  const { name, nameStartsWith, folderName, state } = asked.filter ?? {};
  const given = whereGiven([
    [name, () => sql`p.name = ${name}`],
    [nameStartsWith, () => startsWith(sql`p.name`, nameStartsWith ?? '')],
    [folderName, () => sql`f.name = ${folderName}`],
    [state, () => sql`p.state = ${state}::process_state`],
  ]);
  const where = [visibleProcesses(context.viewer), of?.where ?? sql`true`, ...given];
  const found: List = {
    columns: processColumns,
    from: sql`${fromProcess} WHERE ${join(where, ' AND ')}`,
    orderName: 'DEPLOYED DESC',
    order: [
      { by: sql`p.deployed_at`, type: 'timestamptz' },
      { by: sql`p.id`, type: 'int' },
    ],
    descending: true,
  };
  return findConnection(context, list, asked, found, of?.parentId);
}
