// npm run bench [-- --rounds 3 --seconds 8 --connections 32] [--listen: commits tell of themselves, as if somebody subscribed]
// BENCH_DATABASE_URL: a superuser's URL of a PostgreSQL to measure on, such as Debian's with its defaults; else the embedded one is started.
// How many requests a second createRequest through a hook answers, beside a bare server that does one INSERT a request, both
// measured in this run over one PostgreSQL with its default durability. Trust the ratio, not the numbers.
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';
import pg from 'pg';

const require = createRequire(import.meta.url);
const { startEmbeddedPostgres } = require('../dist/database/startEmbeddedPostgres.js');
const root = path.join(import.meta.dirname, '..');

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '8' },
    connections: { type: 'string', default: '32' },
    listen: { type: 'boolean', default: false },
    'cpu-prof': { type: 'string' },
  },
});
const [rounds, seconds, connections] = [options.rounds, options.seconds, options.connections].map(Number);
const token = 'bench-token-0123456789';
const body = JSON.stringify({ operation: 'createRequest', args: { input: { processName: '2_LEVELS_APPROVAL' } } });

const log = { info() {}, warn: console.error, error: console.error, debug() {}, child: () => log };
const dataDir = await mkdtemp(path.join(os.tmpdir(), 'sluice-bench-'));
const given = process.env.BENCH_DATABASE_URL;
const postgres = given ? { url: given, stop: dropDatabases } : await startEmbeddedPostgres({ dataDir, log });
const url = new URL(postgres.url);
const query = async (statement, database = 'postgres') => {
  const client = new pg.Client({ connectionString: Object.assign(new URL(url), { pathname: `/${database}` }).href });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
};

/** Leaves a server that was there before as it was. */
async function dropDatabases() {
  for (const name of ['bare', 'sluice']) await query(`DROP DATABASE IF EXISTS bench_${name} WITH (FORCE)`);
}

/** Starts a server over a database of its own; gives the address to be loaded and its process. */
async function start(name, args, suffix) {
  await query(`CREATE DATABASE bench_${name}`);
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      DATABASE_URL: Object.assign(new URL(url), { pathname: `/bench_${name}` }).href,
      DATA_DIR: path.join(dataDir, name),
      DEMO_HOOK_TOKEN: token,
      LOG_LEVEL: 'warn',
      PORT: '0',
      NODE_ENV: 'production',
    },
  });
  let output = '';
  const address = await new Promise((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      output += chunk;
      const [, found] = /^sluice listening on (\S+)$/m.exec(output) ?? [];
      if (found) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code}\n${output}`)));
  });
  return { name, child, url: address + suffix };
}

const load = (target, duration) =>
  autocannon({ url: target.url, method: 'POST', headers: { 'content-type': 'application/json' }, body, connections, duration });

/** Milliseconds of CPU that the server and PostgreSQL have used so far, with the processes that ended; nothing where there is no /proc. */
async function cpu(pid) {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(pids.map((one) => readFile(`/proc/${one}/stat`, 'utf8').catch(() => '')));
  const used = { server: 0, postgres: 0 };
  for (const stat of stats) {
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [own, dead] = [Number(fields[11]) + Number(fields[12]), Number(fields[13]) + Number(fields[14])];
    if (stat.startsWith(`${pid} `)) used.server += own * 10;
    else if (stat.includes('(postgres)')) used.postgres += (own + dead) * 10;
  }
  return used;
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor((numbers.length - 1) / 2)];

const targets = [];
try {
  const profile = options['cpu-prof'] ? ['--cpu-prof', `--cpu-prof-dir=${options['cpu-prof']}`] : [];
  targets.push(await start('bare', [path.join(import.meta.dirname, 'insertServer.mjs')], '/'));
  targets.push(await start('sluice', [...profile, 'dist/main.js', 'demo'], `/hooks/${token}`));
  if (options.listen) await query(`INSERT INTO listener VALUES (gen_random_uuid(), now() + interval '1 day')`, 'bench_sluice');
  const results = new Map(targets.map(({ name }) => [name, []]));
  for (let round = 1; round <= rounds; round += 1) {
    for (const target of round % 2 ? targets : targets.toReversed()) {
      await query('CHECKPOINT');
      await load(target, 2);
      const before = await cpu(target.child.pid);
      const result = await load(target, seconds);
      const after = await cpu(target.child.pid);
      const answered = result['2xx'];
      result.cpu = { server: (after.server - before.server) / answered, postgres: (after.postgres - before.postgres) / answered };
      if (result.non2xx + result.errors > 0) throw new Error(`${target.name}: ${result.non2xx} refused, ${result.errors} failed`);
      results.get(target.name).push(result);
      const { p50, p99 } = result.latency;
      console.log(
        `round ${round}  ${target.name.padEnd(7)} ${result.requests.average.toFixed(0).padStart(6)} requests/s  p50 ${p50} ms  p99 ${p99} ms`,
      );
    }
  }
  const [made] = await query('SELECT count(*)::int AS count FROM request', 'bench_sluice');
  const rates = targets.map(({ name }) => median(results.get(name).map((result) => result.requests.average)));
  const latency = (name, key) => median(results.get(name).map((result) => result.latency[key]));
  console.log(`\n${connections} connections, median of ${rounds} rounds of ${seconds} s, ${made.count} requests made\n`);
  const used = (name, key) => median(results.get(name).map((result) => result.cpu[key])).toFixed(2);
  console.log('| server | requests/s | p50 ms | p99 ms | CPU ms a request: server | PostgreSQL | ratio |\n|---|---|---|---|---|---|---|');
  targets.forEach(({ name }, n) => {
    const label = name === 'bare' ? 'node:http + one prepared INSERT' : 'createRequest through a hook';
    console.log(
      `| ${label} | ${rates[n].toFixed(0)} | ${latency(name, 'p50')} | ${latency(name, 'p99')} | ${used(name, 'server')} | ${used(name, 'postgres')} | ${(rates[n] / rates[0]).toFixed(2)} |`,
    );
  });
} finally {
  for (const { child } of targets) child.kill('SIGTERM');
  await Promise.all(targets.map(({ child }) => (child.exitCode === null ? new Promise((resolve) => child.once('exit', resolve)) : null)));
  await postgres.stop();
  await rm(dataDir, { recursive: true, force: true });
}
