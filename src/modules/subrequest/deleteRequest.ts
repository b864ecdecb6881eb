import { sql } from '../../sql';
import { refusal } from '../../errors';
import type { DeleteRequestInput } from '../../generated/graphql';
import { toJob, enqueue } from '../../jobs/task';
import { deleteFamily } from '../../jobs/tasks/family';
import { toGlobalId } from '../../relay/globalId';
import { deleteStep } from '../../store/delete/deleteStep';
import { administer } from '../audit/audited';
import { requestReference } from '../request/request';

interface Payload {
  deletedRequestId: string;
  number: number;
  deletedRequests: number;
}

interface Found {
  topmost: number | null;
  process: string;
  requester: string;
  isTest: boolean;
  requests: number;
}

/**
 * Deletes a closed request for good, with all requests that were started under it; of a large family a job deletes the rest. Throws
 * REQUEST_NOT_FOUND, REQUEST_NOT_TOPMOST, REQUEST_NOT_OVER.
 */
export const deleteRequest = administer<DeleteRequestInput, Payload>('deleteRequest', (_, input, change) => {
  const number = requestReference(input);
  return change(async (tx, audit) => {
    const [found] = await tx.$queryRaw<Found[]>(sql`
      SELECT r.root_id AS topmost, p.name AS process, u.user_name AS requester, r.is_test AS "isTest",
        (1 + (SELECT count(*) FROM request m WHERE m.root_id = r.id))::int AS requests
      FROM request r JOIN process p ON p.id = r.process_id JOIN "user" u ON u.id = r.requester_id
      WHERE r.id = ${number}::int FOR UPDATE OF r`);
    if (!found) throw refusal('REQUEST_NOT_FOUND', { request: number });
    const { topmost, ...facts } = found;
    if (topmost !== null) throw refusal('REQUEST_NOT_TOPMOST', { request: number, topmost });
    const { requests, isDone } = await deleteStep(tx, { roots: [number] });
    if (isDone && requests.length === 0) throw refusal('REQUEST_NOT_OVER', { request: number });
    if (!isDone) await enqueue(tx, toJob(deleteFamily, { root: number }));
    audit({ type: 'Request', id: number, name: String(number) }, facts, null);
    return { deletedRequestId: toGlobalId('Request', number), number, deletedRequests: facts.requests };
  });
});
