import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import { refusal } from '../../errors';
import type { QueryProcessArgs } from '../../generated/graphql';
import { idKey } from '../../relay/idKey';
import { loadProcessRow } from './loadProcessRow';
import { fromProcess, processColumns, type ProcessRow } from './processRow';
import { visibleProcesses } from './visibleProcesses';

/** The process by ID, or by name and version, or the one of that name in use. Null where there is none that the viewer may see. Throws REFERENCE_MISSING, REFERENCES_DISAGREE, ID_INVALID. */
export async function findProcess(context: Context, { id, name, version, inTest }: QueryProcessArgs): Promise<ProcessRow | null> {
  const key = idKey('id', id, 'Process');
  if (key) {
    const row = await loadProcessRow(context, key[0] ?? 0);
    const meansTwo = row && ((name != null && name !== row.name) || (version != null && version !== row.version));
    if (meansTwo) throw refusal('REFERENCES_DISAGREE', { first: 'id', second: 'name and version' });
    return row;
  }
  if (name == null) throw refusal('REFERENCE_MISSING', { what: 'A process ID or name' });
  const which = version == null ? sql`p.state = ${inTest ? 'TEST' : 'ACTIVE'}::process_state` : sql`p.version = ${version}`;
  const [row] = await context.db.read<ProcessRow>(
    sql`SELECT ${processColumns} ${fromProcess} WHERE p.name = ${name} AND ${which} AND ${visibleProcesses(context.viewer)}`,
  );
  return row ?? null;
}
