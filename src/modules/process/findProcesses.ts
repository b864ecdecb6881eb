import { sqltag as sql, join } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import type { QueryProcessesArgs } from '../../generated/graphql';
import { startsWith } from '../startsWith';
import { whereGiven } from '../whereGiven';
import { findConnection, type FoundConnection } from '../findConnection';
import { fromProcess, processColumns, type ProcessRow } from './processRow';
import { visibleProcesses } from './visibleProcesses';

/** The versions of processes that the viewer may see, last deployed first. */
export function findProcesses(context: Context, asked: QueryProcessesArgs): Promise<FoundConnection<ProcessRow>> {
  const { name, nameStartsWith, folderName, state } = asked.filter ?? {};
  const given = whereGiven([
    [name, () => sql`p.name = ${name}`],
    [nameStartsWith, () => startsWith(sql`p.name`, nameStartsWith ?? '')],
    [folderName, () => sql`f.name = ${folderName}`],
    [state, () => sql`p.state = ${state}::process_state`],
  ]);
  const where = [visibleProcesses(context.viewer), ...given];
  return findConnection(context, 'processes', asked, {
    columns: processColumns,
    from: sql`${fromProcess} WHERE ${join(where, ' AND ')}`,
    orderName: 'DEPLOYED DESC',
    order: [
      { by: sql`p.deployed_at`, type: 'timestamptz' },
      { by: sql`p.id`, type: 'int' },
    ],
    descending: true,
  });
}
