import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import { refusal } from '../../errors';
import { isUuid } from '../isUuid';
import { visibleProcesses } from '../process/visibleProcesses';

/** Checks that a process of this name or UUID has an ACTIVE version that the viewer may see. Throws PROCESS_NOT_FOUND. */
export async function requireWorkflow({ db, viewer }: Context, nameOrUuid: string): Promise<void> {
  const uuid = isUuid(nameOrUuid) ? nameOrUuid : null;
  const found = await db.read(
    sql`SELECT FROM process p JOIN process_name f ON f.name = p.name
      WHERE p.state = 'ACTIVE' AND (p.name = ${nameOrUuid} OR f.uuid = ${uuid}::uuid) AND ${visibleProcesses(viewer)} LIMIT 1`,
  );
  if (found.length === 0) throw refusal('PROCESS_NOT_FOUND', { process: nameOrUuid, state: 'active' });
}
