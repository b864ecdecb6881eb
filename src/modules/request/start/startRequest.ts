import type { Context } from '../../../context';
import type { Changes } from '../../../engine/changes';
import type { DataChange } from '../../../engine/command';
import { runStatus, type RunStatus } from '../../../engine/runStatus';
import type { Case, Json, Person } from '../../../engine/state';
import { refusal } from '../../../errors';
import type { ParameterInput } from '../../../generated/graphql';
import { toGlobalId } from '../../../relay/globalId';
import { loadAnswered } from '../../../store/idempotency';
import type { Start, StartQuery } from '../../../store/load/loadStart';
import type { LoadedProcess } from '../../../store/load/loadDefinition';
import { findDelegator } from '../../delegation/findDelegator';
import { receiveFiles, type ReceivedFiles } from '../../file/receiveFiles';
import { peopleQuery, type UserReference } from '../../user/userReference';
import { getStartable } from './getStartable';
import { commitDecision } from '../change/commitDecision';
import { toActor, toStartSet } from '../change/toChangeSet';

/** How one operation that starts a process differs from the others. */
export interface RequestStart<Payload> {
  /** Which process, and what makes the run a repeat of an earlier one. */
  query: Omit<StartQuery, 'userIds' | 'userNames'>;
  onBehalfOf: UserReference;
  /** What started the run, for the definition to read. */
  runtime: Json;
  /** Whom it runs for. */
  case?: Case | null;
  /** What may bring files along. */
  parameters?: readonly ParameterInput[] | null | undefined;
  /** Returns whether the file of a parameter is stored; absent: all are. */
  keeps?(process: LoadedProcess, parameter: ParameterInput): boolean;
  /** The data set at the start. Throws refusals. */
  dataOf(process: LoadedProcess, files: ReceivedFiles): DataChange;
  payload(run: Run): Payload;
}

/** What came of it. */
export interface Run {
  number: number;
  uuid: string;
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
 * Makes a request and opens its first actions, where the viewer (or their delegator) may; what was started before under the same
 * uid is given as it is now. The files of its parameters are read first. Throws PROCESS_NOT_FOUND for what the viewer may not see, UID_TAKEN for a uid of another
 * process, PROCESS_NOT_PUBLIC, START_FORBIDDEN, …
 */
export async function startRequest<Payload extends object>(context: Context, start: RequestStart<Payload>): Promise<Payload> {
  const query = { ...start.query, ...peopleQuery(start.onBehalfOf) };
  const files = await receiveFiles(context, start.parameters, async (empty) => {
    const found = await context.store.loadStart(query);
    const delegator = findDelegator(context.viewer, found.people, start.onBehalfOf);
    start.dataOf(getStartable(context.viewer, found, query, delegator).process, empty);
  });
  const payload = await commitDecision<Payload>(context, query.userNames, async (among) => {
    const found = await context.store.loadStart(query, context.hook?.checked);
    const delegator = findDelegator(context.viewer, found.people, start.onBehalfOf);
    if (found.earlier && found.process) {
      // A call with the same Idempotency-Key may have started it a moment ago: then that one's answer is given.
      if (await isAnswered(context)) throw refusal('IDEMPOTENCY_KEY_TAKEN', {});
      requireSameProcess(query, found);
      const status = runStatus(found.earlier, found.earlier.openActivities, found.process.compiled);
      const { uuid } = found.earlier;
      const run = { number: found.number, uuid, processUuid: found.processUuid ?? '', status, delegator };
      return { done: start.payload({ ...run, began: null, duplicate: true }) };
    }
    const { process, requester } = getStartable(context.viewer, found, query, delegator);
    const begun = {
      number: found.number,
      process,
      requester,
      isTest: start.query.isTest,
      runtime: start.runtime,
      parent: null,
      family: { root: found.number, depth: 1, size: 0, maxSize: context.store.maxFamilySize },
      case: start.case ?? null,
      at: context.clock.now(),
      actor: toActor(context, requester.id),
    };
    const kept = [...files].flatMap(([parameter, file]) => ((start.keeps?.(process, parameter) ?? true) ? [file] : []));
    const decided = await toStartSet(begun, start.dataOf(process, files), among(found.people));
    const { request, actions } = decided.changes;
    const open = actions.filter(({ status }) => status !== 'CLOSED').map(({ activity }) => activity);
    const status = runStatus(request, open, process.compiled);
    const run = { number: found.number, uuid: decided.operation, processUuid: found.processUuid ?? '', status, delegator };
    return {
      set: { ...decided, files: kept, uid: start.query.uid },
      process,
      state: null,
      toResult: () => start.payload({ ...run, began: request, duplicate: false }),
    };
  });
  if (!payload) throw refusal('PROCESS_CONTENDED', { process: query.processName ?? toGlobalId('Process', query.processId ?? 0) });
  return payload;
}

/** Lets pass a repeat of an earlier run: its process may have got another version since, not another name. */
function requireSameProcess({ processName, processUuid, uid }: StartQuery, { process, processUuid: earlierUuid, number }: Start): void {
  if (process?.name === processName || (processUuid !== undefined && processUuid.toLowerCase() === earlierUuid)) return;
  throw refusal('UID_TAKEN', { uid: JSON.stringify(uid?.uid), request: number, process: process?.name ?? '' }, { uid: uid?.uid });
}

/** Resolves to whether something has been answered under the call's Idempotency-Key since the call came in. False for a call without one. */
async function isAnswered({ db, exchange }: Pick<Context, 'db' | 'exchange'>): Promise<boolean> {
  return exchange?.idempotency ? (await loadAnswered(db, exchange.idempotency)) !== null : false;
}
