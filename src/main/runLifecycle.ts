import type { Logger } from 'pino';
import { ConfigError } from '../config';
import { SettingError, StartError } from '../database/startError';

/** How the start of a process learns of its end. */
export interface Lifecycle {
  /** Aborted when the process is to end: between its steps, the start asks `signal.throwIfAborted()`. */
  signal: AbortSignal;
  /** Has something closed at the end; what was named last is closed first. */
  onEnd(close: () => Promise<void>): void;
  /** Has something done at SIGHUP, unless that comes from a terminal. */
  onReload(reload: () => void): void;
}

/** How long after the first signal others are the same one: npm and terminals deliver it twice. */
const sameSignalMs = 2_000;

interface Reactions {
  stop: (signal: NodeJS.Signals) => void;
  now: (signal: NodeJS.Signals) => void;
  reload: () => void;
  /** Whether SIGHUP says that the terminal was closed. */
  terminal?: boolean;
}

/**
 * Runs the process: starts it, and ends it at a signal (exit code 0; a second signal later on ends it at once), when the start fails
 * (1; 2 if the environment is wrong) and at an error that nobody caught (1).
 */
export function runLifecycle(log: Logger, start: (lifecycle: Lifecycle) => Promise<void>): void {
  const closers: (() => Promise<void>)[] = [];
  const reloaders: (() => void)[] = [];
  const stopping = new AbortController();
  let exitCode: number | undefined;

  async function end(code: number): Promise<void> {
    if (exitCode !== undefined) return;
    exitCode = code;
    stopping.abort();
    await started;
    for (const close of closers.reverse()) {
      await close().catch((error: unknown) => {
        log.error({ err: error }, 'something did not close');
        exitCode = 1;
      });
    }
    log.info('stopped');
    process.exit(exitCode);
  }

  onSignals({
    stop(signal) {
      log.info(`Received ${signal}: finishing open calls, then stopping`);
      void end(0);
    },
    now(signal) {
      log.warn(`Received ${signal} again: stopping at once`);
      process.exit(1);
    },
    reload() {
      for (const reload of reloaders) reload();
    },
  });
  // Also what an unhandled rejection becomes.
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'an uncaught error: stopping');
    void end(1);
  });

  const started = start({
    signal: stopping.signal,
    onEnd: (close) => closers.push(close),
    onReload: (reload) => reloaders.push(reload),
  }).catch((error: unknown) => {
    if (stopping.signal.aborted) return;
    if (error instanceof ConfigError || error instanceof SettingError) {
      process.stderr.write(`sluice: ${error.message}\n`);
      void end(2);
      return;
    }
    if (error instanceof StartError) process.stderr.write(`sluice cannot start: ${error.message}\n`);
    else log.fatal({ err: error }, 'sluice cannot start');
    void end(1);
  });
}

/**
 * Calls `stop` at the first SIGTERM or SIGINT, and `now` at one that comes later than 2 seconds after it. SIGHUP is one of them on a terminal,
 * which sends it when it is closed; otherwise it calls `reload`, as with other servers.
 */
function onSignals({ stop, now, reload, terminal = isOnTerminal() }: Reactions): void {
  let first: number | undefined;
  const end = (signal: NodeJS.Signals) => {
    if (first === undefined) {
      first = performance.now();
      stop(signal);
    } else if (performance.now() - first > sameSignalMs) {
      now(signal);
    }
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => end(signal));
  process.on('SIGHUP', () => (terminal ? end('SIGHUP') : reload()));
}

function isOnTerminal(): boolean {
  return [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY);
}
