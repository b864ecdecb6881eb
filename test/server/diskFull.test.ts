import { execFileSync } from 'node:child_process';
import { appendFile, chmod, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { Client } from 'pg';
import { migrate } from '../../src/database/migrate';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/database/startEmbeddedPostgres';
import { databaseUrl, serverVariable, template } from '../kit/database';
import { addProcess } from '../kit/factories';
import { startTestServer, type TestServer } from '../kit/startTestServer';
import { until } from '../kit/until';

/** Mounts a small disk there, which only root can, and not in every container. */
function mount(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=200m', 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe('a database whose disk is full', () => {
  const usual = process.env[serverVariable];
  let disk: string;
  let isMounted = false;
  let postgres: EmbeddedPostgres | undefined;
  let server: TestServer;
  beforeAll(async () => {
    disk = await mkdtemp(path.join(os.tmpdir(), `sluice-test-${process.pid}-disk-`));
    isMounted = mount(disk);
    if (!isMounted) return;
    await chmod(disk, 0o711);
    postgres = await startEmbeddedPostgres({ dataDir: disk, log: pino({ level: 'silent' }) });
    process.env[serverVariable] = postgres.url;
    const client = new Client({ connectionString: postgres.url });
    await client.connect();
    await client.query(`CREATE DATABASE ${template}`);
    await client.end();
    await migrate(databaseUrl(template));
    server = await startTestServer();
    await addProcess(server, 'P', { data: [{ name: 'TEXT', type: 'TEXT' }] });
  }, 120_000);
  afterAll(async () => {
    if (isMounted) {
      await server.stop();
      await postgres?.stop();
      execFileSync('umount', [disk]);
    }
    await rm(disk, { recursive: true, force: true });
    if (usual !== undefined) process.env[serverVariable] = usual;
  });

  /** A text that PostgreSQL cannot make small. */
  const long = () => Buffer.from(Array.from({ length: 300_000 }, () => Math.random() * 256)).toString('base64');
  const create = () => server.hook('createRequest', { processName: 'P', parameters: [{ name: 'TEXT', textValue: long() }] });
  const isReady = async () => (await fetch(`${server.url}/readyz`)).status === 200;

  async function fill(): Promise<void> {
    const block = Buffer.alloc(1_000_000);
    for (;;) {
      try {
        await appendFile(path.join(disk, 'fill'), block);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return;
        throw error;
      }
    }
  }

  it('is not ready, answers 503, and is back once there is space', async () => {
    if (!isMounted) {
      process.stderr.write('skipped: no file system can be mounted here\n');
      return;
    }
    const before = [await isReady(), (await create()).status];
    await fill();
    await until(async () => !(await isReady()));
    const refused = await create();
    await rm(path.join(disk, 'fill'));
    await until(isReady);
    expect([before, refused.status, refused.body, (await create()).status]).toEqual([
      [true, 200],
      503,
      {
        error: expect.stringContaining(
          'The database cannot store anything at the moment, for example because its disk is full: try again later',
        ),
        code: 'UNAVAILABLE',
      },
      200,
    ]);
  }, 120_000);
});
