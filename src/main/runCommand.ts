import { parseArgs } from 'node:util';
import { ConfigError, readConfig } from '../config';
import { StartError } from '../database/startError';
import { Refusal } from '../errors';
import { createLog } from '../log';
import { toRefusal } from '../modules/toRefusal';
import { CommandError, UsageError, type Command, type Given, type Terminal } from './command/command';
import { deploy } from './command/deploy';
import { resetPassword } from './command/resetPassword';
import { openForCommand } from './openForCommand';

const commands: ReadonlyMap<string, Command> = new Map([
  ['deploy', deploy],
  ['reset-password', resetPassword],
]);

const help = `npm run sluice -- COMMAND

${[...commands.values()].map((command) => command.help).join('\n\n')}

All of them work on the database that the environment names (DATABASE_URL, else
the embedded one in DATA_DIR), whether a server runs on it or not, as the first
active administrator, or as another one: --as USERNAME.

They end with 0 when it was done, 1 when it was refused, 2 when the command or
the environment is wrong.`;

/** Runs a command of `npm run sluice`, given by what stands behind it, and gives the exit code. Throws only what is a fault of ours. */
export async function runCommand([name = '', ...rest]: string[], terminal: Terminal): Promise<number> {
  if (name === 'help' || [name, ...rest].some((word) => word === '--help' || word === '-h')) {
    terminal.print(help);
    return 0;
  }
  try {
    const command = commands.get(name);
    if (!command) throw new UsageError(name === '' ? 'A command is missing' : `There is no command ${name}`);
    await execute(command, parse(command, rest), terminal);
    return 0;
  } catch (error) {
    return explain(error, terminal);
  }
}

async function execute(command: Command, given: Given, terminal: Terminal): Promise<void> {
  const config = readConfig(terminal.env);
  const log = createLog({ ...config, logLevel: 'warn' });
  const closers: (() => Promise<void>)[] = [];
  const life = { signal: new AbortController().signal, onEnd: (close: () => Promise<void>) => void closers.unshift(close) };
  const { as } = given.values;
  try {
    await command.run(given, terminal, () => openForCommand(config, log, life, typeof as === 'string' ? as : undefined));
  } catch (error) {
    throw isExpected(error) ? error : toRefusal(error, log);
  } finally {
    for (const close of closers) await close();
  }
}

function parse({ options }: Command, args: string[]): Given {
  try {
    const { positionals, values } = parseArgs({ args, options: { ...options, as: { type: 'string' } }, allowPositionals: true });
    return { positionals, values };
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
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
  return error instanceof UsageError || error instanceof ConfigError ? 2 : 1;
}
