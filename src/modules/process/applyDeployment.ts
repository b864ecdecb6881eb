import { assigningDataOf } from '../../engine/definition';
import type { ProcessState } from '../../generated/prisma/client';
import type { Transaction } from '../../store/openDatabase';
import type { Audit } from '../audit/audited';
import { requireDistinctName } from '../requireDistinctName';
import { describeFolder } from './folder';
import { replaceParticipants } from './participantRows';
import type { Deployment } from './planDeployment';
import { processSubject, describeProcess } from './process';

/** Does what was planned in the same transaction, and gives the ID of the version. */
export async function applyDeployment(tx: Transaction, audit: Audit, deployment: Deployment, deployedAt: Date): Promise<number> {
  const { outcome, existingId, definition, state } = deployment;
  const { name, version } = definition;
  const before = existingId === null ? null : await describeProcess(tx, existingId);
  if (outcome !== 'UNCHANGED') await yieldState(tx, audit, name, version, state);
  const id = await write(tx, audit, deployment, deployedAt);
  audit(processSubject({ id, name, version }), before, await describeProcess(tx, id));
  return id;
}

async function write(tx: Transaction, audit: Audit, deployment: Deployment, deployedAt: Date): Promise<number> {
  const { outcome, existingId, definition, definitionHash, state } = deployment;
  const { name, version, description = '' } = definition;
  if (existingId !== null && outcome === 'UNCHANGED') return existingId;
  if (existingId !== null && outcome === 'STATE_CHANGED') {
    await tx.process.update({ where: { id: existingId }, data: { state } });
    return existingId;
  }
  const folderId = deployment.folderId ?? (await addFolder(tx, audit, definition.folder));
  const assigningData = assigningDataOf(definition);
  const document = JSON.stringify(definition);
  const data = { name, version, description, state, folderId, definition, document, definitionHash, assigningData, deployedAt };
  const { id } = await tx.process.upsert({ where: { name_version: { name, version } }, create: data, update: data });
  await replaceParticipants(tx, id, deployment.participants);
  return id;
}

/** Makes the folder, unless somebody else was faster. Throws NAME_NEAR. */
async function addFolder(tx: Transaction, audit: Audit, name: string): Promise<number> {
  const { count } = await tx.folder.createMany({ data: { name }, skipDuplicates: true });
  if (count === 0) await requireDistinctName(tx, 'folder', name);
  const { id } = await tx.folder.findUniqueOrThrow({ where: { name } });
  if (count > 0) audit({ type: 'Folder', id, name }, null, await describeFolder(tx, id));
  return id;
}

/** Archives the other version of that name which is in this state, if only one may be. */
export async function yieldState(tx: Transaction, audit: Audit, name: string, version: number, state: ProcessState): Promise<void> {
  if (state !== 'ACTIVE' && state !== 'TEST') return;
  const where = { name, state, version: { not: version } };
  for (const archived of await tx.process.updateManyAndReturn({ where, data: { state: 'ARCHIVED' } })) {
    audit(processSubject(archived), { state }, { state: archived.state });
  }
}
