import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Probe } from './prober';

/** How a server did over some time. */
export interface Health {
  /** How often it was asked. */
  asked: number;
  /** How often no answer came. */
  missing: number;
  /** The longest answer, in milliseconds. */
  longestMs: number;
  /** The longest answer without the time that the machine let it wait for a processor, in milliseconds. */
  pauseMs: number;
  /** The most resident memory that was seen, in bytes. */
  peakBytes: number;
}

/** Asks a server for its health all the time, from another process. */
export interface Prober {
  /** How it did from this moment (milliseconds since 1970) until now, or until `to`: waits until a question that was asked after that is answered. */
  healthSince(from: number, to?: number): Promise<Health>;
  /** The resident memory that was seen last, in bytes. */
  bytes(): number;
  stop(): Promise<void>;
}

/** Starts it; resolves after the first answer. */
export async function startProber(url: string, pid: number): Promise<Prober> {
  const child = fork(path.join(__dirname, 'prober.ts'), [url, String(pid)], { execArgv: ['--import', 'tsx'] });
  const probes: Probe[] = [];
  let told: (() => void)[] = [];
  child.on('message', (probe) => {
    probes.push(probe as Probe);
    const waiting = told;
    told = [];
    waiting.forEach((tell) => tell());
  });
  const next = () => new Promise<void>((resolve) => told.push(resolve));
  await next();
  return {
    async healthSince(from, to = Date.now()) {
      while ((probes.at(-1)?.at ?? 0) <= to) await next();
      return toHealth(probes.filter(({ at, ms }) => at + ms >= from && at <= to));
    },
    bytes: () => probes.at(-1)?.bytes ?? 0,
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

function toHealth(probes: Probe[]): Health {
  const most = (values: number[]) => values.reduce((max, value) => Math.max(max, value), 0);
  return {
    asked: probes.length,
    missing: probes.filter(({ missing }) => missing).length,
    longestMs: Math.round(most(probes.map(({ ms }) => ms))),
    pauseMs: Math.round(most(probes.map(({ ms, queuedMs }) => ms - queuedMs))),
    peakBytes: most(probes.map(({ bytes }) => bytes)),
  };
}
