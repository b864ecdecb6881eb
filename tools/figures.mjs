// The shape of src, one bar a line; `npm run check` runs it. Ends with 1 when a figure is beyond its bar. What is not yet within its target has
// today's figure as its bar, and the line says so.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { buildSchema } from 'graphql';
import ts from 'typescript';
import { domains, layers } from './layers.mjs';

const root = path.join(import.meta.dirname, '..');
const read = (file) => readFileSync(path.join(root, file), 'utf8');

const files = readdirSync(path.join(root, 'src'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
  .filter((file) => !file.startsWith('src/generated/'));
const lines = files.map((file) => read(file).split('\n').length - 1).sort((a, b) => a - b);

/** The highest number of files that one folder has of its own. */
const folders = files.map((file) => path.dirname(file));
const largestFolder = Math.max(...[...new Set(folders)].map((folder) => folders.filter((other) => other === folder).length));

const domainOf = (file) => /^src\/modules\/([^/]+)\//.exec(file)?.[1];

/** The domains that stand in a cycle of imports, types counted. */
function domainsInCycles() {
  const uses = new Map();
  for (const file of files) {
    const from = domainOf(file);
    if (!from) continue;
    for (const { fileName } of ts.preProcessFile(read(file)).importedFiles) {
      const to = fileName.startsWith('.') && domainOf(path.posix.join(path.posix.dirname(file), fileName));
      if (to && to !== from) uses.set(from, (uses.get(from) ?? new Set()).add(to));
    }
  }
  const reaches = (from, seen = new Set()) => {
    for (const next of uses.get(from) ?? []) if (!seen.has(next)) reaches(next, seen.add(next));
    return seen;
  };
  return [...uses.keys()].filter((domain) => reaches(domain).has(domain));
}

/** Returns what tools/layers.mjs misses, or docs/architecture.md prints in another order. */
function untrueOrders() {
  const printed = read('docs/architecture.md').replaceAll(/\s+/g, ' ');
  const missing = files.map(domainOf).filter((domain) => domain && !domains.includes(domain));
  const unlisted = files.map((file) => /^src\/([^/.]+)/.exec(file)[1]).filter((layer) => !layers.includes(layer));
  return [...new Set([...missing, ...unlisted, ...[layers, domains].filter((order) => !printed.includes(order.join(' → ')))])];
}

/** The mutations of schema.graphql that no test describes by their name: nobody would find what they promise. */
function untestedOperations() {
  const tests = readdirSync(path.join(root, 'test'), { recursive: true }).filter((file) => file.endsWith('.test.ts'));
  const texts = tests.map((file) => read(path.join('test', file))).join('\n');
  // `describe('createRequest', …`, or the line that ends the table of a `describe.each`.
  const described = new Set([...texts.matchAll(/^(?:describe|\]\))\('(\w+)/gm)].map(([, name]) => name));
  const mutations = Object.keys(buildSchema(read('schema.graphql')).getMutationType().getFields());
  return mutations.filter((name) => !described.has(name));
}

/** The files between the router and the committing statement, as docs/architecture.md prints them. Throws for one that does not exist. */
const [, printedPath] = /```text\n(hooks\/createHooks[^`]*)```/.exec(read('docs/architecture.md'));
const webhookPath = printedPath.split('→').map((name) => `src/${name.trim()}.ts`);
const webhookLines = webhookPath.reduce((sum, file) => sum + read(file).split('\n').length - 1, 0);

/** What is measured, its bar, and whether a figure is at least (or at most) the bar; `which` lists what is counted, `target` is set where the bar is not the aim yet. */
const bars = [
  { name: 'files in src', figure: lines.length, most: 480 },
  { name: 'median of their lines', figure: lines[Math.floor(lines.length / 2)], least: 40 },
  { name: 'lines that 90 % of them stay within', figure: lines[Math.floor(lines.length * 0.9)], most: 160 },
  { name: 'files of the largest folder', figure: largestFolder, most: 20 },
  { name: 'files between router and committing statement', figure: webhookPath.length, most: 14, target: 12 },
  { name: 'their lines', figure: webhookLines, most: 1360, target: 900 },
  { name: 'domains in cycles of imports', which: domainsInCycles(), most: 0 },
  { name: 'operations without a test of their name', which: untestedOperations(), most: 0 },
  { name: 'orders that are not as printed', which: untrueOrders(), most: 0 },
];

for (const { name, which, figure = which.length, most, least, target } of bars) {
  const isHeld = most === undefined ? figure >= least : figure <= most;
  if (!isHeld) process.exitCode = 1;
  const bar = most === undefined ? `at least ${least}` : `at most ${most}`;
  const aim = target === undefined || figure <= target ? '' : `, the target of ${target} is not reached`;
  console.log(`${isHeld ? 'ok  ' : 'LOST'} ${name}: ${figure} (${bar}${aim})${isHeld || !which ? '' : `: ${which.join(', ')}`}`);
}
