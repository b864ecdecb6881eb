import { sql } from '../../sql';
import type { Database } from '../../store/openDatabase';

/** What a call needs to know: null where nothing waits for it any more. */
export async function loadCaller(
  db: Database,
  requestId: number,
  action: number,
): Promise<{ requestUuid: string; hops: number; hosts: string[] } | null> {
  const [caller] = await db.read<{ requestUuid: string; hops: number; hosts: string[] }>(sql`
    SELECT r.uuid AS "requestUuid", r.hops, s.outbound_allowed_hosts AS hosts
    FROM action a JOIN request r ON r.id = a.request_id CROSS JOIN settings s
    WHERE a.request_id = ${requestId} AND a.number = ${action} AND a.status = 'RUNNING'`);
  return caller ?? null;
}
