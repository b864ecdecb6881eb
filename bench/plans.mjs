// EXPLAIN (ANALYZE, BUFFERS) of the statements that each target runs while it is loaded, by PostgreSQL's own auto_explain.
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { exercise, median } from './measure.mjs';

const settings = {
  session_preload_libraries: 'auto_explain',
  'auto_explain.log_min_duration': '0',
  'auto_explain.log_analyze': 'on',
  'auto_explain.log_buffers': 'on',
  'auto_explain.log_level': 'notice',
};
/** A statement that fewer calls run is not hot. */
const leastPerCall = 0.01;

/** Has all sessions of the database from now on tell their plans. */
export async function tellPlans(postgres, database) {
  for (const [name, value] of Object.entries(settings)) await postgres.query(`ALTER DATABASE ${database} SET ${name} = '${value}'`);
}

/** The environment of a server that collects what its sessions are told. */
export const collecting = (file) => ({
  NODE_OPTIONS: `--require ${path.join(import.meta.dirname, 'collectPlans.cjs')}`,
  BENCH_PLANS: file,
});

/** Calls a target for a second and returns its hot statements: their text, plan, times per call, milliseconds (the median, and all per call) and buffers. */
export async function collectPlans(target, postgres, connections, file) {
  const calls = await exercise(target, postgres, connections, () => writeFile(file, ''));
  const statements = new Map();
  for (const line of (await readFile(file, 'utf8')).split('\n').filter(Boolean)) {
    const [, ms, text, plan] = /^duration: ([\d.]+) ms\s+plan:\nQuery Text: ([^]*?)\n([^\n]*\(cost=[^]*)$/.exec(JSON.parse(line)) ?? [];
    if (!plan) continue;
    const found = statements.get(withoutValues(text)) ?? { text: withoutValues(text), times: [], buffers: [] };
    found.plan = plan;
    found.times.push(Number(ms));
    found.buffers.push(buffersOf(plan));
    statements.set(found.text, found);
  }
  return [...statements.values()]
    .map(({ times, buffers, ...rest }) => ({
      ...rest,
      perCall: times.length / calls,
      ms: median(times),
      msPerCall: sum(times) / calls,
      buffers: median(buffers),
    }))
    .filter(({ perCall }) => perCall >= leastPerCall)
    .toSorted((a, b) => b.msPerCall - a.msPerCall);
}

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

/** PostgreSQL 16 and newer add the values to the text. */
const withoutValues = (text) => text.split('\nQuery Parameters: ')[0].trim();

/** Returns how many buffers the whole statement looked at: those of the topmost node. */
function buffersOf(plan) {
  const [, line = ''] = /Buffers: shared([^\n]*)/.exec(plan) ?? [];
  return sum([...line.matchAll(/(?:hit|read)=(\d+)/g)].map(([, count]) => Number(count)));
}
