import { definitionShape } from '../../engine/definition';
import type { Fault } from '../../engine/validation/fault';
import { refusal } from '../../errors';
import type { ProcessState, SetProcessStateInput } from '../../generated/graphql';
import { audited } from '../audit/audited';
import { findCycleWarnings } from './findCycleWarnings';
import { findRetentionWarnings, checkSyncHooks } from './deploymentChecks';
import { processSubject, getProcessRow, getManagedProcess, type ProcessRow } from './process';
import { yieldState } from './applyDeployment';

/** Moves a version to another state; activating one archives the one before. Throws HOOKS_WAIT and what `getManagedProcess` throws. */
export const setProcessState = audited<SetProcessStateInput, { process: ProcessRow; warnings: Fault[] }>({
  operation: 'setProcessState',
  async run(context, { state, ...reference }, change) {
    const process = await getManagedProcess(context, reference);
    const warnings = await change(async (tx, audit) => {
      await tx.$queryRaw`SELECT FROM process_name WHERE name = ${process.name} FOR UPDATE`;
      const before = await tx.process.findUnique({ where: { id: process.id } });
      if (!before) throw refusal('PROCESS_VERSION_NOT_FOUND', { process: process.name, version: process.version });
      // It was checked when it was deployed.
      const definition = isStarted(state) && before.state !== state ? definitionShape.safeParse(before.definition).data : undefined;
      if (definition && state === 'ACTIVE') await checkSyncHooks(tx, definition);
      await yieldState(tx, audit, process.name, process.version, state);
      await tx.process.update({ where: { id: process.id }, data: { state } });
      audit(processSubject(process), { state: before.state }, { state });
      if (!definition) return [];
      // Other processes and requests may have changed since this one was deployed.
      const cycles = await findCycleWarnings(tx, context.viewer, definition);
      return state === 'ACTIVE' ? [...cycles, ...(await findRetentionWarnings(tx, definition))] : cycles;
    });
    return { process: await getProcessRow(context, process.id), warnings };
  },
});

/** Returns whether versions of this state are started. */
function isStarted(state: ProcessState): boolean {
  return state === 'ACTIVE' || state === 'TEST';
}
