import { sqltag as sql } from '@prisma/client/runtime/client';
import type { SubrequestDeps } from './driveSubrequests';
import { runPlan } from './runPlan';

/**
 * Counts the requests that an earlier action of the same activity started for this one, which takes `items`: those that are completed, and those
 * that somebody has opened again. First ends what the earlier one still runs. Safe to be done twice.
 */
export async function adoptSubrequests(
  deps: SubrequestDeps,
  requestId: number,
  action: number,
  earlier: number,
  items: number,
): Promise<void> {
  await runPlan(deps, requestId, earlier);
  await deps.db.query(sql`
    UPDATE request r SET parent_action = ${action}, version = version + 1
    WHERE parent_id = ${requestId} AND parent_action = ${earlier} AND parent_index < ${items} AND (status = 'OPEN' OR sub_status = 'COMPLETED')
      AND NOT EXISTS (SELECT FROM request other WHERE other.parent_id = ${requestId} AND other.parent_action = ${action} AND other.parent_index = r.parent_index)`);
}
