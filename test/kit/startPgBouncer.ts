import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { programOf } from './debian';
import { connectOnce, socketUrl, type Postgres } from './startDebianPostgres';
import { makeProgramFolder, startProgram } from './startProgram';

const port = 6432;

/** Starts Debian's PgBouncer before a PostgreSQL, in transaction mode, else with its defaults; `settings` are lines of its `[pgbouncer]`. */
export async function startPgBouncer(postgres: Pick<Postgres, 'socketFolder'>, settings: string[] = []): Promise<Postgres> {
  const folder = await makeProgramFolder();
  const users = path.join(folder, 'users.txt');
  await writeFile(users, '"postgres" ""\n');
  const file = path.join(folder, 'pgbouncer.ini');
  await writeFile(
    file,
    `[databases]
* = host=${postgres.socketFolder} port=5432

[pgbouncer]
pool_mode = transaction
listen_port = ${port}
unix_socket_dir = ${folder}
auth_type = trust
auth_file = ${users}
${settings.join('\n')}
`,
  );
  const url = socketUrl(folder, port);
  const bouncer = await startProgram(programOf('pgbouncer'), [file], folder, () => connectOnce(url));
  return { url, socketFolder: folder, log: () => bouncer.output(), stop: () => bouncer.stop('SIGTERM') };
}
