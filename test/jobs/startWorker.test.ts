import { pino } from 'pino';
import { Client } from 'pg';
import { z } from 'zod';
import { refusal } from '../../src/errors';
import { startWorker, type Worker } from '../../src/jobs/startWorker';
import { toJob, PermanentFailure, type Task } from '../../src/jobs/task';
import { createOutbound } from '../../src/outbound/createOutbound';
import { createSecretBox } from '../../src/secret/createSecretBox';
import { openDatabase, type Database } from '../../src/store/openDatabase';
import { createTestDatabase, databaseUrl, type TestDatabase } from '../kit/database';
import { until } from '../kit/until';

let database: TestDatabase;
let db: Database;
let worker: Worker;
/** What the worker logged, a JSON line each. */
const logged: string[] = [];
let finished: [task: string, outcome: string][];
/** What the tasks of the test below do, by their name. */
const bodies = new Map<string, (payload: { n: number }, job: { id: string; attempt: number }) => Promise<void>>();

const task = (name: string, more: Partial<Task<{ n: number }>> = {}): Task<{ n: number }> => ({
  name,
  schema: z.object({ n: z.number() }),
  maxAttempts: 3,
  timeout: 5_000,
  run: (_, payload, job) => bodies.get(name)!(payload, job),
  ...more,
});
const quick = task('quick');
const slow = task('slow');
/** Its jobs contend for what `n` says. */
const calls = task('calls', { key: ({ n }) => `peer${n}.example` });
const short = task('short', { timeout: 50 });

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url, { statementMs: 5_000, onError: () => undefined });
});
beforeEach(() => {
  finished = [];
  worker = startWorker({
    databaseUrl: database.url,
    tasks: [quick, slow, calls, short],
    deps: {
      db,
      log: pino({ level: 'debug' }, { write: (line: string) => void logged.push(line) }),
      mailer: { send: () => Promise.resolve([]), close: () => undefined },
      publicUrl: () => 'http://sluice.example',
      outbound: createOutbound(),
      secrets: createSecretBox(undefined),
      countCallback: () => undefined,
      advanceRequest: () => Promise.resolve(),
      cancelRequest: () => Promise.resolve(),
      driveSubrequests: () => Promise.resolve(),
    },
    metrics: {
      finished: (...[name, outcome]) => void finished.push([name, outcome]),
      setQueueCounts: () => undefined,
      calledBack: () => undefined,
    },
  });
});
afterEach(async () => {
  await worker.stop();
  await db.pool.query('DELETE FROM graphile_worker._private_jobs');
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

async function enqueue(of: Task<{ n: number }>, n = 0, payload: object = { n }): Promise<void> {
  const { task: name, maxAttempts, concurrencyKeys } = toJob(of, { n });
  await db.pool.query('SELECT graphile_worker.add_job($1, $2, max_attempts => $3, flags => $4)', [
    name,
    payload,
    maxAttempts,
    concurrencyKeys,
  ]);
}
/** Returns what jobs wait for until it is released. */
function hang(): { hanging: Promise<void>; release: () => void } {
  let release!: () => void;
  const hanging = new Promise<void>((resolve) => (release = resolve));
  return { hanging, release };
}
interface JobRow {
  task: string;
  attempts: number;
  maxAttempts: number;
  error: string | null;
  /** Seconds until its next attempt. */
  wait: number;
}
const jobs = async () =>
  (
    await db.pool.query<JobRow>(
      `SELECT task_identifier AS task, attempts, max_attempts AS "maxAttempts", last_error AS error, extract(epoch FROM run_at - now())::float8 AS wait
       FROM graphile_worker.jobs WHERE locked_at IS NULL ORDER BY id`,
    )
  ).rows;
/** The job, once so many attempts of it have failed. */
const failed = async (attempts = 1) =>
  (await until(async () => (await jobs()).find((job) => job.attempts === attempts && job.error !== null)))!;
const left = async () => (await db.pool.query('SELECT FROM graphile_worker.jobs')).rowCount;
const ended = (number: number) => until(() => Promise.resolve(finished.length >= number));

describe('startWorker', () => {
  it('runs a job once', async () => {
    const runs: number[] = [];
    bodies.set('quick', ({ n }) => {
      runs.push(n);
      return Promise.resolve();
    });
    await enqueue(quick, 7);
    await ended(1);
    await until(async () => (await left()) === 0);
    expect([runs, finished]).toEqual([[7], [['quick', 'done']]]);
  });

  it('is notified of jobs instead of polling every two seconds: half of them start within 500 ms', async () => {
    const begun = new Map<number, number>();
    bodies.set('quick', ({ n }) => {
      begun.set(n, performance.now());
      return Promise.resolve();
    });
    const latencies: number[] = [];
    for (let n = 0; n < 21; n += 1) {
      const enqueued = performance.now();
      await enqueue(quick, n);
      await until(() => Promise.resolve(begun.has(n)));
      latencies.push(begun.get(n)! - enqueued);
    }
    expect(latencies.sort((a, b) => a - b)[10]).toBeLessThan(500);
  });

  it('tries a job that failed again, later each time, as the same job', async () => {
    const runs: [string, number][] = [];
    bodies.set('quick', (_, { id, attempt }) => {
      runs.push([id, attempt]);
      return Promise.reject(new Error('not today'));
    });
    await enqueue(quick);
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      const job = await failed(attempt);
      waits.push(job.wait);
      // Not to wait for it.
      await db.pool.query('SELECT graphile_worker.reschedule_jobs(ARRAY(SELECT id FROM graphile_worker.jobs), run_at => now())');
    }
    const [first, second] = waits as [number, number];
    expect([new Set(runs.map(([id]) => id)).size, runs.map(([, attempt]) => attempt), finished, await jobs()]).toEqual([
      1,
      [1, 2, 3],
      [
        ['quick', 'failed'],
        ['quick', 'failed'],
        ['quick', 'dead'],
      ],
      [expect.objectContaining({ attempts: 3, maxAttempts: 3, error: 'not today' })],
    ]);
    expect([first > 2 && first < 5, second > 6 && second < 12]).toEqual([true, true]);
  });

  it.each<[string, object | undefined, string]>([
    ['the task gives up', undefined, 'never'],
    ['its payload is none of the task', { n: 'one' }, 'Invalid payload for quick'],
    ['what it asks for is refused', { n: 1 }, 'Request "7" does not exist or is not visible to you'],
    ['the database cannot store a value', { n: 2 }, 'out of range for type integer'],
    ['the database refuses it as too large', { n: 3 }, 'requested length too large'],
  ])('leaves a job dead and visible where %s', async (_, payload, error) => {
    bodies.set('quick', async ({ n }) => {
      if (n === 1) throw refusal('REQUEST_NOT_FOUND', { request: 7 });
      if (n === 2) await db.pool.query("SELECT '3000000000'::int");
      if (n === 3) await db.pool.query("SELECT repeat(repeat('x', 1000000), 2000)");
      throw new PermanentFailure('never');
    });
    await enqueue(quick, 0, payload);
    const job = await failed();
    expect([finished, job.attempts, job.maxAttempts, job.error]).toEqual([[['quick', 'dead']], 1, 1, expect.stringContaining(error)]);
  });

  it.each([
    ['somebody else is changing the request', () => Promise.reject(refusal('REQUEST_CONTENDED', { request: 7 }))],
    ['the database is away', () => Promise.reject(refusal('DATABASE_UNREACHABLE', {}))],
    ['its connection is lost', () => db.pool.query('SELECT pg_terminate_backend(pg_backend_pid())').then(() => undefined)],
  ])('tries a job again where %s', async (_, body) => {
    bodies.set('quick', body);
    await enqueue(quick);
    const job = await failed();
    expect([finished, job.attempts, job.maxAttempts]).toEqual([[['quick', 'failed']], 1, 3]);
  });

  it('ends an attempt whose time is up', async () => {
    bodies.set('short', () => new Promise(() => undefined));
    await enqueue(short);
    const job = await failed();
    expect([finished, job.error]).toEqual([[['short', 'failed']], 'Not done within 50 ms']);
  });

  it('goes on with other tasks while all jobs of one hang', async () => {
    const { hanging, release } = hang();
    let running = 0;
    let most = 0;
    bodies.set('slow', async () => {
      running += 1;
      most = Math.max(most, running);
      await hanging;
      running -= 1;
    });
    bodies.set('quick', () => Promise.resolve());
    await Promise.all(Array.from({ length: 30 }, () => enqueue(slow)));
    await until(() => Promise.resolve(running === 10));
    await Promise.all(Array.from({ length: 30 }, () => enqueue(quick)));
    await ended(30);
    const others = finished.map(([name]) => name);
    release();
    await ended(60);
    expect([others, most]).toEqual([Array.from({ length: 30 }, () => 'quick'), 10]);
  });

  it('goes on with calls to other peers while all to one of them hang', async () => {
    const { hanging, release } = hang();
    let running = 0;
    let most = 0;
    const others: number[] = [];
    bodies.set('calls', async ({ n }) => {
      if (n !== 0) return void others.push(n);
      running += 1;
      most = Math.max(most, running);
      await hanging;
      running -= 1;
    });
    await Promise.all(Array.from({ length: 30 }, () => enqueue(calls, 0)));
    await until(() => Promise.resolve(running === 5));
    await Promise.all(Array.from({ length: 30 }, (_, n) => enqueue(calls, 1 + (n % 2))));
    await ended(30);
    const sorted = [others.length, running];
    release();
    await ended(60);
    expect([sorted, most]).toEqual([[30, 5], 5]);
  });

  it('drains a long queue of one kind without a place that waits for the next poll', async () => {
    bodies.set('quick', () => Promise.resolve());
    const { task: name, concurrencyKeys } = toJob(quick, { n: 0 });
    await db.pool.query(`SELECT graphile_worker.add_job($1, '{"n": 0}', flags => $2) FROM generate_series(1, 500)`, [
      name,
      concurrencyKeys,
    ]);
    const begun = performance.now();
    await until(() => Promise.resolve(finished.length === 500), 30_000);
    // A worker whose places fall asleep takes a minute.
    expect(performance.now() - begun).toBeLessThan(20_000);
  });

  it('waits for no statement of the queue longer than for any other, and goes on when the database does', async () => {
    bodies.set('quick', () => Promise.resolve());
    const holder = new Client({ connectionString: database.url });
    await holder.connect();
    await holder.query('BEGIN; LOCK TABLE graphile_worker._private_jobs IN ACCESS EXCLUSIVE MODE');
    const lines = logged.length;
    await until(() => Promise.resolve(logged.slice(lines).some((line) => line.includes('due to statement timeout'))));
    await holder.query('COMMIT');
    await holder.end();
    await enqueue(quick);
    await ended(1);
    expect(finished).toEqual([['quick', 'done']]);
  });

  it('goes on after the database was away, and runs no job twice that ended meanwhile', async () => {
    const { hanging, release } = hang();
    const runs: string[] = [];
    bodies.set('slow', async (_, { id }) => {
      runs.push(id);
      await hanging;
    });
    bodies.set('quick', () => Promise.resolve());
    for (let n = 0; n < 5; n += 1) await enqueue(slow, n);
    await until(() => Promise.resolve(runs.length === 5));

    const name = new URL(database.url).pathname.slice(1);
    const outside = new Client({ connectionString: databaseUrl('postgres') });
    await outside.connect();
    await outside.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
    await outside.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
    release();
    await until(() => Promise.resolve(logged.some((line) => line.includes('Failed to complete jobs'))));
    // What the run that ended had is returned by a connection that may be lost as well.
    await outside.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
    const holder = new Client({ connectionString: database.url });
    await holder.connect();
    await holder.query('BEGIN; LOCK TABLE graphile_worker._private_jobs IN ACCESS EXCLUSIVE MODE');
    await until(
      async () =>
        (
          await outside.query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND wait_event_type = 'Lock' AND query LIKE '%complete_jobs($2)%'",
            [name],
          )
        ).rowCount === 1,
    );
    await holder.query('COMMIT');
    await holder.end();
    await outside.end();

    await enqueue(quick);
    await until(async () => finished.some(([task]) => task === 'quick') && (await left()) === 0);
    expect(runs).toHaveLength(5);
  });
});
