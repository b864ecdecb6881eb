// Writes the lists of what is found by its name to src/generated: operations.ts, nodeLoaders.ts and hookKinds.ts. There is no other registration.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { hookKinds, mutations, nodes, root } from './registry.mjs';

/** Writes an object of the export `use(entry)` of each entry's file, by the entry's name. */
function write(list, about, entries, use) {
  // What has no file yet is left out: the types that its code needs are generated first, and the server does not start.
  const there = entries.filter(({ file }) => file);
  const imports = there.map((entry) => `import { ${use(entry)} } from '${entry.file}';\n`).join('');
  const lines = there.map((entry) => `  ${entry.name}: ${use(entry)},\n`).join('');
  writeFileSync(path.join(root, `src/generated/${list}.ts`), `${imports}\n/** ${about} */\nexport const ${list} = {\n${lines}};\n`);
}

write('operations', 'Every operation, by the name of its mutation.', mutations, ({ name }) => name);
write('nodeLoaders', 'What loads the row of a node, by its type.', nodes, ({ name }) => `load${name}Row`);
write('hookKinds', 'What makes each kind of hook.', hookKinds, ({ base }) => base);

const missing = [...mutations, ...nodes, ...hookKinds].filter(({ file }) => !file);
if (missing.length > 0) console.error(`Not written yet: ${missing.map(({ base }) => `${base}.ts`).join(', ')}`);
