import type { Person } from '../../../engine/state';
import { refusal } from '../../../errors';
import { toGlobalId } from '../../../relay/globalId';
import type { LoadedProcess } from '../../../store/load/loadDefinition';
import type { Start, StartQuery } from '../../../store/load/loadStart';
import type { Party, Viewer } from '../../../store/viewer';
import { personIn } from '../../principals';
import { canSeeProcess, canStartProcess, canTestProcess, isPublic } from '../../process/access';

/**
 * The process that was asked for, and for whom the viewer (or their delegator) may start it. Throws PROCESS_NOT_FOUND for what the viewer may not see,
 * PROCESS_NOT_PUBLIC, START_FORBIDDEN, PROCESS_NOT_IN_USE, …
 */
export function getStartable(viewer: Viewer, found: Start, query: StartQuery, delegator: Person | null) {
  const process = getVisible(found, query, viewer);
  const requester = personIn(process.name, viewer, delegator);
  checkStart(process, query, requester);
  return { process, requester };
}

/** The process, if it exists for the viewer. */
function getVisible({ process }: Start, query: StartQuery, viewer: Viewer): LoadedProcess {
  const name = query.processName ?? toGlobalId('Process', query.processId ?? 0);
  if (!process || !canSeeProcess(process, viewer)) throw processNotFound(name, query);
  return process;
}

/** Checks that it is what was asked for, is in use, and may be started by the requester. */
function checkStart(process: LoadedProcess, query: StartQuery, requester: Party): void {
  if (query.processName !== null && !query.processUuid && process.name !== query.processName)
    throw refusal('REFERENCES_DISAGREE', { first: 'processId', second: 'processName' });
  if (query.processVersion !== null && process.version !== query.processVersion) {
    throw refusal('REFERENCES_DISAGREE', { first: 'processId', second: 'processVersion' });
  }
  const which = { process: process.name, version: process.version };
  if (!isPublic(process)) throw refusal('PROCESS_NOT_PUBLIC', which);
  if (!canStartProcess(process, requester)) throw refusal('START_FORBIDDEN', { ...which, viewer: requester.userName });
  if (process.state === 'ARCHIVED' || process.state === 'UNDER_CONSTRUCTION')
    throw refusal('PROCESS_NOT_IN_USE', { ...which, state: process.state });
  if (process.state === 'TEST' && !query.isTest) throw refusal('PROCESS_IN_TEST', which);
  if (query.isTest && !canTestProcess(process, requester)) throw refusal('TEST_FORBIDDEN', { ...which, viewer: requester.userName });
}

function processNotFound(name: string, { processVersion, isTest }: StartQuery): Error {
  if (processVersion !== null) return refusal('PROCESS_VERSION_NOT_FOUND', { process: name, version: processVersion });
  return refusal('PROCESS_NOT_FOUND', { process: name, state: isTest ? 'test' : 'active' });
}
