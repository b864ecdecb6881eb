import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import { isAdministrator } from '../administer';
import { deliveryColumns, type DeliveryRow } from './deliveryRow';

/** The delivery of that ID, null where there is none that the viewer may see. Batched. */
export async function loadDeliveryRow(context: Context, id: number): Promise<DeliveryRow | null> {
  if (!isAdministrator(context.viewer)) return null;
  return context.loaders.load('delivery', id, async (ids: number[]) => {
    const rows = await context.db.read<DeliveryRow>(sql`SELECT ${deliveryColumns} FROM delivery d WHERE d.id = ANY (${ids}::bigint[])`);
    return new Map(rows.map((row) => [row.id, row]));
  });
}
