import type { Logger } from 'pino';
import { ConfigError } from '../config';
import { SettingError, StartError } from '../database/startError';
import { onSignals } from './onSignals';

/** What the start of a process needs to know of its end. */
export interface Life {
  /** Aborted when the process is to end: between its steps, the start asks `signal.throwIfAborted()`. */
  signal: AbortSignal;
  /** Has something closed at the end; what was named last is closed first. */
  onEnd(close: () => Promise<void>): void;
  /** Has something done at SIGHUP, unless that comes from a terminal. */
  onReload(reload: () => void): void;
}

/**
 * The life of the process: starts it, and ends it at a signal (exit code 0; a second signal later on ends it at once), when the start fails
 * (1; 2 if the environment is wrong) and at an error that nobody caught (1).
 */
export function live(log: Logger, start: (life: Life) => Promise<void>): void {
  const closers: (() => Promise<void>)[] = [];
  const reloaders: (() => void)[] = [];
  const told = new AbortController();
  let exitCode: number | undefined;

  async function end(code: number): Promise<void> {
    if (exitCode !== undefined) return;
    exitCode = code;
    told.abort();
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
      log.info(`${signal}: finishing what runs, then stopping`);
      void end(0);
    },
    now(signal) {
      log.warn(`${signal} again: stopping at once`);
      process.exit(1);
    },
    reload() {
      for (const reload of reloaders) reload();
    },
  });
  // Also what an unhandled rejection becomes.
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'an error that nobody caught: stopping');
    void end(1);
  });

  const started = start({
    signal: told.signal,
    onEnd: (close) => closers.push(close),
    onReload: (reload) => reloaders.push(reload),
  }).catch((error: unknown) => {
    if (told.signal.aborted) return;
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
