import type { Readable } from 'node:stream';
import type { ParseArgsConfig } from 'node:util';
import type { Context } from '../../context';

/** What was given on the command line, behind the command's name. */
export interface Given {
  positionals: string[];
  values: Record<string, string | boolean | undefined>;
}

/** Where a command is called. */
export interface Terminal {
  env: NodeJS.ProcessEnv;
  input: Readable;
  /** Writes a line on standard output. */
  print(line: string): void;
  /** Writes a line on standard error. */
  warn(line: string): void;
}

/** A command of `npm run sluice`. */
export interface Command {
  /** How it is called, and what it does: a paragraph of the help. */
  help: string;
  options: NonNullable<ParseArgsConfig['options']>;
  /**
   * Does it, and prints what it did. `open` opens the database, as an administrator: what can be wrong without it is found
   * before. Throws UsageError, CommandError, refusals.
   */
  run(given: Given, terminal: Terminal, open: () => Promise<Context>): Promise<void>;
}

/** It was called wrongly: the help is printed. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** It could not be done, for a reason that the message tells together with what to do. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}
