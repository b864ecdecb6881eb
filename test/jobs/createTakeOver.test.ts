import { runMigrations } from 'graphile-worker';
import { pino } from 'pino';
import { openHeartbeat, createTakeOver, type Heartbeat } from '../../src/jobs/openHeartbeat';
import { openDatabase, type Database } from '../../src/store/openDatabase';
import { createTestDatabase, type TestDatabase } from '../kit/database';

const log = pino({ level: 'silent' });
let database: TestDatabase;
let db: Database;
let life: Heartbeat;
beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url, { onError: () => undefined });
  await runMigrations({ connectionString: database.url });
  life = openHeartbeat(database.url, log);
});
afterAll(async () => {
  await life.stop();
  await db.close();
  await database.drop();
});

/** Jobs of a task that nobody runs here, two of them, of which the second has failed in another way after two processes. */
async function addJobs(): Promise<void> {
  await db.pool.query("SELECT graphile_worker.add_job('elsewhere', '{}'), graphile_worker.add_job('elsewhere', '{}', job_key => 'failed')");
}
/** A process takes all jobs and is gone: each time another worker, as a process that was started again is. */
async function lose(worker: string): Promise<void> {
  await db.pool.query(
    'UPDATE graphile_worker._private_jobs SET locked_at = now(), locked_by = $1, attempts = attempts + 1 WHERE attempts < max_attempts',
    [worker],
  );
}
const held = async () => (await db.pool.query('SELECT FROM graphile_worker._private_jobs WHERE locked_by IS NOT NULL')).rowCount;

describe('createTakeOver', () => {
  it('leaves a job dead whose processes ended three times, and says why; not one that failed otherwise in between', async () => {
    const takeOver = createTakeOver(life, log, 0);
    await addJobs();
    for (const worker of ['first', 'second', 'third']) {
      await lose(worker);
      if (worker === 'third') await db.pool.query("UPDATE graphile_worker._private_jobs SET last_error = 'another' WHERE key = 'failed'");
      await takeOver();
      expect(await held()).toBe(0);
    }
    const { rows } = await db.pool.query(
      'SELECT attempts >= max_attempts AS "isDead", last_error AS error FROM graphile_worker._private_jobs ORDER BY id',
    );
    expect(rows).toEqual([
      { isDead: true, error: expect.stringMatching(/^The server processes that ran it ended .* 3\. It may be what ends them/) },
      { isDead: false, error: expect.stringMatching(/ 1$/) },
    ]);
  });

  it('leaves jobs alone until their worker has been gone for the grace period', async () => {
    const takeOver = createTakeOver(life, log);
    await lose('fourth');
    await takeOver();
    await takeOver();
    expect(await held()).toBe(1);
  });
});
