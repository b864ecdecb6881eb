import type { Definition } from '../../engine/definition';
import { isLargerThan } from '../../engine/measureJson';
import type { Json } from '../../engine/state';
import { validateDefinition, type Validated } from '../../engine/validateDefinition';
import { checkLength } from '../../engine/validation/checkText';
import { refusal } from '../../errors';
import type { Context } from '../../context';
import type { DeployProcessInput } from '../../generated/graphql';
import type { Transaction } from '../../store/openDatabase';
import { audited } from '../audit/audited';
import { canDeploy } from './access';
import { applyDeployment } from './applyDeployment';
import { definitionInvalid } from './participantRows';
import { planDeployment, type Deployment } from './planDeployment';
import { getProcessRow, type ProcessRow } from './process';

/** What deploying did or, with a null `process`, what it would do. */
export interface Deployed {
  process: ProcessRow | null;
  report: Pick<Deployment, 'outcome' | 'definition' | 'archives' | 'warnings'>;
}

/** Bytes of a definition that is checked at once. */
const maxInlineBytes = 20_000;

/**
 * Adds or replaces a version of a process, or only says what that would do. Throws DEPLOY_NOWHERE, DEFINITION_INVALID with all faults,
 * DEFINITION_TOO_SLOW, EXPRESSIONS_BUSY, DEPLOY_FORBIDDEN, PROCESS_FOREIGN, NAME_NEAR, PROCESS_IN_USE, HOOKS_WAIT.
 */
export const deployProcess = audited<DeployProcessInput, Deployed>({
  operation: 'deployProcess',
  async run(context, input, change) {
    // Asked first: reading a definition is work.
    if (!canDeploy(context.viewer)) throw refusal('DEPLOY_NOWHERE', { viewer: context.viewer.userName });
    const validated = await validate(context, input.definition);
    if (!validated.definition) throw definitionInvalid(validated.faults);
    const { definition } = validated;
    const state = input.state ?? 'ACTIVE';
    if (input.dryRun) return { process: null, report: await planDeployment(context.db.prisma, context.viewer, validated, state) };
    const { id, report } = await change(async (tx, audit) => {
      await lockProcess(tx, definition);
      const deployment = await planDeployment(tx, context.viewer, validated, state);
      return { id: await applyDeployment(tx, audit, deployment, context.clock.now()), report: deployment };
    });
    return { process: await getProcessRow(context, id), report };
  },
});

/** A long one is checked on another thread. What is too long is not: it would be copied there only to be refused. */
async function validate({ threads, viewer }: Context, document: unknown): Promise<Validated> {
  const isHere = !isLargerThan(document as Json, maxInlineBytes) || !checkLength(document, () => undefined);
  return isHere ? validateDefinition(document) : threads.validate(viewer.userName, document);
}

async function lockProcess(tx: Transaction, { name, version }: Definition): Promise<void> {
  // Deployments of one name, and of those that look like it, go one after the other; its row is what they queue at.
  const { count } = await tx.processName.createMany({ data: [{ name }], skipDuplicates: true });
  await tx.$queryRaw`SELECT FROM process_name WHERE name_key(name) = name_key(${name}) ORDER BY name FOR UPDATE`;
  if (count === 0) await takeOver(tx, name);
  // New requests of this version wait here as well: they hold its row by their foreign key.
  await tx.$queryRaw`SELECT FROM process WHERE name = ${name} AND version = ${version} FOR UPDATE`;
}

/** Gives this name, where it does not exist, to one that looks like it and has no version left. */
async function takeOver(tx: Transaction, name: string): Promise<void> {
  await tx.$executeRaw`WITH alike AS (SELECT name FROM process_name WHERE name_key(name) = name_key(${name}))
    UPDATE process_name SET name = ${name}
    WHERE name = (SELECT min(name) FROM alike) AND NOT EXISTS (SELECT FROM alike WHERE name = ${name} OR name IN (SELECT name FROM process))`;
}
