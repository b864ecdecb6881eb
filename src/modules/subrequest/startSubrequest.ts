import { Refusal } from '../../errors';
import { limits } from '../../limits';
import type { Json } from '../../engine/state';
import type { LoadedProcess } from '../../store/load/loadDefinition';
import type { StartQuery } from '../../store/load/loadStart';
import { isPermanentError, permanentReason } from '../../store/connection/databaseTrouble';
import { engineActor } from '../../store/commitChanges';
import { findFilesIn, copiesAmong } from '../file/givenFiles';
import { textsAmong, coerceStateValues } from '../request/change/toDataChange';
import { commitDecision, type FindMemberAmong } from '../request/change/commitDecision';
import { toStartSet } from '../request/change/toChangeSet';
import type { SubrequestDeps } from './driveSubrequests';
import type { Plan } from './loadPlan';

/**
 * Starts one request for an action of another, as that one's requester: sub-process mode is enough, its access does not matter. Gives why it
 * cannot be started, else null; null as well where somebody else started it at the same moment.
 */
export async function startSubrequest(
  deps: SubrequestDeps,
  plan: Plan,
  parent: { id: number; action: number; index: number },
  input: { [name: string]: Json },
): Promise<string | null> {
  try {
    return await start(deps, plan, parent, input);
  } catch (error) {
    if (error instanceof Refusal && error.code !== 'UNAVAILABLE') return error.message;
    if (isPermanentError(error)) return `a request of ${plan.process} cannot be started: ${permanentReason(error)}`;
    throw error;
  }
}

async function start(
  { db, store, clock }: SubrequestDeps,
  plan: Plan,
  parent: { id: number; action: number; index: number },
  input: { [name: string]: Json },
): Promise<string | null> {
  const { root, depth, size } = plan.family;
  // Jobs of earlier versions come here unchecked.
  if (depth >= limits.familyDepth.value) return `requests are already nested ${limits.familyDepth.value} levels deep`;
  const userNames: string[] = [];
  const files = await findFilesIn(db, [parent.id], input);
  const family = { root, depth: depth + 1, size, maxSize: store.maxFamilySize };
  const actor = { ...engineActor, hops: plan.hops };
  const cannot = (reason: string) => ({ done: { reason } });
  // Once: where another job has started it meanwhile, the next look finds that.
  const started = await commitDecision<{ reason: string | null }>({ store, exchange: null }, userNames, decide, 1);
  return started?.reason ?? null;

  async function decide(among: FindMemberAmong) {
    const asked = {
      processId: null,
      processName: plan.process,
      processVersion: plan.version,
      isTest: plan.isTest && plan.version === null,
      userIds: [plan.requesterId],
      userNames,
      ...textsAmong(Object.entries(input)),
    } satisfies StartQuery;
    const found = await store.loadStart(asked);
    const start = found.process || !asked.isTest ? found : await store.loadStart({ ...asked, isTest: false });
    const { process, number, people } = start;
    const requester = people.find(({ id }) => id === plan.requesterId);
    if (!process || !requester) {
      const version = plan.version === null ? 'active version' : `version ${plan.version}`;
      return cannot(`process "${plan.process}" does not exist or has no ${version}`);
    }
    const reason = unfit(process, plan.isTest);
    if (reason !== null) return cannot(`process ${process.name} version ${process.version} ${reason}`);
    const given = files.map(({ descriptor }) => descriptor);
    const set = await toStartSet(
      { number, process, requester, isTest: plan.isTest, runtime: null, parent, family, case: plan.case, at: clock.now(), actor },
      coerceStateValues(process.compiled.definition, 'in', input, given),
      among(people),
    );
    const copies = copiesAmong(Object.values(set.changes.request.data), files);
    return { set: { ...set, copies }, process, state: null, toResult: () => ({ reason: null }) };
  }
}

function unfit({ state, compiled }: LoadedProcess, isTest: boolean): string | null {
  if (!compiled.definition.subprocess.enabled) return 'is not a sub-process: set "subprocess": {"enabled": true} in its definition';
  if (state === 'ARCHIVED' || state === 'UNDER_CONSTRUCTION') return `cannot be started: it is ${state}`;
  return state === 'TEST' && !isTest ? 'is in test, but this is not a test request' : null;
}
