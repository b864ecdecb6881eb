import { chmod, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { startEmbeddedPostgres } from '../../src/database/startEmbeddedPostgres';
import { entries } from './entries';
import { startLab, type Lab } from './lab';
import { expressionProcesses } from './processes';
import { checkEntries } from './property';
import { watch, type Row } from './row';
import { scenarios } from './scenarios/scenarios';
import { toTable } from './table';

// npm run test:abuse [-- --only S7 --seconds 60 --runs 1000 --seed 1]: the long version of abuse.test.ts. Prints the table of
// docs/reliability.md, and ends with 1 where something got through.

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    seconds: { type: 'string', default: '60' },
    runs: { type: 'string', default: '2000' },
    seed: { type: 'string' },
  },
});
const seed = options.seed === undefined ? Date.now() % 2 ** 31 : Number(options.seed);
const say = (line: string) => void process.stdout.write(`${line}\n`);

/** Everything, one after the other; a line is printed when it is done. */
async function runAll(lab: Lab): Promise<Row[]> {
  const rows: Row[] = [];
  const add = async (what: string, run: () => Promise<Row>) => {
    if (!what.toLowerCase().includes(options.only.toLowerCase())) return;
    const row = await run();
    rows.push(row);
    say(`${toTable([row]).split('\n').at(-1)} ${row.seconds.toFixed(0)} s, longest answer ${row.health.longestMs} ms`);
    for (const remark of row.remarks) say(`    ${remark}`);
    for (const fault of row.faults.slice(0, 12)) say(`    ${fault.slice(0, 300)}`);
  };
  say(`seed ${seed}; ${lab.expressionHooks.size} expressions`);
  for (const [what, group] of Object.entries(entries)) {
    await add(what, () => checkEntries(what, lab, group, { runs: Number(options.runs), forMs: Number(options.seconds) * 1000, seed }));
  }
  for (const { what, run } of scenarios) await add(what, () => watch(what, lab, (notes) => run(lab, notes)));
  return rows;
}

async function main(): Promise<void> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'sluice-abuse-'));
  // Ours: PostgreSQL's account has to pass.
  await chmod(dataDir, 0o711);
  const postgres = await startEmbeddedPostgres({ dataDir, log: pino({ level: 'error' }, process.stderr) });
  try {
    const lab = await startLab(dataDir, postgres.url, expressionProcesses);
    const rows = await runAll(lab).finally(() => lab.stop());
    say(`\n${toTable(rows)}`);
    process.exitCode = rows.some(({ faults }) => faults.length > 0) ? 1 : 0;
  } finally {
    await postgres.stop();
    await rm(dataDir, { recursive: true });
  }
}

void main();
