import { parseArgs } from 'node:util';
import { ConfigError, readConfig } from '../config';
import { SettingError, StartError } from '../database/startError';
import { Refusal } from '../errors';
import { createLog } from '../log';
import { toRefusal } from '../modules/toRefusal';
import { version } from '../version';
import { CommandError, UsageError, type Command, type Given, type Terminal } from './command/command';
import { deploy } from './command/deploy';
import { resetPassword } from './command/resetPassword';
import { openForCommand } from './openForCommand';

const commands: ReadonlyMap<string, Command> = new Map([
  ['deploy', deploy],
  ['reset-password', resetPassword],
]);

const help = `npx sluice COMMAND, or npm run sluice -- COMMAND

${[...commands.values()].map((command) => command.help).join('\n\n')}

All commands use the database named by the environment (DATABASE_URL, or by default
the embedded one in DATA_DIR), whether a server runs on it or not, as the first
active administrator, or as another one with --as USERNAME.

They end with 0 when it was done, 1 when it was refused, 2 when the command or
the environment is wrong.`;

/** Runs a command of `npm run sluice`, given by what stands behind it, and gives the exit code. Throws only what is a fault of ours. */
export async function runCommand([name = '', ...rest]: string[], terminal: Terminal): Promise<number> {
  if (name === 'help' || [name, ...rest].some((word) => word === '--help' || word === '-h')) {
    terminal.print(help);
    return 0;
  }
  if (name === '--version') {
    terminal.print(version);
    return 0;
  }
  try {
    const command = commands.get(name);
    if (!command) throw new UsageError(name === '' ? 'A command is missing' : `Unknown command ${name}`);
    await execute(command, parse(command, rest, terminal.env), terminal);
    return 0;
  } catch (error) {
    return explain(error, terminal);
  }
}

async function execute(command: Command, given: Given, terminal: Terminal): Promise<void> {
  const config = readConfig(terminal.env);
  const log = createLog({ ...config, logLevel: 'warn' });
  const closers: (() => Promise<void>)[] = [];
  const lifecycle = {
    signal: new AbortController().signal,
    onEnd: (close: () => Promise<void>) => void closers.unshift(close),
    onReload: () => undefined,
  };
  const { as } = given.values;
  try {
    await command.run(given, terminal, () => openForCommand(config, log, lifecycle, typeof as === 'string' ? as : undefined));
  } catch (error) {
    throw isExpected(error) ? error : toRefusal(error, log);
  } finally {
    for (const close of closers) await close();
  }
}

function parse(command: Command, args: string[], env: NodeJS.ProcessEnv): Given {
  const options = { ...command.options, as: { type: 'string' } } satisfies Command['options'];
  try {
    const { positionals, values } = parseArgs({ args, options, allowPositionals: true });
    return { positionals, values: { ...takenByNpm(options, env), ...values } };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError((error as Error).message);
  }
}

/** `npm run` keeps options that stand before a `--` for itself, and tells of them in the environment: flags whole, of others not always the value. */
function takenByNpm(options: Command['options'], env: NodeJS.ProcessEnv): Given['values'] {
  const taken = Object.entries(options).filter(([name]) => env[`npm_config_${name.replaceAll('-', '_')}`]);
  const lost = taken.find(([, { type }]) => type !== 'boolean');
  if (lost) throw new UsageError(`npm interpreted --${lost[0]} as its own option: write npm run sluice -- COMMAND, or npx sluice COMMAND`);
  return Object.fromEntries(taken.map(([name]) => [name, true]));
}

function isExpected(error: unknown): boolean {
  return [UsageError, CommandError, ConfigError, StartError, Refusal].some((type) => error instanceof type);
}

/** Says what was wrong, of a definition each fault in a line of its own, and gives the exit code. */
function explain(error: unknown, terminal: Terminal): number {
  if (!(error instanceof Error) || !isExpected(error)) throw error;
  const faults = error instanceof Refusal ? (error.details['faults'] as { path: string; message: string }[] | undefined) : undefined;
  for (const line of faults?.map(({ path, message }) => `${path}: ${message}`) ?? [error.message]) terminal.warn(line);
  if (error instanceof UsageError) terminal.warn(`\n${help}`);
  return [UsageError, ConfigError, SettingError].some((type) => error instanceof type) ? 2 : 1;
}

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
