import { once } from 'node:events';
import { createServer } from 'node:net';
import { ConfigError, type Config } from '../config';

/** Listens for a moment where the server is to listen, before anything else is done. Throws ConfigError if that cannot be. */
export async function requireFreePort({ host, port }: Pick<Config, 'host' | 'port'>): Promise<void> {
  const probe = createServer().listen(port, host);
  await once(probe, 'listening').catch((error: unknown) => {
    throw toPortError(error as NodeJS.ErrnoException, { host, port });
  });
  probe.close();
  await once(probe, 'close');
}

/** What is wrong with PORT or HOST when the server cannot listen there. */
export function toPortError({ code, message }: NodeJS.ErrnoException, { host, port }: Pick<Config, 'host' | 'port'>): ConfigError {
  if (code === 'EADDRINUSE') return new ConfigError(`PORT is "${port}", which is in use on ${host}: expected a free port, or 0 for any`);
  if (code === 'EACCES')
    return new ConfigError(`PORT is "${port}", which this account cannot use: expected a port from 1024 on, or 0 for any`);
  return new ConfigError(`HOST is "${host}": expected an address of this machine (${message})`);
}
