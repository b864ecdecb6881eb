import cluster from 'node:cluster';
import type { Worker } from 'node:cluster';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Config } from '../config';
import { StartError } from '../database/startError';
import { answerScrapes } from '../server/clusterMetrics';
import type { Lifecycle } from './runLifecycle';
import { maxStopMs } from './serve';

/** What a worker tells once it serves. */
export interface Serving {
  url: string;
}

const restartMs = 1_000;
/** What a worker gets to stop, beyond what it takes at most to finish what it does. */
const stopMarginMs = 5_000;

/**
 * Runs `config.workers` processes of this program as workers that share one port, and starts another one for each that dies. Gives the URL
 * once all of them serve. Throws StartError where one of them cannot.
 */
export async function runWorkers(
  config: Config & { databaseUrl: string; databaseDirectUrl: string },
  log: Logger,
  lifecycle: Lifecycle,
): Promise<string> {
  const environment = {
    DATABASE_URL: config.databaseUrl,
    DATABASE_DIRECT_URL: config.databaseDirectUrl,
    ...(config.secretKey !== undefined && { SECRET_KEY: config.secretKey }),
    // Left to each worker, it would become another port once all of them have died.
    PORT: String(config.port || (await findFreePort(config.host))),
  };
  answerScrapes();
  lifecycle.onReload(() => Object.values(cluster.workers ?? {}).forEach((worker) => worker?.process.kill('SIGHUP')));
  lifecycle.onEnd(() => stopWorkers(maxStopMs(config) + stopMarginMs));
  const [serving] = await Promise.all(Array.from({ length: config.workers }, () => startWorker(environment)));
  if (!serving) throw new StartError('Nothing can run without workers');

  cluster.on('exit', (worker, code, signal) => {
    if (lifecycle.signal.aborted) return;
    log.error({ worker: worker.process.pid, code, signal }, 'a worker died, starting another one');
    void sleep(restartMs).then(() => {
      if (!lifecycle.signal.aborted) startWorker(environment).catch((error: unknown) => log.error({ err: error }, 'a worker cannot start'));
    });
  });
  return serving.url;
}

async function findFreePort(host: string): Promise<number> {
  const probe = createServer().listen(0, host);
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

function startWorker(environment: Record<string, string>): Promise<Serving> {
  const worker = cluster.fork(environment);
  return new Promise((resolve, reject) => {
    const listen = (message: Serving | object) => {
      if (!('url' in message)) return;
      worker.off('message', listen);
      resolve(message);
    };
    worker.on('message', listen);
    worker.once('exit', (code, signal) => reject(new StartError(`A worker exited with ${signal || code} before it was ready`)));
  });
}

async function stopWorkers(stopMs: number): Promise<void> {
  const workers = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
  await Promise.all(workers.map((worker) => stopWorker(worker, stopMs)));
}

async function stopWorker(worker: Worker, stopMs: number): Promise<void> {
  if (worker.isDead()) return;
  const ended = new Promise((resolve) => worker.once('exit', resolve));
  worker.process.kill('SIGTERM');
  const timer = setTimeout(() => worker.process.kill('SIGKILL'), stopMs);
  await ended;
  clearTimeout(timer);
}
