import type { EvaluateInThreadFor } from '../engine/expression/scope';
import { refusal } from '../errors';
import { limits } from '../limits';
import { startsIn } from './commit/parts';
import { commitChanges, type ChangeSet, type CommitResult } from './commitChanges';
import { inBatches } from './inBatches';
import type { CheckedCall } from './load/createConfiguration';
import { loadDefinition, createDefinitions } from './load/loadDefinition';
import { loadFavorable, type Favorable, type FavorableQuery } from './load/loadFavorable';
import { loadHooks, type Hook, type HookKey } from './load/loadHook';
import { loadRequests, type RequestQuery, type RequestFound } from './load/loadRequest';
import { loadStartable, loadStarts, type Start, type StartQuery } from './load/loadStart';
import type { Database } from './openDatabase';
import { weighSet } from './commit/commitValues';

/** The hot statements of one process. Calls that arrive while a statement runs go into the next one together. */
export interface Store {
  /** How many requests may be started under one topmost request. */
  readonly maxFamilySize: number;
  loadHook(key: HookKey): Promise<Hook | null>;
  /** The same for a new call, with what `loadStart` takes. */
  enterHook(key: HookKey): Promise<[Hook | null, CheckedCall | null]>;
  /** A number that the call took along at its hook is used. */
  loadStart(asked: StartQuery, call?: CheckedCall | null): Promise<Start>;
  loadRequest(asked: RequestQuery): Promise<RequestFound>;
  loadFavorable(asked: FavorableQuery): Promise<Favorable>;
  /** Written and durable once it resolves as COMMITTED. Throws when the set cannot be written at all. */
  commitChanges(set: ChangeSet): Promise<CommitResult>;
  /** Runs `work` after all earlier work on the same request in this process. */
  withLock<Result>(requestId: number, work: () => Promise<Result>): Promise<Result>;
}

/** Bytes that one statement writes together, unless one set alone has more. */
const maxBatchWeight = 8_000_000;

/**
 * The store over this database; one per server process, or calls do not find together. `onCommit` is notified of each set that was written, `evaluateInThread` is
 * for expressions that take longer than a moment.
 */
export function createStore(
  db: Database,
  onCommit: (set: ChangeSet) => void = () => undefined,
  maxFamilySize: number = limits.descendants.value,
  evaluateInThread: EvaluateInThreadFor | null = null,
): Store {
  const definitions = createDefinitions(evaluateInThread);
  const maxWaitMs = db.statementMs;
  const commit = inBatches((sets: ChangeSet[]) => commitChanges(db, sets), {
    apart: ({ requestId, family, changes, answer, uid }) => [
      `request ${requestId}`,
      // The statement counts what it starts in the row of the topmost one, which it can change only once.
      ...(startsIn(changes) > 0 && family.root !== requestId ? [`request ${family.root}`] : []),
      ...(answer ? [`key ${answer.scope} ${answer.key}`] : []),
      ...(uid ? [`uid ${uid.scope} ${uid.uid}`] : []),
    ],
    weigh: (set) => weighSet(set, maxBatchWeight),
    maxBatchWeight: maxBatchWeight,
    maxWaitMs,
  });
  const loadLight = inBatches((asked: RequestQuery[]) => loadRequests(db, definitions, asked, maxFamilySize, false), { maxWaitMs });
  // Of what is large, as few as possible are in memory at once.
  const loadHeavy = inBatches(
    async (asked: RequestQuery[]) => (await loadRequests(db, definitions, asked, maxFamilySize, true)) as (RequestFound | Error)[],
    { maxBatchSize: 1, maxWaitMs },
  );
  const loadHook = inBatches((keys: HookKey[]) => loadHooks(db, keys), { maxWaitMs });
  const loadWholeStart = inBatches((asked: StartQuery[]) => loadStarts(db, definitions, asked), { maxWaitMs });

  /** Of a start that depends on nothing but the configuration only the number is asked for. */
  async function loadStart(asked: StartQuery, call: CheckedCall | null = null): Promise<Start> {
    const isPlain = !asked.uid && asked.userIds.length === 0 && asked.userNames.length === 0;
    const [found, number] = isPlain ? await loadStartable(db, asked, call) : [null, null];
    if (!found || number === null || found.assigningData.length > 0) return loadWholeStart(asked);
    const process = await loadDefinition(db, definitions, found.process);
    return process ? { process, processUuid: found.processUuid, number, earlier: null, people: [] } : loadWholeStart(asked);
  }

  /** What was answered under a key is none of the configuration. */
  const isInMemory = ({ idempotencyKey, webhookId }: HookKey) => idempotencyKey === null && webhookId === null;
  const nameOf = ({ tokenHash }: HookKey) => `hook ${tokenHash}`;

  return {
    maxFamilySize,
    loadHook: (key) => (isInMemory(key) ? db.configuration.get(nameOf(key), () => loadHook(key)) : loadHook(key)),
    enterHook: async (key) =>
      isInMemory(key) ? db.configuration.getForCall(nameOf(key), () => loadHook(key)) : [await loadHook(key), null],
    loadStart,
    loadRequest: async (asked) => (await loadLight(asked)) ?? loadHeavy(asked),
    loadFavorable: (asked) => loadFavorable(db, definitions, asked),
    async commitChanges(set) {
      const result = await commit(set);
      if (result === 'COMMITTED') onCommit(set);
      return result;
    },
    withLock: createKeyedMutex(maxWaitMs),
  };
}

/**
 * Returns a mutex per key: it runs `work` after all earlier work of the same key has ended, well or not. Throws DATABASE_TOO_SLOW instead if
 * that takes longer than `maxWaitMs`.
 */
export function createKeyedMutex(maxWaitMs = Infinity): <Result>(key: number, work: () => Promise<Result>) => Promise<Result> {
  const last = new Map<number, Promise<unknown>>();
  return async (key, work) => {
    const before = last.get(key);
    const deadline = performance.now() + maxWaitMs;
    const inTime = () => (performance.now() > deadline ? Promise.reject(refusal('DATABASE_TOO_SLOW', {}, { retryAfter: 1 })) : work());
    const own = before ? before.then(inTime, inTime) : work();
    last.set(key, own);
    try {
      return await own;
    } finally {
      if (last.get(key) === own) last.delete(key);
    }
  };
}
