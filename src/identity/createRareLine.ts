import type { Logger } from 'pino';

/** How often such a line is written, in milliseconds. */
const intervalMs = 10_000;

/** Returns a function that logs at `info`, one line in ten seconds at most; `unsaid` counts the lines left out before it. */
export function createRareLine(log: Logger, message: string): (facts: object) => void {
  let saidAt = -Infinity;
  let unsaid = 0;
  return (facts) => {
    if (performance.now() - saidAt < intervalMs) {
      unsaid += 1;
      return;
    }
    log.info({ ...facts, unsaid }, message);
    saidAt = performance.now();
    unsaid = 0;
  };
}
