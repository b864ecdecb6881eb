#!/usr/bin/env node
// `npx sluice COMMAND`: what `npm run sluice -- COMMAND` does, from any folder, and npm takes none of the options for itself.
import './require-node.mjs';
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');
const { status } = spawnSync(process.execPath, [path.join(root, 'tools/build.mjs')], { stdio: ['ignore', 'inherit', 'inherit'] });
if (status !== 0) process.exit(status ?? 1);
// Paths of files start where it was called, DATA_DIR where the server's does.
process.env.INIT_CWD ??= process.cwd();
process.chdir(root);
process.setSourceMapsEnabled(true);
process.argv.splice(2, 0, 'sluice');
await import('../dist/main.js');
