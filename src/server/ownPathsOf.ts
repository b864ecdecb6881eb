import path from 'node:path';
import type { Config } from '../config';

/** The files and folders of a server that hold its keys and data. The embedded database may lie elsewhere: then the data folder links to it. */
export function ownPathsOf({ dataDir, tls }: Pick<Config, 'dataDir' | 'tls'>): string[] {
  return [dataDir, path.join(dataDir, 'postgresql'), ...(tls ? [tls.keyFile] : [])];
}
