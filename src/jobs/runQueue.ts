import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseCronItems, run, Logger as QueueLogger, type Runner, type WorkerEvents } from 'graphile-worker';
import type { Logger } from 'pino';
import { createConcurrencyLimits } from './createConcurrencyLimits';
import type { Heartbeat } from './openHeartbeat';
import type { JobMetrics } from './jobMetrics';
import type { Task, TaskDeps } from './task';
import { toTaskList } from './toTaskList';

/** Jobs that a process runs at a time: of one task half of them, and of these to one peer half as long as nobody else wants them. */
const slots = 20;
/** How often it looks for jobs whose time has come, in milliseconds; of those that are to run at once it is told. */
const pollInterval = 2_000;
/** The jobs that ended last: some of them the database may not have been told of. */
const maxDoneJobs = 1_000;
const retryMs = 500;

const settleJobs = 'SELECT graphile_worker.force_unlock_workers($1), (SELECT count(*) FROM graphile_worker.complete_jobs($2))';

export interface QueueParts {
  databaseUrl: string;
  tasks: readonly Task<object>[];
  deps: TaskDeps;
  metrics: JobMetrics;
}

/** One run of the queue. */
export interface Queue {
  /** Resolves when it has ended: since it was stopped, or since it lost the database at a moment that it cannot bear. */
  ended: Promise<void>;
  stop(): Promise<void>;
}

/** Its starts and ends are not logged; what it calls an error resolves by itself. */
const severities = { error: 'warn', warning: 'warn', info: 'debug', debug: 'trace' } as const;

/** Runs jobs, over three connections. Throws where the database cannot be reached. */
export async function runQueue({ databaseUrl, tasks, deps, metrics }: QueueParts, heartbeat: Heartbeat): Promise<Queue> {
  const concurrencyLimits = createConcurrencyLimits(slots);
  const events: WorkerEvents = new EventEmitter();
  const done: string[] = [];
  let worker = '';
  events.on('pool:create', ({ workerPool }) => (worker = workerPool.id));
  events.on('worker:getJob:empty', () => concurrencyLimits.endFetch([]));
  events.on('worker:getJob:error', () => concurrencyLimits.endFetch([]));
  events.on('job:start', ({ job }) => concurrencyLimits.endFetch(Object.keys(job.flags ?? {})));
  events.on('job:success', ({ job }) => {
    done.push(job.id);
    if (done.length > maxDoneJobs) done.shift();
  });

  const runner: Runner = await run({
    connectionString: databaseUrl,
    maxPoolSize: 3,
    concurrency: slots,
    pollInterval,
    noHandleSignals: true,
    logger: createQueueLog(deps.log),
    events,
    forbiddenFlags: () => concurrencyLimits.beginFetch(),
    taskList: toTaskList(tasks, deps, metrics, concurrencyLimits),
    parsedCronItems: parseCronItems(
      tasks.flatMap(({ name, schedule }) => (schedule === undefined ? [] : [{ task: name, match: schedule }])),
    ),
    // Without, a job that ends while the database is away ends the whole process.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
  });

  let isStopping = false;

  /**
   * Completes the jobs that this run finished and requeues its others, whatever the database heard of them. Retries until it has worked:
   * jobs that it left locked would run again later, finished or not.
   */
  async function requeueJobs(): Promise<void> {
    while (!isStopping) {
      try {
        await heartbeat.query(settleJobs, [[worker], done]);
        return;
      } catch (error) {
        deps.log.debug({ err: error }, 'cannot requeue the jobs of the last run yet');
        await sleep(retryMs);
      }
    }
  }

  return {
    ended: Promise.all([heartbeat.begin(worker), runner.promise.catch(() => undefined)]).then(requeueJobs),
    async stop() {
      isStopping = true;
      // It throws where it has ended by itself a moment ago.
      await runner.stop().catch(() => undefined);
    },
  };
}

/** Returns what the queue says, in our log. Jobs that are done or failed are logged by `toTaskList`, with less of their payload. */
function createQueueLog(log: Logger): QueueLogger {
  return new QueueLogger(() => (level, message, meta = {}) => {
    if ('success' in meta || 'failure' in meta) return;
    // Connections are held for moments only; three do for twenty jobs.
    if (message.includes('maxPoolSize')) return;
    log[severities[level]]({ queue: true }, message);
  });
}
