// npm run bench [-- --rounds 3 --seconds 8 --connections 32 --only create,request --requests 1000000 --plans plans.txt]
// BENCH_DATABASE_URL: a superuser's URL of a PostgreSQL to measure on, such as Debian's with its defaults; else the embedded one is started.
// Calls per second beside bare servers that run one statement per call, all measured in this run, alternating, over one PostgreSQL with its
// default durability. Trust the ratios, not the numbers. With --requests: the same calls among so many requests, beside those among 1,000.
// docs/performance.md explains the figures.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { measure } from './measure.mjs';
import { collecting, collectPlans, tellPlans } from './plans.mjs';
import { openPostgres } from './postgres.mjs';
import { prepareSluice } from './prepare.mjs';
import { startBaseline, startSluice, stopServer, stopServers } from './servers.mjs';
import { planTable, planTexts, processTable, resultTable } from './tables.mjs';
import { baselineTargets, sluiceTargets } from './targets.mjs';
import { readMemory } from './usage.mjs';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '8' },
    connections: { type: 'string', default: '32' },
    only: { type: 'string' },
    requests: { type: 'string' },
    plans: { type: 'string', default: path.join(os.tmpdir(), 'sluice-bench-plans.txt') },
  },
});
const [rounds, seconds, connections] = [options.rounds, options.seconds, options.connections].map(Number);
const only = options.only?.split(',');
const fewRequests = 1000;
const idleMs = 2000;
const starts = 3;
const folder = await mkdtemp(path.join(os.tmpdir(), 'sluice-bench-'));
const postgres = await openPostgres(folder);

/** Starts a server on a new database. */
async function openBaseline(mode) {
  await postgres.create(`bench_${mode}`);
  return startBaseline(mode, postgres.urlOf(`bench_${mode}`));
}

/** Starts Sluice on a new database that has so many requests. Gives what its targets need. */
async function openSluice(database, requests) {
  await postgres.create(database);
  const start = async (env) => ({ ...(await startSluice(postgres.urlOf(database), path.join(folder, database), env)), database });
  const first = await start();
  const prepared = await prepareSluice({ url: first.url, requests, postgres, database });
  await stopServer(first);
  const server = await start();
  await sleep(idleMs);
  return { ...prepared, requests, server, start, idle: await readMemory(server.child.pid) };
}

/** The targets of this run, each after the one that it is compared with, and the Sluices that they call. */
async function openTargets() {
  const few = await openSluice('bench_sluice', fewRequests);
  if (options.requests) return compareSizes(few, await openSluice('bench_many', Number(options.requests)));
  const chosen = sluiceTargets(few).filter(({ name }) => !only || only.includes(name));
  const needed = new Set(chosen.map(({ baseline }) => baseline));
  const servers = {};
  for (const mode of needed) servers[mode] = await openBaseline(mode);
  return { sites: [few], targets: [...baselineTargets(servers).filter(({ name }) => needed.has(name)), ...chosen] };
}

/** The same calls among few requests and among many. */
function compareSizes(few, many) {
  const chosen = (site) => sluiceTargets(site).filter(({ name }) => (only ?? ['create', 'complete', 'request', 'list']).includes(name));
  const among = ({ requests }, target) => ({ ...target, label: `${target.label}, ${requests} requests`, baseline: undefined });
  const others = chosen(many);
  const targets = chosen(few).flatMap((target, n) => [
    among(few, target),
    { ...among(many, others[n]), name: `${target.name}-many`, baseline: target.name },
  ]);
  return { sites: [few, many], targets };
}

/** Measures all targets in alternating order, round after round. */
async function measureAll(targets) {
  const measured = new Map(targets.map(({ name }) => [name, []]));
  for (let round = 1; round <= rounds; round += 1) {
    for (const target of round % 2 ? targets : targets.toReversed()) {
      const result = await measure(target, postgres, { seconds, connections });
      measured.get(target.name).push(result);
      console.log(
        `round ${round}  ${target.name.padEnd(14)} ${result.rate.toFixed(0).padStart(7)} per second  p99 ${result.p99 ?? '-'} ms`,
      );
    }
  }
  return measured;
}

/** Starts Sluice again on its database some times: milliseconds until it listens. */
async function measureStarts({ start }) {
  const times = [];
  for (let n = 0; n < starts; n += 1) {
    const server = await start();
    times.push(server.startMs);
    await stopServer(server);
  }
  return times;
}

/** The hot statements of each target, from a server of its own. */
async function explainAll(site, targets) {
  const names = targets.map(({ name }) => name);
  const file = path.join(folder, 'plans');
  await tellPlans(postgres, site.server.database);
  const server = await site.start(collecting(file));
  const plans = [];
  for (const target of sluiceTargets({ ...site, server }).filter(({ name }) => names.includes(name))) {
    plans.push([target, await collectPlans(target, postgres, connections, file)]);
  }
  await stopServer(server);
  return plans;
}

try {
  const { sites, targets } = await openTargets();
  const measured = await measureAll(targets);
  const processes = [];
  for (const { server, requests, idle } of sites) {
    processes.push({ label: `Sluice, started with ${requests} requests`, idle, loaded: await readMemory(server.child.pid) });
  }
  await stopServers();
  for (const [n, site] of sites.entries()) processes[n].starts = await measureStarts(site);
  const plans = await explainAll(sites.at(-1), targets);
  await writeFile(options.plans, planTexts(plans));
  const machine = `${os.cpus().length} CPUs (${os.cpus()[0]?.model}), Node.js ${process.version}, PostgreSQL ${postgres.version}`;
  const run = `${connections} connections, median of ${rounds} rounds of ${seconds} s`;
  console.log(`\n${new Date().toISOString().slice(0, 10)}: ${machine}, ${run}\n\n${resultTable(targets, measured)}`);
  console.log(`\n${processTable(processes)}\n\n${planTable(plans)}\n\nThe plans in full: ${options.plans}`);
} finally {
  await stopServers();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
