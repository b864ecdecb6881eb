import type { Context } from '../../context';
import { refusal } from '../../errors';
import { canManageFolder } from './access';
import { findProcess, type ProcessRow } from './process';

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
