import { once } from 'node:events';
import { mkdir, mkdtemp, rmdir, stat } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError, type Config } from '../config';

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

/** How long something that listens may take to accept a connection, in milliseconds. */
const acceptMs = 1_000;
/** Ports below need a right that only listening shows. */
const firstUnprivileged = 1_024;

/**
 * Checks that the server can listen there, before anything else is done. It connects instead of listening: callers who come in that moment would be
 * accepted and reset, while a refused connection lets a proxy ask another server. Throws ConfigError.
 */
export async function requireFreePort({ host, port }: Pick<Config, 'host' | 'port'>): Promise<void> {
  if (port >= firstUnprivileged && (await isTaken(host, port))) {
    throw toPortError(Object.assign(new Error(), { code: 'EADDRINUSE' }), { host, port });
  }
  const probe = createServer().listen(port < firstUnprivileged ? port : 0, host);
  await once(probe, 'listening').catch((error: unknown) => {
    throw toPortError(error as NodeJS.ErrnoException, { host, port });
  });
  probe.close();
  await once(probe, 'close');
}

async function isTaken(host: string, port: number): Promise<boolean> {
  const socket = connect(port, host);
  const connected = once(socket, 'connect').then(
    // Where nothing listens, a connection can come to be its own other end.
    () => socket.localPort !== port,
    () => false,
  );
  const isConnected = await Promise.race([connected, sleep(acceptMs, false)]);
  socket.destroy();
  return isConnected;
}

/** Returns what is wrong with PORT or HOST when the server cannot listen there. */
export function toPortError({ code, message }: NodeJS.ErrnoException, { host, port }: Pick<Config, 'host' | 'port'>): ConfigError {
  if (code === 'EADDRINUSE') return new ConfigError(`PORT is "${port}", which is in use on ${host}: expected a free port, or 0 for any`);
  if (code === 'EACCES')
    return new ConfigError(`PORT is "${port}", which this account cannot use: expected a port from 1024 on, or 0 for any`);
  return new ConfigError(`HOST is "${host}": expected an address of this machine (${message})`);
}
