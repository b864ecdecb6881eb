import { isNativeError } from 'node:util/types';
import type { Changes } from '../engine/changes';
import type { CompiledDefinition } from '../engine/compileDefinition';
import type { Case, Family, Json, Parent } from '../engine/state';
import { refusal } from '../errors';
import { sql } from '../sql';
import { chooseStatement } from './commit/chooseStatement';
import { commitValues } from './commit/commitValues';
import { databaseTroubleOf, isConnectionLoss } from './connection/databaseTrouble';
import type { Delivery } from './delivery/delivery';
import type { NewFile, FileCopy } from './file';
import type { Idempotency, RunUid } from './idempotency';
import type { Database } from './openDatabase';

/** The user who changes a request, and the hook; both by their numbers. */
export interface Actor {
  /** Null: the engine, by itself. */
  actorId: number | null;
  /** The delegator, null where nobody delegated. */
  onBehalfOfId: number | null;
  /** The system-operation user who acts as the actor, null where they are themselves. */
  impersonatorId: number | null;
  /** The hook, null for GraphQL. */
  applicationId: number | null;
  /** How many calls through hooks of this server led here, one out of the other; null: as many as to the change before. */
  hops: number | null;
}

/** The actor of changes that the engine makes by itself. */
export const engineActor: Actor = { actorId: null, onBehalfOfId: null, impersonatorId: null, applicationId: null, hops: null };

/** A job to be enqueued by the very statement that commits what it follows from. Made by `toJob`. */
export interface Job {
  /** The name of its task. */
  task: string;
  /** What the task's schema accepts, as JSON. Never a secret: it stays in the database until the job is done. */
  payload: object;
  /** Not before then; null: at once. */
  runAt: Date | null;
  /** The number of attempts; then the job is dead. */
  maxAttempts: number;
  /** What limits how many of its kind run at a time in a process, so that slow ones do not hold up the others: see `createConcurrencyLimits`. */
  concurrencyKeys: string[];
}

/** Everything of one operation that has to be written together, or not at all. */
export interface ChangeSet extends Actor {
  /** The operation's own UUID; of a new request also its UUID. */
  operation: string;
  requestId: number;
  /** Who sees the request anyway. */
  requesterId: number;
  /** The version that it was decided on, or what a new request starts with. */
  over: number | NewRequest;
  /** Where it stands, as it was decided on. */
  family: Family;
  at: Date;
  changes: Changes;
  /** What it was decided by. */
  compiled: CompiledDefinition;
  /** The answer to be kept, where the call has an Idempotency-Key. */
  answer: (Idempotency & { payload: object }) | null;
  /** What is to be done once it is written. */
  jobs?: Job[];
  /** Of a new request: under which it is started once. */
  uid?: RunUid | undefined;
  /** The files that its data name for the first time. */
  files?: NewFile[];
  /** Files of other requests that its data name for the first time. */
  copies?: FileCopy[];
  /** The call that it came with, to be logged. */
  delivery?: Delivery | null;
}

export interface NewRequest {
  processId: number;
  /** The definition that it was decided on. */
  definitionHash: string;
  isTest: boolean;
  /** What started the run. */
  runtime: Json;
  /** The action of another request that starts it: one request for each of its places. */
  parent: Parent | null;
  /** Whom it runs for. */
  case: Pick<Case, 'id' | 'uuid'> | null;
}

/**
 * COMMITTED: written, now or by an earlier try of the same operation. STALE: somebody changed the request (or replaced
 * the definition, or started a run under the uid) in between: load and decide again. KEY_TAKEN: another call with this Idempotency-Key was faster.
 */
export type CommitResult = 'COMMITTED' | 'STALE' | 'KEY_TAKEN';

async function write(db: Database, sets: ChangeSet[], lost: boolean): Promise<CommitResult[]> {
  const { name, text, parts } = chooseStatement(sets, lost);
  const values = await commitValues(parts, sets);
  const rows = await db.query<{ result: CommitResult; delivery: number | null }>({ name, text, values });
  return rows.map(({ result, delivery: id }, n) => {
    const delivery = sets[n]?.delivery;
    if (delivery) delivery.id ??= id;
    return result;
  });
}

const deadlock = '40P01';
const maxDeadlocks = 10;
const uniqueViolation = '23505';
/** The uid was free and the Idempotency-Key was not: so the request that the uid is to lead to was not made, and nothing is written. */
const uidWithoutRequest = 'run_uid_request_id_fkey';
/** The case was deleted with its last request, after it was read for this one. */
const withoutCase = 'request_case_id_fkey';
const maxOutageMs = 5_000;
const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function caseNotFound({ over }: ChangeSet): Error {
  return refusal('CASE_NOT_FOUND', { case: (typeof over === 'object' && over.case?.uuid) || '' });
}

async function isWritten(db: Database, { requestId, operation }: ChangeSet): Promise<boolean> {
  const rows = await db.read(sql`SELECT 1 FROM history WHERE request_id = ${requestId} AND operation = ${operation}::uuid LIMIT 1`);
  return rows.length > 0;
}

/**
 * Writes all of these sets by one statement, each on its own terms: one that is refused does not touch its neighbors.
 * At most one set per request, per Idempotency-Key and per uid. Safe to be sent again after a lost connection, which it does for
 * about five seconds. Gives what the database says against a set that cannot be written at all.
 *
 * @param lost an earlier try may have been committed
 */
export async function commitChanges(db: Database, sets: ChangeSet[], lost = false): Promise<(CommitResult | Error)[]> {
  const deadline = performance.now() + maxOutageMs;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const results = await write(db, sets, lost);
      // The lost try may have been committed while this one waited for its locks, after this one's snapshot: look once more.
      return lost && results.some((result) => result !== 'COMMITTED') ? await write(db, sets, lost) : results;
    } catch (error) {
      if (!isNativeError(error)) throw error;
      const code = 'code' in error ? error.code : undefined;
      const isDeadlock = code === deadlock;
      if (isDeadlock ? attempt <= maxDeadlocks : isConnectionLoss(error) && performance.now() < deadline) {
        lost ||= !isDeadlock;
        await sleep(isDeadlock ? Math.random() * 20 : Math.min(100 * attempt, 1_000));
        continue;
      }
      const [only] = sets;
      // The number of a new request is taken: by an earlier try of this one, or by another since somebody set the sequence back.
      if (code === uniqueViolation && only && sets.length === 1) return [(await isWritten(db, only)) ? 'COMMITTED' : 'STALE'];
      if (sets.length === 1 && 'constraint' in error && error.constraint === uidWithoutRequest) return ['KEY_TAKEN'];
      if (only && sets.length === 1 && 'constraint' in error && error.constraint === withoutCase) return [caseNotFound(only)];
      // Nothing was wrong with any of them: one by one they would each wait as long again.
      if (databaseTroubleOf(error)) return sets.map(() => error);
      if (sets.length === 1) return [error];
      // One faulty set fails its whole group: write them one by one, so that only its own caller hears of it.
      const results: (CommitResult | Error)[] = [];
      // PostgreSQL reports the fault before it lets go of the rows: on another connection they would seem to be somebody else's.
      for (const set of sets) results.push(...(await commitChanges(db, [set], true)));
      return results;
    }
  }
}
