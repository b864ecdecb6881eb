import { sql } from '../../sql';
import { z } from 'zod';
import type { Context } from '../../context';
import type { Json } from '../../engine/state';
import { weigh } from '../../engine/measureJson';
import { refusal } from '../../errors';
import type { RunWorkflowBatchInput } from '../../generated/graphql';
import { describeIssue } from '../../input/describeIssue';
import { limits } from '../../limits';
import { commitOwned } from '../../store/commitOwned';
import type { RunUid } from '../../store/idempotency';
import { isObject, isUuid } from '../guards';
import { keepAnswered, requestsIn } from '../keepAnswered';
import type { Operation } from '../operation';
import { visibleProcesses } from '../process/visibleProcesses';
import { toRefusal } from '../toRefusal';
import { startWorkflow, type WorkflowRun } from './start/startWorkflow';

/** What came of one of many: a run, or why there is none. */
export type BatchedRun = WorkflowRun | { uid: string | null; error: string; code: string };

/** Runs that are started together: what the store takes in one statement. Two such groups are under way, so that runs are numbered in their order. */
const atOnce = 128;

const form = z.object(
  {
    workflow: z.string('must be the name or UUID of a process').normalize('NFC'),
    stateValues: z.unknown().optional(),
    runtime: z.unknown().optional(),
    uid: z.string(`must be a string of 1 to ${limits.uidCharacters.value} characters`).nullish(),
  },
  'must be an object',
);

/** Starts many processes in their order, each on its own terms: what is wrong with one is said in its place. Throws CALLER_LEFT, and starts no more, when nobody waits for it. */
export const runWorkflowBatch: Operation<RunWorkflowBatchInput, { runs: BatchedRun[] }> = {
  async run(context, { batch: inputs, workflow }) {
    const batch = inputs.map((item: unknown) => (isObject(item) ? { ...item, workflow: item.workflow ?? workflow } : item));
    const maxBatchRuns = limits.batchRuns.value;
    if (batch.length < 1 || batch.length > maxBatchRuns)
      throw refusal('INPUT_INVALID', { path: 'batch', reason: `must be a list of 1 to ${maxBatchRuns} runs` });
    checkBytes(batch);
    if (workflow != null) await requireWorkflow(context, workflow);
    const runs = await runAll(context, batch);
    const { exchange, clock, budget } = context;
    if (exchange?.delivery) exchange.delivery.requestIds = requestsIn({ runs });
    // Runs that were not begun are not answered as refused: a repeat under the same key starts them.
    budget.checkBudget();
    if (!exchange || !runs.some((run) => 'duplicate' in run && !run.duplicate)) return { runs };
    // Last, when all have their effect: a repeat of a call that broke off before finds what it has started by its derived uids.
    const owned = { over: null, write: sql`SELECT`, at: clock.now() };
    await keepAnswered(context, { runs }, (kept) => commitOwned(context.db, { ...owned, ...kept }));
    return { runs };
  },
};

/** Returns what the call gives to all of its runs, as one value that is stored with each of them. Throws BATCH_TOO_LARGE. */
function checkBytes(batch: readonly unknown[]): void {
  const limit = limits.batchBytes.value;
  const known = new Map<unknown, number>();
  const bytesOf = (value: unknown) => {
    const bytes = known.get(value) ?? weigh((value ?? null) as Json, limit);
    known.set(value, bytes);
    return bytes;
  };
  let bytes = 0;
  for (const item of batch) {
    if (isObject(item)) bytes += bytesOf(item.runtime) + bytesOf(item.stateValues);
    if (bytes > limit) throw refusal('BATCH_TOO_LARGE', { runs: batch.length, limit }, { limit });
  }
}

async function runAll(context: Context, batch: readonly unknown[]): Promise<BatchedRun[]> {
  const { exchange } = context;
  // The answer of the call is kept as a whole, not that of a run of it, and so is its entry.
  const own = { ...context, store: whileAwaited(context), exchange: exchange && { ...exchange, idempotency: null, delivery: null } };
  const groups: Promise<BatchedRun[]>[] = [];
  const byUid = new Map<string, Promise<BatchedRun>>();
  let numbered: Promise<unknown> = Promise.resolve();
  for (let begun = 0; begun < batch.length; begun += atOnce) {
    const before = numbered;
    const numbers: Promise<void>[] = [];
    const group = batch.slice(begun, begun + atOnce).map((item, n) => {
      const { promise, resolve } = deferred();
      numbers.push(promise);
      const numberedInOrder = { ...own, store: numberedAfter(own.store, before, resolve) };
      const start = () => runOne(numberedInOrder, item, derivedUid(exchange, begun + n)).finally(resolve);
      const uid = uidOf(item);
      // The later of two in one batch is the duplicate, whichever the database would have taken first.
      const run = (uid !== null && byUid.get(uid)?.then(start)) || start();
      if (uid !== null) byUid.set(uid, run);
      return run;
    });
    numbered = Promise.all(numbers);
    groups.push(Promise.all(group));
    // While the database writes one group, the next one is decided.
    await groups.at(-2);
  }
  return (await Promise.all(groups)).flat();
}

/** Returns a store in which a run gets its number after those of the group before; `onNumbered` is called when it has got one. */
function numberedAfter(store: Context['store'], before: Promise<unknown>, onNumbered: () => void): Context['store'] {
  return {
    ...store,
    async loadStart(...query) {
      await before;
      try {
        return await store.loadStart(...query);
      } finally {
        onNumbered();
      }
    },
  };
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}

/** Commits no run after the caller has left, however long its first step computed. */
function whileAwaited({ store, budget }: Context): Context['store'] {
  return {
    ...store,
    async commitChanges(set) {
      budget.checkBudget();
      return store.commitChanges(set);
    },
  };
}

async function runOne(context: Context, item: unknown, repeated: RunUid | undefined): Promise<BatchedRun> {
  try {
    context.budget.checkBudget();
    const { data, error } = form.safeParse(item);
    const [issue] = error?.issues ?? [];
    if (!data) throw refusal('INPUT_INVALID', { path: issue?.path.join('.') || 'batch', reason: issue ? describeIssue(issue) : '' });
    return await startWorkflow(context, data, repeated);
  } catch (error) {
    const { message, code } = toRefusal(error, context.log);
    return { uid: uidOf(item), error: message, code };
  }
}

function uidOf(item: unknown): string | null {
  return isObject(item) && typeof item.uid === 'string' ? item.uid : null;
}

/** Returns what tells the same run of the same call: undefined for a call without an Idempotency-Key. */
function derivedUid(exchange: Context['exchange'], index: number): RunUid | undefined {
  if (!exchange?.idempotency) return undefined;
  const { scope, key, bodyHash } = exchange.idempotency;
  return { scope: `Key:${scope}`, uid: `${bodyHash} ${index} ${key}` };
}

/** Checks that a process of this name or UUID has an ACTIVE version that the viewer may see. Throws PROCESS_NOT_FOUND. */
async function requireWorkflow({ db, viewer }: Context, nameOrUuid: string): Promise<void> {
  const uuid = isUuid(nameOrUuid) ? nameOrUuid : null;
  const found = await db.read(
    sql`SELECT FROM process p JOIN process_name f ON f.name = p.name
      WHERE p.state = 'ACTIVE' AND (p.name = ${nameOrUuid} OR f.uuid = ${uuid}::uuid) AND ${visibleProcesses(viewer)} LIMIT 1`,
  );
  if (found.length === 0) throw refusal('PROCESS_NOT_FOUND', { process: nameOrUuid, state: 'active' });
}
