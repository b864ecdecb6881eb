import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import { delegationColumns, fromDelegation, type DelegationRow } from './delegationRow';
import { visibleDelegations } from './visibleDelegations';

/** The delegation of that ID, null where there is none that the viewer may see. Batched. */
export function loadDelegationRow(context: Context, id: number): Promise<DelegationRow | null> {
  return context.loaders.load('delegation', id, async (ids: number[]) => {
    const rows = await context.db.read<DelegationRow>(
      sql`SELECT ${delegationColumns} ${fromDelegation} WHERE d.id = ANY (${ids}) AND ${visibleDelegations(context.viewer)}`,
    );
    return new Map(rows.map((row) => [row.id, row]));
  });
}
