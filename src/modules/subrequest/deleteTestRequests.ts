import { sql } from '../../sql';
import { refusal } from '../../errors';
import type { DeleteTestRequestsInput } from '../../generated/graphql';
import { limits } from '../../limits';
import { deleteStep, isFamilyOver } from '../../store/delete/deleteStep';
import type { Transaction } from '../../store/openDatabase';
import { administer } from '../audit/audited';

interface Payload {
  deletedRequests: number;
  hasMore: boolean;
}

/** Deletes the oldest closed test requests of a process for good, with all that were started under them. Throws PROCESS_NOT_FOUND. */
export const deleteTestRequests = administer<DeleteTestRequestsInput, Payload>('deleteTestRequests', (_, { processName: name }, change) =>
  change(async (tx, audit) => {
    const newest = await tx.process.findFirst({ where: { name }, orderBy: { version: 'desc' }, select: { id: true } });
    if (!newest) throw refusal('PROCESS_NOT_FOUND', { process: name, state: 'deployed' });
    const { requests } = await deleteStep(tx, { roots: await findTests(tx, name, limits.deletionRequests.value) });
    const more = await findTests(tx, name, 1);
    audit({ type: 'Process', id: newest.id, name }, { deletedTestRequests: 0 }, { deletedTestRequests: requests.length });
    return { deletedRequests: requests.length, hasMore: more.length > 0 };
  }),
);

/** The numbers of the oldest topmost test requests of a process whose families are over. */
async function findTests(tx: Transaction, processName: string, limit: number): Promise<number[]> {
  const tests = await tx.$queryRaw<{ id: number }[]>(sql`
    SELECT t.id FROM request t
    WHERE t.process_id IN (SELECT id FROM process WHERE name = ${processName}) AND t.is_test AND t.root_id IS NULL AND ${isFamilyOver()}
    ORDER BY t.id LIMIT ${limit}::int`);
  return tests.map(({ id }) => id);
}
