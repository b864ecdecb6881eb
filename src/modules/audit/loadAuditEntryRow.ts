import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import { isAdministrator } from '../administer';
import { auditEntryColumns, type AuditEntryRow } from './auditEntryRow';

/** The entry of that ID, null where there is none that the viewer may see. Batched. */
export async function loadAuditEntryRow(context: Context, id: number): Promise<AuditEntryRow | null> {
  if (!isAdministrator(context.viewer)) return null;
  return context.loaders.load('audit entry', id, async (ids: number[]) => {
    const rows = await context.db.read<AuditEntryRow>(sql`SELECT ${auditEntryColumns} FROM audit_entry e WHERE e.id = ANY (${ids})`);
    return new Map(rows.map((row) => [row.id, row]));
  });
}
