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
  /** The longest answer as far as it is the server's doing, in milliseconds: see `Probe`. */
  pauseMs: number;
  /** The most resident memory that was seen, in bytes. */
  peakBytes: number;
}

/** Asks a server for its health all the time, from another process. */
export interface Prober {
  /** Resolves to how it did from this moment (milliseconds since 1970) until now, or until `to`: waits until a question that was asked after that is answered. */
  healthSince(from: number, to?: number): Promise<Health>;
  stop(): Promise<void>;
}

/** Starts it; resolves after the first answer. Adds what it learns to `probes`. */
export async function startProber(url: string, pid: number, probes: Probe[] = []): Promise<Prober> {
  const child = fork(path.join(__dirname, 'prober.ts'), [url, String(pid)], { execArgv: ['--import', 'tsx'] });
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
    pauseMs: Math.round(most(probes.map(({ pauseMs }) => pauseMs))),
    peakBytes: most(probes.map(({ bytes }) => bytes)),
  };
}
