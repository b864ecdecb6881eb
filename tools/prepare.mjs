// npm "prepare" and "generate": everything under src/generated, from prisma/schema.prisma and schema.graphql. Works offline.
import './require-node.mjs';
import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');

/** Runs a dev tool of node_modules/.bin and ends with its exit code if it fails; one line and no failure where it is not installed. */
function run(tool, args, env = {}) {
  const bin = path.join(root, 'node_modules/.bin', tool);
  if (!existsSync(bin)) {
    console.error(`${tool} is not installed (--omit=dev?): skipped "${tool} ${args.join(' ')}"`);
    return;
  }
  const { status, stdout, stderr } = spawnSync(process.execPath, [realpathSync(bin), ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  if (status === 0) return;
  process.stderr.write(`${stdout}${stderr}${tool} ${args.join(' ')} failed\n`);
  process.exit(status ?? 1);
}

// Generating needs no engine, but the CLI downloads one unless it is notified of a file that exists.
const offline = { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1' };

run('prisma', ['generate'], offline);
run('graphql-codegen', ['--config', 'codegen.mjs', '--silent']);
await import('./generate-registry.mjs');
