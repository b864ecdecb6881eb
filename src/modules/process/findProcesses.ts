import { sqltag as sql, join, type Sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import type { ProcessFilter, ProcessOrder, ProcessOrderField } from '../../generated/graphql';
import type { List } from '../../relay/loadConnections';
import type { PageArgs } from '../../relay/readPageArgs';
import { startsWith } from '../startsWith';
import { isOneOf, whereFilter, whereGiven } from '../whereGiven';
import { findConnection, type FoundConnection } from '../findConnection';
import { fromProcess, processColumns, type ProcessRow } from './processRow';
import { visibleProcesses } from './visibleProcesses';
import { orderOf, type Orders } from '../orderOf';

const orders: Orders<ProcessOrderField> = {
  DEPLOYED_AT: [
    { by: sql`p.deployed_at`, type: 'timestamptz' },
    { by: sql`p.id`, type: 'int' },
  ],
  NAME: [
    { by: sql`p.name`, type: 'text' },
    { by: sql`p.version`, type: 'int' },
  ],
};

/** The versions of processes that the viewer may see, last deployed first; `of` narrows them to those of a parent (`parent.id`). */
export function findProcesses(
  context: Context,
  list: string,
  asked: PageArgs & { filter?: ProcessFilter | null; orderBy?: ProcessOrder | null },
  of?: { where: Sql; parentId: number },
): Promise<FoundConnection<ProcessRow>> {
  const given = whereFilter<ProcessFilter>(asked.filter ?? {}, conditionsOf);
  const where = [visibleProcesses(context.viewer), of?.where ?? sql`true`, ...given];
  const found: List = {
    columns: processColumns,
    from: sql`${fromProcess} WHERE ${join(where, ' AND ')}`,
    ...orderOf(orders, asked.orderBy, { field: 'DEPLOYED_AT', direction: 'DESC' }),
  };
  return findConnection(context, list, asked, found, of?.parentId);
}

function conditionsOf(filter: ProcessFilter): Sql[] {
  const { name, names, nameStartsWith, folderName, folderNames, state, states, deployedAfter, deployedBefore } = filter;
  return whereGiven([
    [name, () => sql`p.name = ${name}`],
    [names, () => isOneOf(sql`p.name`, names)],
    [nameStartsWith, () => startsWith(sql`p.name`, nameStartsWith ?? '')],
    [folderName, () => sql`f.name = ${folderName}`],
    [folderNames, () => isOneOf(sql`f.name`, folderNames)],
    [state, () => sql`p.state = ${state}::process_state`],
    [states, () => isOneOf(sql`p.state`, states, 'process_state')],
    [deployedAfter, () => sql`p.deployed_at >= ${deployedAfter}`],
    [deployedBefore, () => sql`p.deployed_at < ${deployedBefore}`],
  ]);
}
