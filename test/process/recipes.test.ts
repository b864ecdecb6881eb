import { execFile } from 'node:child_process';
import {
  copyFileSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  existsSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';

jest.setTimeout(600_000);

const root = path.join(__dirname, '../..');
const folder = mkdtempSync(path.join(os.tmpdir(), 'sluice-recipes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What is made from the rest, or is not the tree's own. */
const leftOut = ['node_modules', '.git', 'dist', '.sluice', 'coverage', 'src/generated'];

/** Links every file of the tree into the copy: to change one there, it must be removed first. */
function linkTree(below = ''): void {
  mkdirSync(path.join(folder, below), { recursive: true });
  for (const entry of readdirSync(path.join(root, below), { withFileTypes: true })) {
    const name = path.posix.join(below, entry.name);
    if (leftOut.includes(name)) continue;
    if (entry.isDirectory()) linkTree(name);
    else if (entry.isFile()) linkOrCopy(path.join(root, name), path.join(folder, name));
  }
}

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    // Another file system.
    copyFileSync(from, to);
  }
}

interface Step {
  file: string;
  fences: { language: string; text: string }[];
}

/** The steps of the recipe below a heading of CONTRIBUTING.md: the file that each one names, and what it puts there. */
function stepsOf(heading: string): Step[] {
  const page = readFileSync(path.join(root, 'CONTRIBUTING.md'), 'utf8');
  const [, recipe = ''] = page.split(`\n## ${heading}\n`);
  const [steps = ''] = recipe.split(/^##/m);
  return [...steps.matchAll(/^\d+\. \*\*`([^`]+)`\*\*(.*?)(?=^\d+\. |(?![^]))/gms)].map(([, file = '', text = '']) => ({
    file,
    fences: [...text.matchAll(/^ {3}```(\w+)\n(.*?)^ {3}```$/gms)].map(([, language = '', lines = '']) => ({
      language,
      text: lines.replace(/^ {3}/gm, ''),
    })),
  }));
}

/** A new file, the end of one that is there, or lines between those that a diff shows. */
function follow({ file, fences }: Step): void {
  const place = path.join(folder, file);
  for (const { language, text } of fences) {
    const present = existsSync(place) ? readFileSync(place, 'utf8') : null;
    rmSync(place, { force: true });
    writeFileSync(place, language === 'diff' ? insert(file, present ?? '', text) : present === null ? text : `${present}\n${text}`);
  }
}

function insert(file: string, present: string, diff: string): string {
  const lines = diff.split('\n').slice(0, -1);
  const before = lines.filter((line) => !line.startsWith('+')).map((line) => line.slice(1));
  const parts = present.split(`${before.join('\n')}\n`);
  if (parts.length !== 2) throw new Error(`${file} has these lines ${parts.length - 1} times, not once:\n${before.join('\n')}`);
  return parts.join(`${lines.map((line) => line.slice(1)).join('\n')}\n`);
}

/** Runs a program in the copy. Resolves to what it printed, when it fails as well. */
function run(...args: string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const env = { ...process.env, NODE_OPTIONS: '', FORCE_COLOR: '0' };
    const child = execFile(process.execPath, args, { cwd: folder, env, maxBuffer: 20_000_000 }, (_, stdout, stderr) => {
      resolve({ code: child.exitCode ?? 1, output: `${stdout}${stderr}` });
    });
  });
}

const bin = (tool: string) => path.join('node_modules', tool);
const passed = (output: string) => ({ code: 0, output });

const recipes = ['Adding an operation', 'Adding a node type', 'Adding an activity type', 'Adding a kind of hook', 'Adding a setting'].map(
  (heading) => ({ heading, steps: stepsOf(heading) }),
);
const changed = [...new Set(recipes.flatMap(({ steps }) => steps.filter(({ fences }) => fences.length > 0).map(({ file }) => file)))];

beforeAll(() => {
  linkTree();
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  recipes.forEach(({ steps }) => steps.forEach(follow));
});

describe('the recipes of CONTRIBUTING.md', () => {
  it.each(recipes)('change at most four files and a table: $heading', ({ steps }) => {
    const files = steps.map(({ file }) => file).filter((file) => file !== 'prisma/schema.prisma');
    expect(files.length).toBeGreaterThan(2);
    expect(files.length).toBeLessThan(5);
  });

  it('lead to code that is generated, with a migration', async () => {
    const generated = await run('tools/prepare.mjs');
    const built = await run('tools/build.mjs');
    const migrated = await run('tools/schema-engine.mjs', 'create', 'recipes');
    expect({ generated, built, migrated }).toEqual({
      generated: passed(''),
      built: passed(''),
      migrated: passed(expect.stringMatching(/^wrote prisma\/migrations\/\d+_recipes\/migration.sql/) as string),
    });
  });

  it('pass the checks of form, rules, types and schema', async () => {
    const prettier = await run(
      bin('prettier/bin/prettier.cjs'),
      '--check',
      '--log-level',
      'warn',
      ...changed.filter((file) => !file.endsWith('.prisma')),
    );
    // All of src, and the tests that a recipe changes: the others cost twice as much, and none of them imports what is new.
    writeFileSync(path.join(folder, 'tsconfig.recipes.json'), JSON.stringify({ extends: './tsconfig.json', include: ['src', ...changed] }));
    const types = await run(bin('typescript-7/bin/tsc'), '--noEmit', '-p', 'tsconfig.recipes.json');
    // Without the search for cycles, which reads every file: none of these is imported by what it imports.
    const code = changed.filter((file) => file.startsWith('src/') && file.endsWith('.ts'));
    const eslint = await run(bin('eslint/bin/eslint.js'), '--rule', 'import-x/no-cycle: off', ...code);
    const schema = await run('tools/check-schema.mjs');
    expect({ prettier, types, eslint, schema }).toEqual({
      prettier: passed(''),
      types: passed(''),
      eslint: passed(''),
      schema: { code: 0, output: expect.any(String) as string },
    });
  });

  it('lead to what they promise', async () => {
    const tests = [...changed.filter((file) => file.endsWith('.test.ts')), 'test/access/matrix.test.ts', 'test/access/reading.test.ts'];
    const names = 'takeAction|Holiday|FAIL|commentsKind|supportAddress|has a row for each';
    const { code, output } = await run(bin('jest/bin/jest.js'), '--ci', '-w', '1', '-t', names, ...tests);
    expect({ code, output: code === 0 ? '' : output }).toEqual(passed(''));
  });
});
