import { readdirSync, readFileSync } from 'node:fs';
import http from 'node:http';

// A process of its own, started by startProber.ts: `prober.ts URL PID`. It asks for /healthz every 10 ms on one connection, and tells
// its parent of each answer. What it says of the processor's queue keeps a busy machine apart from a server that does not answer.

/** One question and what came of it. */
export interface Probe {
  /** When it was asked, in milliseconds since 1970. */
  at: number;
  /** How long the answer took, in milliseconds. */
  ms: number;
  /**
   * How much of it is the server's doing: all that its main thread computed, and at least the time in which neither one of its threads nor this
   * process waited for a processor. In milliseconds; `ms` on a quiet machine, and where the system tells nothing.
   */
  pauseMs: number;
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

/** Returns what a thread has computed, and what it has waited for a processor so far, in milliseconds. */
function timesOf(task: string): [number, number] {
  const [computed = 0, queued = 0] = read(`${task}/schedstat`)
    .split(' ')
    .map((nanoseconds) => Number(nanoseconds) / 1e6);
  return [computed, queued];
}

/** Returns what the server's main thread has computed, and what all threads that an answer needs have waited for a processor so far. */
function times(): { computed: number; queued: number } {
  const tasks = listed(`/proc/${pid}/task`).map((id) => timesOf(`/proc/${pid}/task/${id}`));
  const queued = tasks.reduce((sum, [, waited]) => sum + waited, timesOf('/proc/self')[1]);
  return { computed: timesOf(`/proc/${pid}/task/${pid}`)[0], queued };
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

const resident = () => Number(/^VmRSS:\s*(\d+) kB/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) * 1024;

async function probe(before: ReturnType<typeof times>): Promise<void> {
  const at = performance.timeOrigin + performance.now();
  const answered = await ask();
  const ms = performance.timeOrigin + performance.now() - at;
  const after = times();
  const pauseMs = Math.min(ms, Math.max(after.computed - before.computed, ms - Math.max(0, after.queued - before.queued)));
  process.send?.({ at, ms, pauseMs, missing: !answered, bytes: resident() } satisfies Probe);
  setTimeout(() => void probe(times()), Math.max(0, everyMs - ms));
}

// It never outlives its parent.
process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
void probe(times());
