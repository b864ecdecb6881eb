import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { refusal } from '../../errors';
import { definitionShape, type Definition } from '../../engine/definition';
import type { Validated } from '../../engine/validateDefinition';
import type { Fault } from '../../engine/validation/fault';
import type { ProcessState } from '../../generated/prisma/client';
import type { Transaction } from '../../store/openDatabase';
import type { Viewer } from '../../store/viewer';
import { requireDistinctName } from '../requireDistinctName';
import { canManageFolder } from './access';
import { findCycleWarnings } from './findCycleWarnings';
import { findPeopleWarnings, findRetentionWarnings, checkSyncHooks } from './deploymentChecks';
import { getParticipantRows, type ParticipantRow } from './participantRows';

/** What deploying a definition does. */
export interface Deployment {
  outcome: 'CREATED' | 'REPLACED' | 'STATE_CHANGED' | 'UNCHANGED';
  /** The version that is there, null where there is none. */
  existingId: number | null;
  definition: Definition;
  definitionHash: string;
  state: ProcessState;
  /** Null where the folder has to be made. */
  folderId: number | null;
  /** The version that gives up the state, null where none has to. */
  archives: number | null;
  participants: ParticipantRow[];
  /** Likely mistakes that do not prevent deployment. */
  warnings: Fault[];
}

/** Says what deploying this does, and writes nothing. Throws DEPLOY_FORBIDDEN, PROCESS_FOREIGN, NAME_NEAR, PROCESS_IN_USE, HOOKS_WAIT, DEFINITION_INVALID for people who do not exist. */
export async function planDeployment(
  tx: Transaction,
  viewer: Viewer,
  { definition, warnings }: Extract<Validated, { faults: [] }>,
  state: ProcessState,
): Promise<Deployment> {
  const { name, version } = definition;
  const existing = await tx.process.findUnique({ where: { name_version: { name, version } } });
  const folderId = await findFolderId(tx, viewer, name, definition.folder);
  if (!existing) await requireDistinctName(tx, 'process', name);
  if (folderId === null) await requireDistinctName(tx, 'folder', definition.folder);
  const definitionHash = createHash('sha256').update(JSON.stringify(definition)).digest('hex');
  const outcome = outcomeOf(existing, definition, state);
  if (outcome === 'REPLACED' && (await tx.request.findFirst({ where: { processId: existing?.id ?? 0 }, select: { id: true } }))) {
    throw refusal('PROCESS_IN_USE', { process: name, version, next: version + 1 });
  }
  if (state === 'ACTIVE' && outcome !== 'UNCHANGED') await checkSyncHooks(tx, definition);
  const isOnly = outcome !== 'UNCHANGED' && (state === 'ACTIVE' || state === 'TEST');
  const archived = isOnly ? await tx.process.findFirst({ where: { name, state, version: { not: version } } }) : null;
  const participants = outcome === 'CREATED' || outcome === 'REPLACED' ? await getParticipantRows(tx, definition) : [];
  const newFolder =
    folderId === null ? [{ path: 'folder', message: `the folder "${definition.folder}" does not exist yet: deploying creates it` }] : [];
  return {
    outcome,
    existingId: existing?.id ?? null,
    definition,
    definitionHash,
    state,
    folderId,
    archives: archived?.version ?? null,
    participants,
    warnings: [
      ...newFolder,
      ...warnings,
      ...(await findPeopleWarnings(tx, definition)),
      ...(await findCycleWarnings(tx, viewer, definition)),
      ...(state === 'ACTIVE' ? await findRetentionWarnings(tx, definition) : []),
    ],
  };
}

type Existing = { definition: unknown; state: ProcessState } | null;

function outcomeOf(existing: Existing, definition: Definition, state: ProcessState): Deployment['outcome'] {
  if (!existing) return 'CREATED';
  // Not by the hash: the database does not keep the order of fields, so what was exported from it has another one.
  if (!isDeepStrictEqual(definitionShape.safeParse(existing.definition).data, definition)) return 'REPLACED';
  return existing.state === state ? 'UNCHANGED' : 'STATE_CHANGED';
}

/**
 * The folder of that name. The viewer must manage it, and those that versions of the process lie in: else the manager of one
 * folder could put their own in the place of another's.
 */
async function findFolderId(tx: Transaction, viewer: Viewer, processName: string, name: string): Promise<number | null> {
  const { id = null } = (await tx.folder.findUnique({ where: { name } })) ?? {};
  // Asked first: who manages nothing here learns nothing of processes that they do not see.
  if (!canManageFolder(id, viewer)) throw refusal('DEPLOY_FORBIDDEN', { viewer: viewer.userName, folder: name });
  const present = await tx.folder.findMany({ where: { processes: { some: { name: processName } } } });
  if (!present.every((folder) => canManageFolder(folder.id, viewer)))
    throw refusal('PROCESS_FOREIGN', { viewer: viewer.userName, process: processName });
  return id;
}
