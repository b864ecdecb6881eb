import type { Pool } from 'pg';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

import type { JobMetrics } from '../jobs/jobMetrics';
import type { ChangeSet } from '../store/commitChanges';
import type { Delivery } from '../store/delivery/delivery';
import type { Hook } from '../store/load/loadHook';
import { version } from '../version';
import { createScrape } from './clusterMetrics';

/** Gauges of prom-client that are called like counters, which Prometheus warns of. The same by type are in those without `_total`. */
const misnamed = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total'];

/** The measurements of this process, in the form of Prometheus. */
export interface Metrics {
  /** Counts an answered request: which route, which status, how long in seconds. */
  observe(route: string, status: number, seconds: number): void;
  /** Counts a call of a hook that was answered (null: the hook is unknown), and why it started nothing. */
  countHook: (kind: Hook['kind'] | null, status: number, skipped: Delivery['skipped']) => void;
  /** Counts the requests that were made and that ended, by what was written. */
  countCommit: (set: Pick<ChangeSet, 'over' | 'changes'>) => void;
  /** Counts a call that the log of deliveries has no place for. */
  deliveryDropped(): void;
  /** What the process's worker counts. */
  jobs: JobMetrics;
  /** The text of all measurements, with `WORKERS` those of all workers of this machine, and its content type. */
  read(): Promise<{ text: string; type: string }>;
}

/**
 * Measures HTTP requests by route and status, their latency, hooks by kind, requests by outcome, the pool of database connections, jobs, the process and its
 * event loop. No label has a value that a caller makes up.
 */
export function createMetrics(pool: Pool): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  for (const name of misnamed) registry.removeSingleMetric(name);
  new Gauge({
    name: 'sluice_build_info',
    help: 'Always 1: the version of Sluice and of Node.js',
    labelNames: ['version', 'node'] as const,
    aggregator: 'first',
    registers: [registry],
  }).set({ version, node: process.versions.node }, 1);
  const requests = new Counter({
    name: 'sluice_http_requests_total',
    help: 'Answered requests by route and status',
    labelNames: ['route', 'status'] as const,
    registers: [registry],
  });
  const seconds = new Histogram({
    name: 'sluice_http_request_seconds',
    help: 'Duration of answers by route',
    labelNames: ['route'] as const,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: [registry],
  });
  const hooks = new Counter({
    name: 'sluice_hook_requests_total',
    help: 'Answered calls of hooks by kind (none: the hook does not exist) and status',
    labelNames: ['kind', 'status'] as const,
    registers: [registry],
  });
  const skips = new Counter({
    name: 'sluice_hook_skipped_total',
    help: 'Calls of hooks that started nothing, though they were not refused: handshakes, and what `when` filters out',
    labelNames: ['reason'] as const,
    registers: [registry],
  });
  for (const reason of ['HANDSHAKE', 'FILTERED']) skips.inc({ reason }, 0);
  const created = new Counter({
    name: 'sluice_requests_created_total',
    help: 'Requests created by this server process',
    registers: [registry],
  });
  const closed = new Counter({
    name: 'sluice_requests_closed_total',
    help: 'Requests closed by this server process, by outcome',
    labelNames: ['outcome'] as const,
    registers: [registry],
  });
  for (const outcome of ['COMPLETED', 'CANCELLED', 'ERROR']) closed.inc({ outcome }, 0);
  const dropped = new Counter({
    name: 'sluice_deliveries_dropped_total',
    help: 'Calls missing from the delivery log because there were too many',
    registers: [registry],
  });
  new Gauge({
    name: 'sluice_database_connections',
    help: 'Connections of the pool: all, idle, and calls that wait for one',
    labelNames: ['state'] as const,
    registers: [registry],
    collect() {
      this.set({ state: 'all' }, pool.totalCount);
      this.set({ state: 'idle' }, pool.idleCount);
      this.set({ state: 'waiting' }, pool.waitingCount);
    },
  });
  const jobs = measureJobs(registry);
  const scrape = createScrape(registry);
  return {
    jobs,
    countHook(kind, status, skipped) {
      hooks.inc({ kind: kind ?? 'none', status });
      if (skipped !== null) skips.inc({ reason: skipped });
    },
    countCommit({ over, changes: { request } }) {
      if (typeof over !== 'number') created.inc();
      // Nothing more is written of a request that is closed, but that it is open again.
      if (request.subStatus !== null) closed.inc({ outcome: request.subStatus });
    },
    deliveryDropped: () => dropped.inc(),
    observe(route, status, duration) {
      requests.inc({ route, status });
      seconds.observe({ route }, duration);
    },
    read: async () => ({ text: await scrape(), type: registry.contentType }),
  };
}

function measureJobs(registry: Registry): JobMetrics {
  const attempts = new Histogram({
    name: 'sluice_job_seconds',
    help: 'Duration of job attempts by task and outcome: done, failed (retried), dead (not retried)',
    labelNames: ['task', 'outcome'] as const,
    buckets: [0.01, 0.1, 1, 10, 60],
    registers: [registry],
  });
  const jobs = new Gauge({
    name: 'sluice_jobs',
    help: 'Jobs in the queue of all server processes, by task and state: waiting (including for a retry), dead',
    labelNames: ['task', 'state'] as const,
    // Each process sees the whole queue.
    aggregator: 'max',
    registers: [registry],
  });
  const callbacks = new Counter({
    name: 'sluice_callback_attempts_total',
    help: 'Calls of callbacks by outcome: succeeded, failed (retried), given up (not retried)',
    labelNames: ['outcome'] as const,
    registers: [registry],
  });
  return {
    calledBack: (outcome) => callbacks.inc({ outcome }),
    finished: (task, outcome, seconds) => attempts.observe({ task, outcome }, seconds),
    setQueueCounts(tasks) {
      jobs.reset();
      for (const { task, waiting, dead } of tasks) {
        jobs.set({ task, state: 'waiting' }, waiting);
        jobs.set({ task, state: 'dead' }, dead);
      }
    },
  };
}
