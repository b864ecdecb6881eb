import type { Context } from '../../context';
import { refusal } from '../../errors';
import type { QueryProcessArgs, ProcessFilter, ProcessOrder, ProcessOrderField } from '../../generated/graphql';
import { idKey } from '../../relay/globalId';
import type { List } from '../../relay/loadConnections';
import type { PageArgs } from '../../relay/readPageArgs';
import { sql, join, type Sql } from '../../sql';
import type { LoadedProcess } from '../../store/load/loadDefinition';
import type { Transaction } from '../../store/openDatabase';
import type { AuditSubject, Facts } from '../audit/audited';
import {
  findConnection,
  isOneOf,
  whereFilter,
  whereGiven,
  startsWith,
  orderOf,
  type FoundConnection,
  type Orders,
} from '../findConnection';
import { canManageFolder } from './access';
import { visibleProcesses } from './visibleProcesses';

/** A version of a process as the fields of `Process` read it. */
export interface ProcessRow extends Pick<LoadedProcess, 'id' | 'name' | 'version' | 'state' | 'folderId'> {
  uuid: string;
  description: string;
  folderName: string;
  deployedAt: Date;
}

/** `SELECT` and `FROM` of it, out of `process p`. */
const processColumns: Sql = sql`p.id, n.uuid, p.name, p.version, p.description, p.state, p.folder_id AS "folderId", f.name AS "folderName",
  p.deployed_at AS "deployedAt"`;
const fromProcess: Sql = sql`FROM process p JOIN process_name n ON n.name = p.name JOIN folder f ON f.id = p.folder_id`;

/** A page of versions of processes. */
export type ProcessRows = FoundConnection<ProcessRow>;

/** A version of a process as the audit trail names it. */
export function processSubject({ id, name, version }: { id: number; name: string; version: number }): AuditSubject {
  return { type: 'Process', id, name: `${name} version ${version}` };
}

/** Resolves to what the audit trail compares of a version of a process; of its definition the SHA-256. */
export async function describeProcess(tx: Transaction, id: number): Promise<Facts> {
  const { definitionHash, folder, ...facts } = await tx.process.findUniqueOrThrow({
    where: { id },
    select: { name: true, version: true, description: true, state: true, definitionHash: true, folder: { select: { name: true } } },
  });
  return { ...facts, folder: folder.name, definition: definitionHash };
}

/** The process of that ID, null where there is none that the viewer may see. Batched. */
export function loadProcessRow(context: Context, id: number): Promise<ProcessRow | null> {
  return context.loaders.load('visible process', id, async (ids: number[]) => {
    const rows = await context.db.read<ProcessRow>(
      sql`SELECT ${processColumns} ${fromProcess} WHERE p.id = ANY (${ids}) AND ${visibleProcesses(context.viewer)}`,
    );
    return new Map(rows.map((row) => [row.id, row]));
  });
}

/** The process of a request that the viewer may see: who sees the one sees the other. Batched. */
export async function getProcessRow(context: Context, id: number): Promise<ProcessRow> {
  const row = await context.loaders.load('process', id, (ids: number[]) =>
    context.shareReads('process', ids, async (all) => {
      const rows = await context.db.read<ProcessRow>(sql`SELECT ${processColumns} ${fromProcess} WHERE p.id = ANY (${all})`);
      return new Map(rows.map((one) => [one.id, one]));
    }),
  );
  if (!row) throw new Error(`Process ${id} is gone`);
  return row;
}

/** The process by ID, or by name and version, or the one of that name in use. Null where there is none that the viewer may see. Throws REFERENCE_MISSING, REFERENCES_DISAGREE, ID_INVALID. */
export async function findProcess(context: Context, { id, name, version, inTest }: QueryProcessArgs): Promise<ProcessRow | null> {
  const key = idKey('id', id, 'Process');
  if (key) {
    const row = await loadProcessRow(context, key[0] ?? 0);
    const meansTwo = row && ((name != null && name !== row.name) || (version != null && version !== row.version));
    if (meansTwo) throw refusal('REFERENCES_DISAGREE', { first: 'id', second: 'name and version' });
    return row;
  }
  if (name == null) throw refusal('REFERENCE_MISSING', { what: 'A process ID or name' });
  const which = version == null ? sql`p.state = ${inTest ? 'TEST' : 'ACTIVE'}::process_state` : sql`p.version = ${version}`;
  const [row] = await context.db.read<ProcessRow>(
    sql`SELECT ${processColumns} ${fromProcess} WHERE p.name = ${name} AND ${which} AND ${visibleProcesses(context.viewer)}`,
  );
  return row ?? null;
}

