import { createHash } from 'node:crypto';
import { chown, lstat, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { Logger } from 'pino';
import type { Account } from './postgresAccount';
import { abandonPostmaster, startPostmaster, stopPostmaster } from './postmaster';
import type { Cluster } from './postmaster';
import { prepareClusterHome, createCluster } from './prepareClusterHome';
import { preparePostgresBinaries } from './preparePostgresBinaries';
import { StartError, DataInUse } from './startError';

/** The lock that the server of a data folder holds as long as it lives; PostgreSQL frees it when the process dies, however it dies. */
const serverLock = 5_305_827;
/** How long the session of a server that was just killed may take to be noticed as gone. */
const lockMs = 2_000;
const database = 'sluice';

export interface EmbeddedPostgres {
  /** Where to connect to: a socket that only PostgreSQL's account (and root) can reach. */
  url: string;
  /** Stops PostgreSQL cleanly. Close your connections before: it ends those that are left. */
  stop(): Promise<void>;
}

/**
 * Starts the PostgreSQL that comes with the npm packages, on data kept in `dataDir`. Takes over one that a killed server left running, and
 * starts it again should it die. One server a data folder; throws DataInUse for a second one. `durable: false` is for tests.
 */
export async function startEmbeddedPostgres({ dataDir, log, durable = true }: { dataDir: string; log: Logger; durable?: boolean }) {
  const folder = path.resolve(dataDir);
  const home = await prepareClusterHome(folder);
  const binaries = await preparePostgresBinaries(home.account, folder);
  const data = await createCluster(home, binaries, durable);
  const cluster = { data, binaries, durable, account: home.account, socketFolder: await prepareSocketFolder(data, home.account) };

  let stopping = false;
  let session = await occupy(cluster, folder, whenLost);
  let restarting = Promise.resolve();
  // For a process that ends without `stop`.
  const abandon = () => abandonPostmaster(data);
  process.once('exit', abandon);

  function whenLost(): void {
    if (!stopping) restarting = restart();
  }
  async function restart(): Promise<void> {
    log.error('the embedded PostgreSQL has stopped, restarting it');
    while (!stopping) {
      try {
        session = await occupy(cluster, folder, whenLost);
        log.info('the embedded PostgreSQL is running again');
        return;
      } catch (error) {
        log.error({ err: error }, 'the embedded PostgreSQL cannot be restarted yet');
        await sleep(1_000);
      }
    }
  }

  return {
    url: urlOf(cluster, database),
    async stop() {
      stopping = true;
      await restarting;
      await session.end();
      process.off('exit', abandon);
      if (!(await stopPostmaster(data)))
        log.warn('the embedded PostgreSQL did not stop in time and was killed; it recovers at its next start');
    },
  } satisfies EmbeddedPostgres;
}

/** Runs PostgreSQL and takes the server's lock in a session that is kept; makes our database where it is missing. */
async function occupy(cluster: Cluster, dataDir: string, whenLost: () => void): Promise<Client> {
  await startPostmaster(cluster);
  const client = new Client({ connectionString: urlOf(cluster, 'postgres'), application_name: 'sluice server' });
  // Its end, which follows, is what counts.
  client.on('error', () => undefined);
  await client.connect();
  const deadline = Date.now() + lockMs;
  for (;;) {
    const { rows } = await client.query<{ locked: boolean }>('SELECT pg_try_advisory_lock($1) AS locked', [serverLock]);
    if (rows[0]?.locked) break;
    if (Date.now() > deadline) {
      await client.end();
      throw new DataInUse(
        `Another server is running on the data in ${dataDir}: stop it, or set another DATA_DIR`,
        urlOf(cluster, database),
      );
    }
    await sleep(50);
  }
  const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [database]);
  if (!rowCount) await client.query(`CREATE DATABASE ${database}`);
  client.once('end', whenLost);
  return client;
}

function urlOf({ socketFolder }: Cluster, name: string): string {
  return `postgresql://postgres@localhost:5432/${name}?host=${encodeURIComponent(socketFolder)}&sslmode=disable`;
}

/** The data folder, unless the socket's path would be longer than systems allow (104 bytes): then a folder of the account in /tmp. */
async function prepareSocketFolder(data: string, account: Account): Promise<string> {
  if (Buffer.byteLength(path.join(data, '.s.PGSQL.5432.lock')) < 100) return data;
  const folder = `/tmp/sluice-${createHash('sha256').update(data).digest('hex').slice(0, 16)}`;
  const made = await mkdir(folder, { mode: 0o700 }).then(
    () => true,
    () => false,
  );
  if (made && account) await chown(folder, account.uid, account.gid);
  const found = await lstat(folder);
  // Anybody can make folders in /tmp.
  if (found.isDirectory() && found.uid === (account?.uid ?? process.getuid?.()) && (found.mode & 0o077) === 0) return folder;
  throw new StartError(`${folder} belongs to another user: remove it, or choose a DATA_DIR with a shorter path`);
}
