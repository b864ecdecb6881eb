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
 * Calls `stop` at the first SIGTERM or SIGINT, and `now` at one that comes later than 2 seconds after it. SIGHUP is one of them on a terminal,
 * which sends it when it is closed; otherwise it calls `reload`, as with other servers.
 */
export function onSignals({ stop, now, reload, terminal = isOnTerminal() }: Reactions): void {
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