const orders: Orders<ProcessOrderField> = {
  DEPLOYED_AT: [
    { by: sql`p.deployed_at`, type: 'timestamptz' },
    { by: sql`p.id`, type: 'int' },
  ],
  NAME: [
    { by: sql`p.name`, type: 'text' },
    { by: sql`p.version`, type: 'int' },
  ],
};

/** The versions of processes that the viewer may see, last deployed first; `of` narrows them to those of a parent (`parent.id`). */
export function findProcesses(
  context: Context,
  list: string,
  args: PageArgs & { filter?: ProcessFilter | null; orderBy?: ProcessOrder | null },
  of?: { where: Sql; parentId: number },
): Promise<FoundConnection<ProcessRow>> {
  const given = whereFilter<ProcessFilter>(args.filter ?? {}, conditionsOf);
  const where = [visibleProcesses(context.viewer), of?.where ?? sql`true`, ...given];
  const found: List = {
    columns: processColumns,
    from: sql`${fromProcess} WHERE ${join(where, ' AND ')}`,
    ...orderOf(orders, args.orderBy, { field: 'DEPLOYED_AT', direction: 'DESC' }),
  };
  return findConnection(context, list, args, found, of?.parentId);
}

function conditionsOf(filter: ProcessFilter): Sql[] {
  const { name, names, nameStartsWith, folderName, folderNames, state, states, deployedAfter, deployedBefore } = filter;
  return whereGiven([
    [name, () => sql`p.name = ${name}`],
    [names, () => isOneOf(sql`p.name`, names)],
    [nameStartsWith, () => startsWith(sql`p.name`, nameStartsWith ?? '')],
    [folderName, () => sql`f.name = ${folderName}`],
    [folderNames, () => isOneOf(sql`f.name`, folderNames)],
    [state, () => sql`p.state = ${state}::process_state`],
    [states, () => isOneOf(sql`p.state`, states, 'process_state')],
    [deployedAfter, () => sql`p.deployed_at >= ${deployedAfter}`],
    [deployedBefore, () => sql`p.deployed_at < ${deployedBefore}`],
  ]);
}

/** Resolves to what a name means where no version is named: the active version, else the newest; null where there is none that the viewer may see. Batched. */
export function loadProcessNamed(context: Context, name: string): Promise<ProcessRow | null> {
  return context.loaders.load('process by name', name, async (names: string[]) => {
    const rows = await context.db.read<ProcessRow>(sql`
      SELECT DISTINCT ON (p.name) ${processColumns} ${fromProcess} WHERE p.name = ANY (${names}) AND ${visibleProcesses(context.viewer)}
      ORDER BY p.name, p.state = 'ACTIVE' DESC, p.version DESC`);
    return new Map(rows.map((row) => [row.name, row]));
  });
}

/** How an input names one version. */
export interface VersionReference {
  id?: string | null;
  name?: string | null;
  version?: number | null;
}

/**
 * The version that an input names by ID, or by name and version, and that the viewer manages. Throws REFERENCE_MISSING,
 * REFERENCES_DISAGREE, ID_INVALID, PROCESS_VERSION_NOT_FOUND, PROCESS_ID_NOT_FOUND, MANAGE_FORBIDDEN.
 */
export async function getManagedProcess(
  context: Context,
  { id = null, name = null, version = null }: VersionReference,
): Promise<ProcessRow> {
  if (id === null && (name === null || version === null))
    throw refusal('REFERENCE_MISSING', { what: 'A process ID, or a name and a version,' });
  const found = await findProcess(context, { id, name, version });
  if (!found) {
    throw id === null
      ? refusal('PROCESS_VERSION_NOT_FOUND', { process: name ?? '', version: version ?? 0 })
      : refusal('PROCESS_ID_NOT_FOUND', { id });
  }
  if (!canManageFolder(found.folderId, context.viewer)) {
    throw refusal('MANAGE_FORBIDDEN', { viewer: context.viewer.userName, process: found.name, folder: found.folderName });
  }
  return found;
}
