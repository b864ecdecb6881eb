import type { Logger } from 'pino';
import type { z } from 'zod';
import type { Command } from '../engine/command';
import type { Work } from '../engine/work';
import type { Outbound } from '../outbound/createOutbound';
import type { SecretBox } from '../secret/createSecretBox';
import type { Sql } from '../sql';
import type { Job } from '../store/commitChanges';
import type { Database, Transaction } from '../store/openDatabase';
import type { Mailer } from './mail/createMailer';

/** What tasks work with. */
export interface TaskDeps {
  db: Database;
  log: Logger;
  mailer: Mailer;
  /** The way to other servers. */
  outbound: Outbound;
  /** Reads what is kept encrypted. */
  secrets: SecretBox;
  /** Counts an attempt of a callback: `failed` is tried again, `given up` is not. */
  countCallback: (outcome: 'succeeded' | 'failed' | 'given up') => void;
  /** Tells a request what came of the work outside for one of its actions. Does nothing where that action is closed already. */
  advanceRequest: (requestId: number, command: Extract<Command, { type: 'FINISH_ACTION' | 'WAKE_ACTION' }>) => Promise<void>;
  /** Cancels a request as this user. Does nothing where it is closed already. */
  cancelRequest: (requestId: number, byId: number) => Promise<void>;
  /** Starts, follows and cancels the requests that an action of a request starts; `work` says which, the first time. */
  driveSubrequests: (asked: {
    requestId: number;
    action: number;
    /** The job's ID. */
    job: string;
    work?: Extract<Work, { task: 'startRequests' }> | undefined;
  }) => Promise<void>;
  /** What links start with, without a slash at the end. */
  publicUrl: () => string;
}

/** The run of a job that is going on. */
export interface JobRun {
  /** The job's ID, the same in every attempt: what makes an effect recognizable that takes place twice. */
  id: string;
  /** From 1. */
  attempt: number;
  /** Aborted when the job's time is up. */
  signal: AbortSignal;
  /**
   * Ends this job and puts another of the same task in its place (null: none), by one statement: both, or neither. `write` is written with it:
   * the parts of a WITH that come after `done`, which is empty where somebody else has ended the job; the row of the last, `written`, is given.
   */
  replace: <Row extends object>(next: { payload: object; runAt: Date } | null, write?: Sql) => Promise<Row | null>;
}

/** One kind of work that is done apart from the call that caused it: at least once, again and again until it succeeds. */
export interface Task<Payload extends object> {
  name: string;
  schema: z.ZodType<Payload>;
  /** Attempts: ten take about 10 hours, each further one 6 to 9 hours more. */
  maxAttempts: number;
  /** How long one attempt may take, in milliseconds. */
  timeout: number;
  /** Returns what a job contends for with others of the task (a peer that may hang): those of one key leave places to the others. */
  key?(payload: Payload): string;
  /** When it runs by itself, as a cron pattern in UTC; its schema accepts `{}` then. */
  schedule?: string;
  /** Does it. Throws to be tried again later, `PermanentFailure` when that has no use. */
  run(deps: TaskDeps, payload: Payload, job: JobRun): Promise<void>;
}

/** A job of this task, for `ChangeSet.jobs`. */
export function toJob<Payload extends object>(task: Task<Payload>, payload: Payload, { runAt = null }: { runAt?: Date | null } = {}): Job {
  const { name, maxAttempts } = task;
  return { task: name, payload, runAt, maxAttempts, concurrencyKeys: task.key ? [name, `${name}/${task.key(payload)}`] : [name] };
}

/** Enqueues a job in a transaction of the administration: it is there when that is committed. */
export async function enqueue(tx: Transaction, { task, payload, runAt, maxAttempts, concurrencyKeys }: Job): Promise<void> {
  await tx.$executeRaw`SELECT graphile_worker.add_job(${task}, ${JSON.stringify(payload)}::json, run_at => ${runAt}::timestamptz,
    max_attempts => ${maxAttempts}::int, flags => ${concurrencyKeys})`;
}

/** Thrown by a task whose job can never succeed: it is dead at once, and stays visible with this message. */
export class PermanentFailure extends Error {
  override readonly name = 'PermanentFailure';
}
