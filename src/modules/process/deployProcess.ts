import type { Definition } from '../../engine/definition';
import { validateDefinition } from '../../engine/validateDefinition';
import type { DeployProcessInput } from '../../generated/graphql';
import type { Transaction } from '../../store/transaction';
import { audited } from '../audit/audited';
import { canManageFolder } from './access';
import { carryOutDeployment } from './carryOutDeployment';
import { definitionInvalid } from './definitionInvalid';
import { getProcessRow } from './getProcessRow';
import { planDeployment } from './planDeployment';
import type { ProcessRow } from './processRow';

/** Adds or replaces a version of a process. Throws DEFINITION_INVALID with all faults, DEPLOY_FORBIDDEN, PROCESS_IN_USE. */
export const deployProcess = audited<DeployProcessInput, { process: ProcessRow }>({
  operation: 'deployProcess',
  access: canManageFolder,
  async run(context, input, change) {
    const { definition, faults } = validateDefinition(input.definition);
    if (!definition) throw definitionInvalid(faults);
    const id = await change(async (tx, audit) => {
      await lockProcess(tx, definition);
      const deployment = await planDeployment(tx, context.viewer, definition, input.state ?? 'ACTIVE');
      return carryOutDeployment(tx, audit, deployment, context.clock.now());
    });
    return { process: await getProcessRow(context, id) };
  },
});

async function lockProcess(tx: Transaction, { name, version }: Definition): Promise<void> {
  // Deployments of one name go one after the other; its row is what they queue at.
  await tx.processName.createMany({ data: [{ name }], skipDuplicates: true });
  await tx.$queryRaw`SELECT FROM process_name WHERE name = ${name} FOR UPDATE`;
  // New requests of this version wait here as well: they hold its row by their foreign key.
  await tx.$queryRaw`SELECT FROM process WHERE name = ${name} AND version = ${version} FOR UPDATE`;
}
