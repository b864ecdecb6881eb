import { readFileSync } from 'node:fs';
import http from 'node:http';

// A process of its own, started by startProber.ts: `prober.ts URL PID`. It asks for /healthz every 10 ms on one connection, and tells
// its parent of each answer. What it says of the processor's queue keeps a busy machine apart from a server that does not answer.

/** One question and what came of it. */
export interface Probe {
  /** When it was asked, in milliseconds since 1970. */
  at: number;
  /** How long the answer took, in milliseconds. */
  ms: number;
  /** So much of it the server's main thread, or this process, was ready to run and got no processor. 0 where the system does not say. */
  queuedMs: number;
  /** No answer came, or another one than 200. */
  missing: boolean;
  /** Resident memory of the server at the end of it, in bytes. */
  bytes: number;
}

const everyMs = 10;
/** An answer that takes longer is a missing one. */
const longestMs = 20_000;
const [url = '', pid = ''] = process.argv.slice(2);
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

const ask = () =>
  new Promise<boolean>((resolve) => {
    http
      .get(`${url}/healthz`, { agent, timeout: longestMs }, (response) => {
        response.resume().once('close', () => resolve(response.statusCode === 200 && response.complete));
      })
      .on('timeout', function (this: http.ClientRequest) {
        this.destroy();
      })
      .on('error', () => resolve(false));
  });

/** The milliseconds that a thread has waited for a processor so far. */
function queued(schedstat: string): number {
  return Number(read(schedstat).split(' ')[1] ?? 0) / 1e6;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

const queues = () => queued(`/proc/${pid}/task/${pid}/schedstat`) + queued('/proc/self/schedstat');
const resident = () => Number(/^VmRSS:\s*(\d+) kB/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) * 1024;

async function probe(): Promise<void> {
  const at = performance.timeOrigin + performance.now();
  const queuedBefore = queues();
  const answered = await ask();
  const ms = performance.timeOrigin + performance.now() - at;
  const queuedMs = Math.max(0, queues() - queuedBefore);
  process.send?.({ at, ms, queuedMs, missing: !answered, bytes: resident() } satisfies Probe);
  setTimeout(() => void probe(), Math.max(0, everyMs - ms));
}

// It never outlives its parent.
process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
void probe();
