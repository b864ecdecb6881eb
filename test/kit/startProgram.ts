import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { findPostgresAccount, postgresEnvironment } from '../../src/database/postgresAccount';

/** What the folders of programs that tests run are called: the process of the tests is in the name, so that a later run can clean up. */
export const folderPrefix = 'sluice-test-';

/** A program of the system that runs in a folder of its own. */
export interface Program {
  pid: number;
  /** Returns what it wrote so far. */
  output(): string;
  /** Ends it by the signal, and removes its folder. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Makes a temporary folder that belongs to the account that PostgreSQL runs as. */
export async function makeProgramFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), `${folderPrefix}${process.pid}-`));
  await chmod(folder, 0o755);
  const account = await findPostgresAccount();
  if (account) await chown(folder, account.uid, account.gid);
  return folder;
}

/** Runs a program (as root, by the account that PostgreSQL runs as); resolves once `isUp` does not throw, throws what it said where it ended. */
export async function startProgram(file: string, args: string[], folder: string, isUp: () => Promise<unknown>): Promise<Program> {
  const child = spawn(file, args, { ...(await findPostgresAccount()), cwd: folder, env: postgresEnvironment });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const closed = once(child, 'close');
  const deadline = Date.now() + 60_000;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`${file} ended with ${child.exitCode}: ${said}`);
    const up = await isUp().then(
      () => true,
      () => false,
    );
    if (up) break;
    if (Date.now() > deadline) throw new Error(`${file} does not answer: ${said}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    pid: child.pid!,
    output: () => said,
    async stop(signal = 'SIGINT') {
      child.kill(signal);
      if (child.exitCode === null && child.signalCode === null) await closed;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
