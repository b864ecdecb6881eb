/** How long after the first signal others are the same one: npm and terminals deliver it twice. */
const sameSignalMs = 2_000;

/** Calls `stop` at the first SIGTERM, SIGINT or SIGHUP, and `now` at one that comes later than 2 seconds after it. */
export function onSignals({ stop, now }: { stop: (signal: NodeJS.Signals) => void; now: (signal: NodeJS.Signals) => void }): void {
  let first: number | undefined;
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (first === undefined) {
        first = performance.now();
        stop(signal);
      } else if (performance.now() - first > sameSignalMs) {
        now(signal);
      }
    });
  }
}
