import { refusal } from '../../errors';
import type { DeleteProcessInput } from '../../generated/graphql';
import { audited } from '../audit/audited';
import { processSubject, describeProcess, getManagedProcess } from './process';
import { toGlobalId } from '../../relay/globalId';

/**
 * Removes a version that has no requests; the UUID of its name stays for a version that may come. Throws PROCESS_KEPT and what
 * `getManagedProcess` throws.
 */
export const deleteProcess = audited<DeleteProcessInput, { deletedProcessId: string }>({
  operation: 'deleteProcess',
  async run(context, input, change) {
    const { id, name, version } = await getManagedProcess(context, input);
    await change(async (tx, audit) => {
      await tx.$queryRaw`SELECT FROM process_name WHERE name = ${name} FOR UPDATE`;
      // Anyone who commits a request of this version holds its row meanwhile; from here on they find it locked.
      const [there] = await tx.$queryRaw<object[]>`SELECT id FROM process WHERE id = ${id} FOR UPDATE`;
      if (!there) throw refusal('PROCESS_VERSION_NOT_FOUND', { process: name, version });
      if (await tx.request.findFirst({ where: { processId: id }, select: { id: true } }))
        throw refusal('PROCESS_KEPT', { process: name, version });
      audit(processSubject({ id, name, version }), await describeProcess(tx, id), null);
      await tx.process.delete({ where: { id } });
    });
    return { deletedProcessId: toGlobalId('Process', id) };
  },
});
