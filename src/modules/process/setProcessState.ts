import { refusal } from '../../errors';
import type { SetProcessStateInput } from '../../generated/graphql';
import { audited } from '../audit/audited';
import { canManageFolder } from './access';
import { findProcess } from './findProcess';
import { getProcessRow } from './getProcessRow';
import type { ProcessRow } from './processRow';
import { processSubject } from './processSubject';
import { yieldState } from './yieldState';

/** Moves a version to another state; activating one archives the one before. Throws PROCESS_VERSION_NOT_FOUND, MANAGE_FORBIDDEN. */
export const setProcessState = audited<SetProcessStateInput, { process: ProcessRow }>({
  operation: 'setProcessState',
  access: canManageFolder,
  async run(context, { id, name, version, state }, change) {
    if (id == null && (name == null || version == null))
      throw refusal('REFERENCE_MISSING', { what: 'A process ID, or a name and a version,' });
    const found = await findProcess(context, { id: id ?? null, name: name ?? null, version: version ?? null });
    if (!found) throw processNotFound(id ?? null, name ?? '', version ?? 0);
    if (!canManageFolder(found.folderId, context.viewer)) {
      throw refusal('MANAGE_FORBIDDEN', { viewer: context.viewer.userName, process: found.name, folder: found.folderName });
    }
    await change(async (tx, audit) => {
      await tx.$queryRaw`SELECT FROM process_name WHERE name = ${found.name} FOR UPDATE`;
      const before = await tx.process.findUniqueOrThrow({ where: { id: found.id } });
      await yieldState(tx, audit, found.name, found.version, state);
      await tx.process.update({ where: { id: found.id }, data: { state } });
      audit(processSubject(found), { state: before.state }, { state });
    });
    return { process: await getProcessRow(context, found.id) };
  },
});

function processNotFound(id: string | null, name: string, version: number): Error {
  return id === null ? refusal('PROCESS_VERSION_NOT_FOUND', { process: name, version }) : refusal('PROCESS_ID_NOT_FOUND', { id });
}
