import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { open, readFile, readlink, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { postgresEnvironment } from './postgresAccount';
import type { Account } from './postgresAccount';
import { StartError } from './startError';

/** How a cluster is run. */
export interface Cluster {
  /** The data folder. */
  data: string;
  /** The folder of the socket. */
  socketFolder: string;
  /** The folder of the binaries. */
  binaries: string;
  account: Account;
  /** False only in tests: what is committed may be lost with the machine, but it is faster. */
  durable: boolean;
}

/** How long a PostgreSQL that another server left may take to answer or to end. */
const leftBehindMs = 10_000;
/** How long PostgreSQL may take to start: after a crash it first works through its log. */
const startMs = 300_000;
const stopMs = 20_000;

/** Makes the cluster's PostgreSQL run and accept connections: adopts one that a killed server left, waits for one that is ending, starts one. */
export async function startPostmaster(cluster: Cluster): Promise<void> {
  const deadline = Date.now() + leftBehindMs;
  for (;;) {
    const left = await findPostmaster(cluster.data);
    if (left?.ready) return;
    const failure = left ? `another PostgreSQL is running with the process ID ${left.pid}` : await launch(cluster);
    if (!failure) return;
    // The processes of a killed postmaster, and one that another server starts just now, need a moment.
    const maySettle = left ?? /lock file|shared memory/.test(failure);
    if (!maySettle || Date.now() > deadline) throw new StartError(`The embedded PostgreSQL in ${cluster.data} does not start: ${failure}`);
    await sleep(100);
  }
}

/** Stops the cluster's PostgreSQL cleanly, no matter who started it. Ends open connections. Gives false where that took too long and it was forced. */
export async function stopPostmaster(data: string): Promise<boolean> {
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    const running = await findPostmaster(data);
    if (!running) return signal === 'SIGINT';
    process.kill(running.pid, signal);
    const deadline = Date.now() + stopMs;
    while (Date.now() < deadline) {
      if (!(await findPostmaster(data))) return signal === 'SIGINT';
      await sleep(20);
    }
  }
  return false;
}

/** Tells the cluster's PostgreSQL to stop, without waiting for it: for a process that is just about to end. */
export function abandonPostmaster(data: string): void {
  try {
    const pid = parseInt(readFileSync(path.join(data, 'postmaster.pid'), 'utf8'));
    // Not 0, which would be our own process group.
    if (pid > 0) process.kill(pid, 'SIGINT');
  } catch {
    // It runs no more.
  }
}

/** The postmaster that runs on the data folder, by its postmaster.pid. Removes that file where the process ID is now someone else's. */
async function findPostmaster(data: string): Promise<{ pid: number; ready: boolean } | undefined> {
  const file = path.join(data, 'postmaster.pid');
  const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n');
  const pid = Number(lines[0]);
  if (!pid || !isAlive(pid)) return undefined;
  // A postmaster stands in its data folder. PostgreSQL itself would refuse to start for a foreign process of the same user.
  if (process.platform === 'linux' && (await readlink(`/proc/${pid}/cwd`).catch(() => undefined)) !== data) {
    await rm(file, { force: true });
    return undefined;
  }
  return { pid, ready: lines[7]?.trim() === 'ready' };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Starts a postmaster; gives what it complained of where it ended instead. */
async function launch({ data, socketFolder, binaries, account, durable }: Cluster): Promise<string | undefined> {
  const settings = [
    'listen_addresses=',
    'port=5432',
    `unix_socket_directories=${socketFolder}`,
    'unix_socket_permissions=0700',
    'max_connections=200',
    // Refused statements are the business of who sent them, and may hold secrets.
    'log_min_messages=log',
    'log_checkpoints=off',
    ...(durable ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']),
  ];
  const logFile = path.join(path.dirname(data), 'postgresql.log');
  const log = await open(logFile, 'w', 0o600);
  // In a group of its own, so that Ctrl-C in a terminal ends only the server, which then stops it when nothing needs it any more.
  const child = spawn(path.join(binaries, 'bin/postgres'), ['-D', data, ...settings.flatMap((setting) => ['-c', setting])], {
    ...account,
    cwd: '/',
    detached: true,
    env: postgresEnvironment,
    stdio: ['ignore', log.fd, log.fd],
  });
  let failed: string | undefined;
  child.once('error', (error) => (failed = error.message));
  child.once('exit', (code, signal) => (failed = `it exited with ${String(signal ?? code)}`));
  child.unref();
  await log.close();

  const deadline = Date.now() + startMs;
  while (!failed && Date.now() < deadline) {
    if ((await findPostmaster(data))?.ready) return undefined;
    await sleep(20);
  }
  return `${failed ?? 'it takes too long'}. ${(await readFile(logFile, 'utf8')).trim()}`;
}
