import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { runAs } from './postgresAccount';
import type { ClusterHome } from './prepareClusterHome';
import { StartError } from './startError';

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
