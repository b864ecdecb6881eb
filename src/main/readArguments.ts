import { ConfigError } from '../config';

/** Reads the arguments of a server: none, or `demo`. Throws ConfigError for any other. */
export function readArguments(args: readonly string[]): { demo: boolean } {
  const [command, ...more] = args;
  const unknown = command === 'demo' ? more[0] : command;
  if (unknown === undefined) return { demo: command === 'demo' };
  throw new ConfigError(`unknown argument ${JSON.stringify(unknown)}: expected no argument, demo, sluice COMMAND or --version`);
}
