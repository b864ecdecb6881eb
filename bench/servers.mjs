// Starts server processes over databases of their own, and stops them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

export const password = 'correct horse battery staple';
const root = path.join(import.meta.dirname, '..');
const running = new Set();

/** Starts a server and waits until it listens. Resolves to its address, its process, and the milliseconds that the start took. */
export async function startServer({ args, databaseUrl, dataDir, env = {} }) {
  const began = performance.now();
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      DATA_DIR: dataDir,
      ADMIN_PASSWORD: password,
      ACCESS_LOG: 'errors',
      LOG_LEVEL: 'warn',
      PORT: '0',
      NODE_ENV: 'production',
      ...env,
    },
  });
  running.add(child);
  let output = '';
  const url = await new Promise((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      output += chunk;
      const [, found] = /listening on (\S+)$/m.exec(output) ?? [];
      if (found) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`${args.join(' ')} ended with ${code}\n${output}`)));
  });
  return { url, child, startMs: performance.now() - began };
}

/** Starts one of the servers of bench/baseline.mjs. */
export const startBaseline = (mode, databaseUrl) =>
  startServer({ args: [path.join(import.meta.dirname, 'baseline.mjs'), mode], databaseUrl });

/** Starts Sluice. */
export const startSluice = (databaseUrl, dataDir, env) =>
  startServer({ args: ['--enable-source-maps', 'dist/main.js'], databaseUrl, dataDir, env });

/** Stops a server by its process and waits for its end. */
export async function stopServer({ child }) {
  if (!running.delete(child) || child.exitCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

/** Stops all servers that still run. */
export const stopServers = () => Promise.all([...running].map((child) => stopServer({ child })));
