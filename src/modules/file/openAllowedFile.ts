import { constants } from 'node:fs';
import { open, readlink, realpath, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Config } from '../../config';

/** Where what looks like a file is none: it never ends, or tells what a process knows. And where containers get their secrets. */
const systemFolders = ['/proc', '/sys', '/dev', '/run/secrets'];

/**
 * Opens the file of a `file:` URL for reading, where one of these folders covers it: `/srv/in` everything below it, `/srv/in*` also what
 * begins like it, `*` everything. Null for whatever is not covered, is not there, cannot be read, or is not a plain file with a single name;
 * which of them is not told. Never one of `ownPaths` or a file below them. Decided by the file that was opened, not by
 * the path that was asked for. The caller closes it.
 */
export async function openAllowedFile(
  url: string,
  folders: readonly string[],
  ownPaths: readonly string[] = [],
): Promise<FileHandle | null> {
  const asked = toPath(url);
  if (asked === null || folders.length === 0) return null;
  try {
    const real = await realpath(asked);
    // Before it is opened: opening alone can have effects on a device. O_NONBLOCK: a FIFO would wait for its other end.
    if (!(await isCovered(real, folders, ownPaths)) || !(await stat(real)).isFile()) return null;
    const handle = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    if (await isAllowed(handle, real, folders, ownPaths)) return handle;
    await handle.close();
    return null;
  } catch {
    return null;
  }
}

async function isAllowed(handle: FileHandle, real: string, folders: readonly string[], ownPaths: readonly string[]): Promise<boolean> {
  try {
    return (await isPlainFile(handle)) && (await isCovered(await pathOf(handle, real), folders, ownPaths));
  } catch {
    return false;
  }
}

function toPath(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { protocol, hostname, username, port, search, hash, pathname } = new URL(url);
  const hasMore = hostname !== '' || username !== '' || port !== '' || search !== '' || hash !== '';
  if (protocol !== 'file:' || hasMore || /%(2f|5c|00)/i.test(pathname)) return null;
  try {
    return fileURLToPath(url);
  } catch {
    return null;
  }
}

/** A file of several names could have been linked here from anywhere on its disk. */
async function isPlainFile(handle: FileHandle): Promise<boolean> {
  const found = await handle.stat();
  return found.isFile() && found.nlink === 1;
}

/** The path of what is open, wherever it was moved while it was opened. Throws where that cannot be told. */
async function pathOf(handle: FileHandle, real: string): Promise<string> {
  if (process.platform === 'linux') return readlink(`/proc/self/fd/${handle.fd}`);
  const [opened, now] = [await handle.stat(), await stat(real)];
  if (opened.dev !== now.dev || opened.ino !== now.ino) throw new Error(`${real} was replaced`);
  return realpath(real);
}

async function isCovered(real: string, folders: readonly string[], ownPaths: readonly string[]): Promise<boolean> {
  if (systemFolders.some((folder) => isBelow(real, folder))) return false;
  for (const blocked of ownPaths) {
    const own = await realFolder(blocked);
    if (real === own || isBelow(real, own)) return false;
  }
  for (const folder of folders) if (await covers(folder, real)) return true;
  return false;
}

async function covers(entry: string, real: string): Promise<boolean> {
  if (entry === '*') return true;
  if (!entry.endsWith('*')) return isBelow(real, await realFolder(entry));
  const begin = entry.slice(0, -1);
  // `/srv/in/*` is what is in it, as `/srv/in` is.
  if (begin.endsWith('/')) return isBelow(real, await realFolder(begin));
  return real.startsWith(path.join(await realFolder(path.dirname(begin)), path.basename(begin)));
}

/** A folder that an administrator allowed may be a link itself. One that is not there covers nothing. */
function realFolder(folder: string): Promise<string> {
  return realpath(folder).catch(() => path.resolve(folder));
}

function isBelow(real: string, folder: string): boolean {
  return real.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

/** Returns whether a text is an entry of `fileAllowedFolders`: an absolute folder without `.` and `..` steps, with `*` at its end or not, or `*` alone. */
export function isFolderEntry(entry: string): boolean {
  if (entry === '*') return true;
  const folder = entry.replace(/\*$/, '');
  const isPlain = path.posix.normalize(folder) === folder && !/[*\0\\]/.test(folder);
  return path.posix.isAbsolute(folder) && isPlain;
}

/** The files and folders of a server that hold its keys and data. The embedded database may lie elsewhere: then the data folder links to it. */
export function ownPathsOf({ dataDir, tls }: Pick<Config, 'dataDir' | 'tls'>): string[] {
  return [dataDir, path.join(dataDir, 'postgresql'), ...(tls ? [tls.keyFile] : [])];
}
