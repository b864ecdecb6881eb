import type { Pool } from 'pg';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** The measurements of this process, in the form of Prometheus. */
export interface Metrics {
  /** Counts an answered request: which route, which status, how long in seconds. */
  observe(route: string, status: number, seconds: number): void;
  /** The text of all measurements, and its content type. */
  read(): Promise<{ text: string; type: string }>;
}

/** Measures requests by route and status, their latency, the pool of database connections, the process and its event loop. */
export function createMetrics(pool: Pool): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: 'sluice_http_requests_total',
    help: 'Answered requests by route and status',
    labelNames: ['route', 'status'] as const,
    registers: [registry],
  });
  const seconds = new Histogram({
    name: 'sluice_http_request_seconds',
    help: 'How long answers took, by route',
    labelNames: ['route'] as const,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
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
  return {
    observe(route, status, duration) {
      requests.inc({ route, status });
      seconds.observe({ route }, duration);
    },
    read: async () => ({ text: await registry.metrics(), type: registry.contentType }),
  };
}
