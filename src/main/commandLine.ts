import { runCommand } from './runCommand';

/** Runs a command of `npm run sluice` in this process, and ends with its exit code. */
export async function commandLine(args: string[]): Promise<void> {
  // The end of the process has an embedded database that was started for the command stop as well.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));
  process.exitCode = await runCommand(args, {
    env: process.env,
    input: process.stdin,
    print: (line) => void process.stdout.write(`${line}\n`),
    warn: (line) => void process.stderr.write(`${line}\n`),
  });
}
