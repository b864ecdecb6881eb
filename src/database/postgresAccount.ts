import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { StartError } from './startError';

/** The system account that PostgreSQL runs as; undefined: the account of this process. */
export type Account = { uid: number; gid: number } | undefined;

/** What a PostgreSQL program is started with: none of our environment, which holds secrets and might hold PG* variables. */
export const postgresEnvironment = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

/** The account for a new cluster: where this process is root, whom PostgreSQL refuses to run as, that is `postgres`, else `nobody`. */
export async function findPostgresAccount(): Promise<Account> {
  if (process.getuid?.() !== 0) return undefined;
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n');
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = lines.find((line) => line.startsWith(`${name}:`))?.split(':') ?? [];
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new StartError(
    'The embedded PostgreSQL cannot run as root, and this system has no user postgres or nobody: set DATABASE_URL, or start as another user',
  );
}

/** Runs a program to its end as the account and gives what it printed; throws execFile's error, which carries `stderr`. */
export async function runAs(account: Account, file: string, args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(file, args, { ...account, cwd: '/', env: postgresEnvironment });
  return stdout;
}
