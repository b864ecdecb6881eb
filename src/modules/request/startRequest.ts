import type { Context } from '../../context';
import type { Changes } from '../../engine/changes';
import type { DataChange } from '../../engine/command';
import type { Json, Person } from '../../engine/state';
import { refusal } from '../../errors';
import type { ParameterInput } from '../../generated/graphql';
import { toGlobalId } from '../../relay/globalId';
import type { Start, StartAsked } from '../../store/loadStart';
import type { LoadedProcess } from '../../store/loadedProcess';
import type { Party, Viewer } from '../../store/viewer';
import { memberFinder } from '../action/memberFinder';
import { commitAnswered } from '../commitAnswered';
import { receiveFiles, type ReceivedFiles } from '../file/receiveFiles';
import { findDelegator } from '../delegation/findDelegator';
import { personIn } from '../delegation/personIn';
import { canSeeProcess, canStartProcess, canTestProcess, isPublic } from '../process/access';
import { tryAgain } from '../tryAgain';
import { peopleAsked, type UserReference } from '../user/userReference';
import { isAnswered } from './isAnswered';
import { runStatus, type RunStatus } from './runStatus';
import { toDoer } from './toDoer';
import { toJobs } from './toJobs';
import { toStartSet } from './toStartSet';

/** How one operation that starts a process differs from the others. */
export interface RequestStart<Payload> {
  /** Which process, and what makes the run a repeat of an earlier one. */
  asked: Omit<StartAsked, 'userIds' | 'userNames'>;
  onBehalfOf: UserReference;
  /** What started the run, for the definition to read. */
  runtime: Json;
  /** What may bring files along. */
  parameters?: readonly ParameterInput[] | null | undefined;
  /** The data set at the start. Throws refusals. */
  dataOf(process: LoadedProcess, files: ReceivedFiles): DataChange;
  payload(run: Run): Payload;
}

/** What came of it. */
export interface Run {
  number: number;
  /** The UUID that all versions of its process share. */
  processUuid: string;
  status: RunStatus;
  /** What became of it at once; null for what was started before. */
  began: Changes['request'] | null;
  /** It was started by an earlier call with the same uid, and this one did nothing. */
  duplicate: boolean;
  delegator: Person | null;
}

/**
 * Makes a request and opens its first actions, where the viewer (or his delegator) may; what was started before under the same
 * uid is given as it is now. The files of its parameters are read first. Throws PROCESS_NOT_FOUND for what the viewer may not see, PROCESS_NOT_PUBLIC, START_FORBIDDEN, …
 */
export async function startRequest<Payload extends object>(context: Context, start: RequestStart<Payload>): Promise<Payload> {
  const asked = { ...start.asked, ...peopleAsked(start.onBehalfOf) };
  const files = await receiveFiles(context, start.parameters, async (empty) => {
    const found = await context.store.loadStart(asked);
    const delegator = findDelegator(context.viewer, found.people, start.onBehalfOf);
    start.dataOf(getStartable(context, found, asked, delegator).process, empty);
  });
  const payload = await tryAgain(async () => {
    const missing = new Set<string>();
    const found = await context.store.loadStart(asked);
    const delegator = findDelegator(context.viewer, found.people, start.onBehalfOf);
    if (found.earlier && found.process) {
      // A call with the same Idempotency-Key may have started it a moment ago: then that one's answer is given.
      if (await isAnswered(context)) throw refusal('IDEMPOTENCY_KEY_TAKEN', {});
      const status = runStatus(found.earlier, found.earlier.openActivities, found.process.compiled);
      return start.payload({ number: found.number, processUuid: found.processUuid ?? '', status, began: null, duplicate: true, delegator });
    }
    const { process, requester } = getStartable(context, found, asked, delegator);
    const begun = {
      number: found.number,
      process,
      requester,
      isTest: start.asked.isTest,
      runtime: start.runtime,
      parent: null,
      at: context.clock.now(),
      doer: toDoer(context, requester.id),
    };
    const findMember = memberFinder(found.people, asked.userNames, missing);
    const set = { ...(await toStartSet(begun, start.dataOf(process, files), findMember)), files: [...files.values()] };
    asked.userNames.push(...missing);
    if (missing.size > 0) return null;
    const { request, actions } = set.changes;
    const open = actions.filter(({ status }) => status !== 'CLOSED').map(({ activity }) => activity);
    const status = runStatus(request, open, process.compiled);
    const processUuid = found.processUuid ?? '';
    const created = start.payload({ number: found.number, processUuid, status, began: request, duplicate: false, delegator });
    return (await commitAnswered(context, { ...set, uid: start.asked.uid, jobs: toJobs(set, { process, state: null }) }, created))
      ? created
      : null;
  });
  if (!payload) throw refusal('PROCESS_CONTENDED', { process: asked.processName ?? toGlobalId('Process', asked.processId ?? 0) });
  return payload;
}

/** The process, if it exists for the viewer, and for whom he may start it. */
function getStartable(context: Context, found: Start, asked: StartAsked, delegator: Person | null) {
  const process = getVisible(found, asked, context.viewer);
  const requester = personIn(process.name, context.viewer, delegator);
  checkStart(process, asked, requester);
  return { process, requester };
}

/** The process, if it exists for the viewer. */
function getVisible({ process }: Start, asked: StartAsked, viewer: Viewer): LoadedProcess {
  const name = asked.processName ?? toGlobalId('Process', asked.processId ?? 0);
  if (!process || !canSeeProcess(process, viewer)) throw processNotFound(name, asked);
  return process;
}

/** Checks that it is what was asked for, is in use, and may be started by the requester. */
function checkStart(process: LoadedProcess, asked: StartAsked, requester: Party): void {
  if (asked.processName !== null && !asked.processUuid && process.name !== asked.processName)
    throw refusal('REFERENCES_DISAGREE', { first: 'processId', second: 'processName' });
  if (asked.processVersion !== null && process.version !== asked.processVersion) {
    throw refusal('REFERENCES_DISAGREE', { first: 'processId', second: 'processVersion' });
  }
  const which = { process: process.name, version: process.version };
  if (!isPublic(process)) throw refusal('PROCESS_NOT_PUBLIC', which);
  if (!canStartProcess(process, requester)) throw refusal('START_FORBIDDEN', { ...which, viewer: requester.userName });
  if (process.state === 'ARCHIVED' || process.state === 'UNDER_CONSTRUCTION')
    throw refusal('PROCESS_NOT_IN_USE', { ...which, state: process.state });
  if (process.state === 'TEST' && !asked.isTest) throw refusal('PROCESS_IN_TEST', which);
  if (asked.isTest && !canTestProcess(process, requester)) throw refusal('TEST_FORBIDDEN', { ...which, viewer: requester.userName });
}

function processNotFound(name: string, { processVersion, isTest }: StartAsked): Error {
  if (processVersion !== null) return refusal('PROCESS_VERSION_NOT_FOUND', { process: name, version: processVersion });
  return refusal('PROCESS_NOT_FOUND', { process: name, state: isTest ? 'in test' : 'active' });
}
