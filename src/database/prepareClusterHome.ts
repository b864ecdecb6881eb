import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, lstat, mkdir, readFile, readdir, realpath, rm, rmdir, stat, symlink, writeFile, rename } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { findPostgresAccount, runAs } from './postgresAccount';
import type { Account } from './postgresAccount';
import { StartError } from './startError';

/** Where root keeps the clusters of data folders that PostgreSQL's account cannot reach. */
const elsewhere = '/var/lib/sluice';
/** In a cluster's home elsewhere: the data folder that it belongs to. */
const ownerFile = 'belongs-to';

/** Where the cluster lives, and who runs it. */
interface ClusterHome {
  /** A folder of mode 0700 that belongs to the account. */
  home: string;
  account: Account;
}

/**
 * Finds or makes the folder of the embedded cluster: `DATA_DIR/postgresql`, or, where PostgreSQL's account cannot reach that, a folder in
 * /var/lib/sluice that `DATA_DIR/postgresql` links to. Never changes folders that are not ours. Throws StartError.
 */
export async function prepareClusterHome(dataDir: string): Promise<ClusterHome> {
  // The other account has to pass through what we make ourselves; it cannot list it.
  await mkdir(dataDir, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
  const clusterFolder = path.join(dataDir, 'postgresql');
  if (await lstat(clusterFolder).catch(() => undefined)) return findHome(clusterFolder);

  const account = await findPostgresAccount();
  await mkdir(clusterFolder, { mode: 0o700 }).catch((error: unknown) => {
    throw new StartError(`Cannot create ${clusterFolder} (another server may be creating it right now): ${String(error)}`);
  });
  if (!account) return findHome(clusterFolder);
  await chown(clusterFolder, account.uid, account.gid);
  if (await canWrite(account, clusterFolder)) return { home: await realpath(clusterFolder), account };
  await rmdir(clusterFolder);
  await symlink(await makeHomeElsewhere(account, dataDir), clusterFolder);
  return findHome(clusterFolder);
}

/** The home that was made before. Its owner runs it, so that a cluster made by a user also starts for root. */
async function findHome(clusterFolder: string): Promise<ClusterHome> {
  const home = await realpath(clusterFolder).catch(() => undefined);
  if (!home)
    throw new StartError(
      `${clusterFolder} links to a folder that no longer exists: restore the folder, or remove the link to start with an empty database`,
    );
  const { uid, gid } = await stat(home);
  const self = process.getuid?.();
  if (self === undefined || self === uid) return { home, account: undefined };
  const account = { uid, gid };
  if (self !== 0)
    throw new StartError(`${home} belongs to the user with the ID ${uid}: start as that user or as root, or choose another DATA_DIR`);
  if (!(await canWrite(account, home)))
    throw new StartError(`Its owner (ID ${uid}) cannot reach ${home}: give that user access to its parent folders`);
  return { home, account };
}

/** Asks the system instead of reading modes, which do not tell everything (ACLs, read-only or root-squashing mounts). */
async function canWrite(account: Account, folder: string): Promise<boolean> {
  return runAs(account, 'test', ['-w', folder]).then(
    () => true,
    () => false,
  );
}

async function makeHomeElsewhere(account: { uid: number; gid: number }, dataDir: string): Promise<string> {
  await mkdir(elsewhere, { recursive: true });
  await chmod(elsewhere, 0o711);
  await removeForgotten();
  const home = path.join(elsewhere, randomUUID());
  await mkdir(home, { mode: 0o700 });
  await writeFile(path.join(home, ownerFile), dataDir);
  await chown(home, account.uid, account.gid);
  return home;
}

/** Removes the clusters of temporary data folders that are gone. A cluster of any other folder is kept: its disk may just not be mounted. */
async function removeForgotten(): Promise<void> {
  for (const name of await readdir(elsewhere)) {
    const home = path.join(elsewhere, name);
    const dataDir = await readFile(path.join(home, ownerFile), 'utf8').catch(() => undefined);
    // A PostgreSQL that still runs there ends by itself within a minute of losing its files.
    if (dataDir?.startsWith(os.tmpdir() + path.sep) && !existsSync(dataDir)) await rm(home, { recursive: true, force: true });
  }
}

const draftPrefix = 'unfinished-';

/**
 * Gives the cluster's data folder, made by initdb where there is none. One that was being made when the process died is started over.
 * Nobody but the account can reach it, so it asks for no password. Throws StartError, also for a cluster of another major version.
 */
export async function createCluster({ home, account }: ClusterHome, binaries: string, durable: boolean): Promise<string> {
  const data = path.join(home, 'data');
  if (existsSync(data)) {
    await checkVersion(data, binaries);
    return data;
  }
  const draft = path.join(home, `${draftPrefix}${randomUUID()}`);
  // PostgreSQL's own C.UTF-8 sorts alike on every system, whatever locales are installed.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const access = ['--username=postgres', '--auth-local=trust', '--auth-host=reject'];
  try {
    await runAs(account, path.join(binaries, 'bin/initdb'), ['-D', draft, ...access, ...locale, ...(durable ? [] : ['--no-sync'])]);
    await rename(draft, data);
  } catch (error) {
    // Another server that started at the same time may have been faster.
    if (!existsSync(data)) throw new StartError(`initdb failed: ${String(error)}`);
  }
  const drafts = (await readdir(home)).filter((name) => name.startsWith(draftPrefix));
  for (const name of drafts) await rm(path.join(home, name), { recursive: true, force: true });
  return data;
}

async function checkVersion(data: string, binaries: string): Promise<void> {
  const made = (await readFile(path.join(data, 'PG_VERSION'), 'utf8')).trim();
  const version = await runAs(undefined, path.join(binaries, 'bin/postgres'), ['--version']);
  if (version.includes(` ${made}.`)) return;
  throw new StartError(
    `The database in ${data} was created by PostgreSQL ${made}, but this is PostgreSQL ${version.trim()}: dump it with ${made} and restore it`,
  );
}
