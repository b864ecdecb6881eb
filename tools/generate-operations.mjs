// Writes src/generated/operations.ts: the operations by the names of their mutations. A mutation of schema.graphql is the export of that name in
// the file of that name below src/modules; this is the only registration there is.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildSchema } from 'graphql';

const root = path.join(import.meta.dirname, '..');

const files = readdirSync(path.join(root, 'src/modules'), { recursive: true })
  .map((file) => file.split(path.sep).join('/'))
  .filter((file) => file.endsWith('.ts'));
const mutations = Object.keys(
  buildSchema(readFileSync(path.join(root, 'schema.graphql'), 'utf8'))
    .getMutationType()
    .getFields(),
);

/** Undefined for a mutation that has no file yet: the server then does not start, but the types of its input can be generated. */
const fileOf = (name) => files.find((file) => path.basename(file, '.ts') === name);

const found = mutations.filter(fileOf);
const imports = found.map((name) => `import { ${name} } from '../modules/${fileOf(name).slice(0, -'.ts'.length)}';\n`);
writeFileSync(
  path.join(root, 'src/generated/operations.ts'),
  `${imports.join('')}\n/** Every operation, by the name of its mutation. */\nexport const operations = {\n${found.map((name) => `  ${name},\n`).join('')}};\n`,
);

const missing = mutations.filter((name) => !fileOf(name));
if (missing.length > 0) console.error(`Not written yet: ${missing.map((name) => `src/modules/<domain>/${name}.ts`).join(', ')}`);
