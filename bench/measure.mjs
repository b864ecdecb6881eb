// One measurement of one target.
import autocannon from 'autocannon';
import { readCpu } from './usage.mjs';

const warmUpSeconds = 2;

/** Calls a target from all connections for some seconds. Throws if a call was refused or failed. */
async function load(target, next, { connections, seconds }) {
  const result = await autocannon({
    url: target.server.url + (target.path ?? '/'),
    method: 'POST',
    headers: target.headers ?? { 'content-type': 'application/json' },
    ...(next ? { requests: [{ setupRequest: (request) => ({ ...request, body: next() }) }] } : { body: target.body }),
    connections: target.connections ?? connections,
    duration: seconds,
  });
  if (result.non2xx + result.errors > 0) throw new Error(`${target.name}: ${result.non2xx} refused, ${result.errors} failed`);
  return result;
}

/** Sends one call and throws unless its answer is good: GraphQL answers errors by 200. */
async function requireGoodAnswer(target, body) {
  const headers = target.headers ?? { 'content-type': 'application/json' };
  const response = await fetch(target.server.url + (target.path ?? '/'), { method: 'POST', headers, body });
  const answer = await response.text();
  if (!response.ok || /"errors?":/.test(answer)) throw new Error(`${target.name}: ${response.status} ${answer.slice(0, 500)}`);
}

/** Milliseconds of CPU that `work` takes the target's server and PostgreSQL, and what it resolves to. */
async function withCpu(target, postmaster, work) {
  const { pid } = target.server.child;
  const before = await readCpu(pid, postmaster);
  const result = await work();
  const after = await readCpu(pid, postmaster);
  return [result, { server: after.server - before.server, postgres: postmaster ? after.postgres - before.postgres : null }];
}

const cpuPer = (count, { server, postgres }) => ({ server: server / count, postgres: postgres === null ? null : postgres / count });

/** Calls per second, latencies in milliseconds, and CPU per call. */
async function measureCalls(target, postgres, options) {
  const first = await target.prepare?.(warmUpSeconds + 1);
  await requireGoodAnswer(target, first ? first() : target.body);
  await load(target, first, { ...options, seconds: warmUpSeconds });
  // Others than before: the calls that the end of the warm-up interrupted may not have been done.
  const next = await target.prepare?.(options.seconds + 1);
  await postgres.query('CHECKPOINT');
  const [result, used] = await withCpu(target, postgres.postmaster, () => load(target, next, options));
  const { worth = 1 } = target;
  const count = result['2xx'] * worth;
  return { rate: count / result.duration, p50: result.latency.p50, p99: result.latency.p99, cpu: cpuPer(count, used), count };
}

/** Runs completed per second, from the first call that starts some until none is open. What they leave in the queue is done before it returns. */
async function measureJobs(target, postgres) {
  const { database } = target.server;
  await postgres.query('CHECKPOINT');
  const began = performance.now();
  const [runs, used] = await withCpu(target, postgres.postmaster, async () => {
    const numbers = await target.startRuns(1);
    await postgres.untilNone(
      `SELECT 1 FROM request WHERE status = 'OPEN' AND process_id = (SELECT id FROM process WHERE name = 'LATER') LIMIT 1`,
      database,
    );
    return numbers.length;
  });
  const rate = (runs / (performance.now() - began)) * 1000;
  await postgres.untilNone(
    'SELECT 1 FROM graphile_worker._private_jobs WHERE run_at <= now() AND attempts < max_attempts LIMIT 1',
    database,
  );
  return { rate, cpu: cpuPer(runs, used), count: runs };
}

/** Measures a target once. `options`: connections and seconds. */
export const measure = (target, postgres, options) => (target.startRuns ? measureJobs : measureCalls)(target, postgres, options);

/** Loads a target for a second and resolves to the number of calls, or of runs, that were answered. `warmedUp` is called before it. */
export async function exercise(target, postgres, connections, warmedUp) {
  const options = { connections, seconds: 1 };
  const next = await target.prepare?.(2 * options.seconds + 1);
  const once = () => (target.startRuns ? measureJobs(target, postgres) : load(target, next, options));
  await once();
  await warmedUp();
  const result = await once();
  return result.count ?? result['2xx'];
}

/** The middle one of some numbers; of an even count the lower of the two. */
export const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor((numbers.length - 1) / 2)];
