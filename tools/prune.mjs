// For images: removes from node_modules what nothing needs at run time. `npm prune --omit=dev` leaves some 150 MB of what Prisma's client can
// work with but does not need (its command line and studio, TypeScript), and its compilers for other databases.
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');
const remove = (...names) => rmSync(path.join(root, ...names), { recursive: true, force: true });

const { packages } = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
for (const [folder, { dev, devOptional }] of Object.entries(packages)) if (dev || devOptional) remove(folder);
remove('node_modules/.bin');
remove('node_modules/.package-lock.json');

const runtime = path.join(root, 'node_modules/@prisma/client/runtime');
for (const name of readdirSync(runtime))
  if (/^query_compiler_\w+\.(cockroachdb|mysql|sqlite|sqlserver)\./.test(name)) rmSync(path.join(runtime, name));
