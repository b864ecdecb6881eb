// npm "build": src/**/*.ts to dist/**/*.js with source maps, and all files that the server has from its start into one, dist/main.js, since to read
// 840 files takes longer than all else of a start. Takes well under a second, and leaves alone what is up to date, so that
// several servers may start from one checkout at once.
import './require-node.mjs';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');
const source = path.join(root, 'src');
const target = path.join(root, 'dist');

const [swc, esbuild] = await Promise.all(['@swc/core', 'esbuild'].map((name) => import(name).catch(() => undefined)));
if (!swc || !esbuild) {
  if (!existsSync(path.join(target, 'main.js'))) {
    console.error('The packages are not installed, or only some of them: run "npm ci" first');
    process.exit(1);
  }
  console.error('The compilers are not installed (--omit=dev?): build skipped, dist/ is used as it is');
  process.exit(0);
}

const options = {
  cwd: root,
  swcrc: false,
  sourceMaps: true,
  inlineSourcesContent: false,
  // A package is loaded when it is first used: much is rarely needed (mail, YAML, JWTs).
  module: { type: 'commonjs', lazy: true },
  jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
};

/** The files below a folder, relative to it; none where the folder does not exist. */
function filesBelow(folder) {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}

/** Writes the file at once or not at all, and only where it would change: a server that is loading it never sees half of it. */
function write(file, content) {
  const full = path.join(target, file);
  try {
    if (readFileSync(full, 'utf8') === content) return;
  } catch {
    mkdirSync(path.dirname(full), { recursive: true });
  }
  const draft = `${full}.${process.pid}`;
  writeFileSync(draft, content);
  renameSync(draft, full);
}

const built = new Set();

async function build(file) {
  const name = file.replace(/\.ts$/, '.js');
  const { code, map } = await swc.transformFile(path.join(source, file), {
    ...options,
    sourceFileName: path.relative(path.dirname(path.join(target, name)), path.join(source, file)),
  });
  write(name, `${code}//# sourceMappingURL=${path.basename(name)}.map\n`);
  write(`${name}.map`, map);
  built.add(name).add(`${name}.map`);
}

const sources = filesBelow(source).filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'));
await Promise.all(sources.map(build));

const { outputFiles } = await esbuild.build({
  entryPoints: [path.join(target, 'start.js')],
  outfile: path.join(target, 'main.js'),
  bundle: true,
  packages: 'external',
  platform: 'node',
  target: 'node20',
  minifyWhitespace: true,
  sourcemap: true,
  sourcesContent: false,
  write: false,
});
for (const { path: file, text } of outputFiles) {
  write(path.relative(target, file), text);
  built.add(path.relative(target, file));
}

// A draft (its name ends in a process ID) belongs to a build that is running now.
for (const file of filesBelow(target)) if (/\.(js|map)$/.test(file) && !built.has(file)) rmSync(path.join(target, file), { force: true });
