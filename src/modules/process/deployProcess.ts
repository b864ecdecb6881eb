import { createHash } from 'node:crypto';
import { refusal } from '../../errors';
import type { Definition } from '../../engine/definition';
import { validateDefinition } from '../../engine/validateDefinition';
import type { DeployProcessInput } from '../../generated/graphql';
import type { ProcessState } from '../../generated/prisma/client';
import { transaction, type Transaction } from '../../store/transaction';
import type { Viewer } from '../../store/viewer';
import type { Operation } from '../operation';
import { canManageFolder } from './access';
import { definitionInvalid } from './definitionInvalid';
import { getProcessRow } from './getProcessRow';
import type { ProcessRow } from './processRow';
import { replaceParticipants } from './replaceParticipants';
import { yieldState } from './yieldState';

/** Adds or replaces a version of a process. Throws DEFINITION_INVALID with all faults, DEPLOY_FORBIDDEN, PROCESS_IN_USE. */
export const deployProcess: Operation<DeployProcessInput, { process: ProcessRow }> = {
  access: canManageFolder,
  async run(context, input) {
    const { definition, faults } = validateDefinition(input.definition);
    if (!definition) throw definitionInvalid(faults);
    const id = await transaction(context.db, (tx) => deploy(tx, context.viewer, definition, input.state ?? 'ACTIVE'));
    return { process: await getProcessRow(context, id) };
  },
};

async function deploy(tx: Transaction, viewer: Viewer, definition: Definition, state: ProcessState): Promise<number> {
  const { name, version, description = '' } = definition;
  // Deployments of one name go one after the other; its row is what they queue at.
  await tx.processName.createMany({ data: [{ name }], skipDuplicates: true });
  await tx.$queryRaw`SELECT FROM process_name WHERE name = ${name} FOR UPDATE`;
  // New requests of this version wait here as well: they hold its row by their foreign key.
  await tx.$queryRaw`SELECT FROM process WHERE name = ${name} AND version = ${version} FOR UPDATE`;
  const existing = await tx.process.findUnique({ where: { name_version: { name, version } } });
  const folderId = await getFolderId(tx, viewer, name, definition.folder);
  const definitionHash = createHash('sha256').update(JSON.stringify(definition)).digest('hex');
  if (existing?.definitionHash === definitionHash && existing.state === state) return existing.id;
  await yieldState(tx, name, version, state);
  if (existing?.definitionHash === definitionHash) {
    await tx.process.update({ where: { id: existing.id }, data: { state } });
    return existing.id;
  }
  if (existing && (await tx.request.findFirst({ where: { processId: existing.id }, select: { id: true } }))) {
    throw refusal('PROCESS_IN_USE', { process: name, version, next: version + 1 });
  }
  const data = { name, version, description, state, folderId, definition, definitionHash, deployedAt: new Date() };
  const { id } = await tx.process.upsert({ where: { name_version: { name, version } }, create: data, update: data });
  await replaceParticipants(tx, id, definition);
  return id;
}

/**
 * The folder of that name, made where there is none. The viewer must manage it, and those that versions of the process lie
 * in: else the manager of one folder could put his own in the place of another's.
 */
async function getFolderId(tx: Transaction, viewer: Viewer, processName: string, name: string): Promise<number> {
  const wanted = await tx.folder.findUnique({ where: { name } });
  const present = await tx.folder.findMany({ where: { processes: { some: { name: processName } } } });
  const foreign = [...present, wanted ?? { id: null, name }].find(({ id }) => !canManageFolder(id, viewer));
  if (foreign) throw refusal('DEPLOY_FORBIDDEN', { viewer: viewer.userName, folder: foreign.name });
  return wanted?.id ?? (await tx.folder.upsert({ where: { name }, create: { name }, update: {} })).id;
}
