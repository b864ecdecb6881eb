import { mkdir, mkdtemp, rmdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { ConfigError } from '../config';

/**
 * Makes the folder where it is missing, and a folder in it, which it removes again: modes do not tell everything (read-only mounts,
 * /proc). Throws ConfigError if that cannot be.
 */
export async function requireDataDir(dataDir: string): Promise<void> {
  const full = path.resolve(dataDir);
  try {
    await makeFolder(full);
    await rmdir(await mkdtemp(path.join(full, 'probe-')));
  } catch (error) {
    throw new ConfigError(`DATA_DIR is ${JSON.stringify(dataDir)}: expected a folder that this account can write into (${codeOf(error)})`);
  }
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;

/** One level after the other: under /proc, Node's `recursive` never ends. The modes are those of `prepareClusterHome`. */
async function makeFolder(full: string): Promise<void> {
  const found = await stat(full).catch((error: unknown) => {
    if (codeOf(error) !== 'ENOENT') throw error;
    return undefined;
  });
  if (found) return;
  await makeFolder(path.dirname(full));
  await mkdir(full, { mode: process.getuid?.() === 0 ? 0o711 : 0o700 }).catch((error: unknown) => {
    // Another server that starts at the same time was faster.
    if (codeOf(error) !== 'EEXIST') throw error;
  });
}
