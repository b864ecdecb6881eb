import { sql } from '../../sql';
import { refusal } from '../../errors';
import type { CancelRequestFamilyInput } from '../../generated/graphql';
import { toJob, enqueue } from '../../jobs/task';
import { cancelFamily } from '../../jobs/tasks/family';
import { toGlobalId } from '../../relay/globalId';
import { administer } from '../audit/audited';
import { requestReference } from '../request/request';

interface Payload {
  requestId: string;
  number: number;
  openRequests: number;
}

/**
 * Ends the family of a request: from now on none is started in it, and a job cancels those that are open. May be repeated. Throws
 * REQUEST_NOT_FOUND.
 */
export const cancelRequestFamily = administer<CancelRequestFamilyInput, Payload>('cancelRequestFamily', (context, input, change) => {
  const number = requestReference(input);
  return change(async (tx, audit) => {
    // Locked, so that no request is started under it meanwhile: see `commitStatement`.
    const [root] = await tx.$queryRaw<{ id: number; endedAt: Date | null }[]>(sql`
      SELECT t.id, t.family_ended_at AS "endedAt" FROM request r JOIN request t ON t.id = COALESCE(r.root_id, r.id)
      WHERE r.id = ${number}::int FOR UPDATE OF t`);
    if (!root) throw refusal('REQUEST_NOT_FOUND', { request: number });
    const endedAt = root.endedAt ?? context.clock.now();
    const [{ open } = { open: 0 }] = await tx.$queryRaw<{ open: number }[]>(sql`
      SELECT count(*)::int AS open FROM request WHERE (root_id = ${root.id} OR id = ${root.id}) AND status = 'OPEN'`);
    await tx.$queryRaw(sql`UPDATE request SET family_ended_at = ${endedAt}::timestamptz WHERE id = ${root.id}`);
    await enqueue(tx, toJob(cancelFamily, { root: root.id, byId: context.viewer.id }));
    audit({ type: 'Request', id: root.id, name: String(root.id) }, { familyEndedAt: root.endedAt }, { familyEndedAt: endedAt });
    return { requestId: toGlobalId('Request', root.id), number: root.id, openRequests: open };
  });
});
