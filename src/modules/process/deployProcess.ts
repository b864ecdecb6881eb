import type { Definition } from '../../engine/definition';
import { validateDefinition } from '../../engine/validateDefinition';
import type { DeployProcessInput } from '../../generated/graphql';
import type { Transaction } from '../../store/transaction';
import { audited } from '../audit/audited';
import { canManageFolder } from './access';
import { carryOutDeployment } from './carryOutDeployment';
import { definitionInvalid } from './definitionInvalid';
import { getProcessRow } from './getProcessRow';
import { planDeployment, type Deployment } from './planDeployment';
import type { ProcessRow } from './processRow';

/** What deploying did, or would do: then there is no process. */
export interface Deployed {
  process: ProcessRow | null;
  report: Pick<Deployment, 'outcome' | 'archives' | 'warnings'>;
}

/**
 * Adds or replaces a version of a process, or only says what that would do. Throws DEFINITION_INVALID with all faults,
 * DEPLOY_FORBIDDEN, PROCESS_FOREIGN, PROCESS_IN_USE, HOOKS_WAIT.
 */
export const deployProcess = audited<DeployProcessInput, Deployed>({
  operation: 'deployProcess',
  access: canManageFolder,
  async run(context, input, change) {
    const { definition, faults } = validateDefinition(input.definition);
    if (!definition) throw definitionInvalid(faults);
    const state = input.state ?? 'ACTIVE';
    if (input.dryRun) return { process: null, report: await planDeployment(context.db.prisma, context.viewer, definition, state) };
    const { id, report } = await change(async (tx, audit) => {
      await lockProcess(tx, definition);
      const deployment = await planDeployment(tx, context.viewer, definition, state);
      return { id: await carryOutDeployment(tx, audit, deployment, context.clock.now()), report: deployment };
    });
    return { process: await getProcessRow(context, id), report };
  },
});

async function lockProcess(tx: Transaction, { name, version }: Definition): Promise<void> {
  // Deployments of one name go one after the other; its row is what they queue at.
  await tx.processName.createMany({ data: [{ name }], skipDuplicates: true });
  await tx.$queryRaw`SELECT FROM process_name WHERE name = ${name} FOR UPDATE`;
  // New requests of this version wait here as well: they hold its row by their foreign key.
  await tx.$queryRaw`SELECT FROM process WHERE name = ${name} AND version = ${version} FOR UPDATE`;
}
