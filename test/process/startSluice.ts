import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { postTo } from '../kit/postTo';
import type { HttpAnswer } from '../kit/startTestServer';

const root = path.join(__dirname, '../..');
export const hookToken = 'a-token-of-the-tests';

/** A server as `npm run demo` starts it, with the embedded database in a folder. */
export interface Sluice {
  url: string;
  pid: number;
  /** What logs its administrator in. */
  authorization: string;
  /** Calls an operation through the demo's hook. */
  hook(operation: string, input: object, key: string): Promise<HttpAnswer>;
  // A test reads what it expects to be there.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  graphql(query: string): Promise<any>;
  /** Ends it by SIGKILL. */
  kill(): Promise<void>;
  /** Ends it by SIGTERM, and gives its exit code. */
  stop(): Promise<number | null>;
}

const password = 'a password of tests';

/** Starts the server that is built (that of this checkout unless `cwd` has another), with more of an environment; resolves when it serves. Throws what it said where it ended instead. */
export async function startSluice(
  dataDir: string,
  { env = {}, args = ['demo'], cwd = root }: { env?: NodeJS.ProcessEnv; args?: string[]; cwd?: string } = {},
): Promise<Sluice> {
  const child = spawn(process.execPath, ['dist/main.js', ...args], {
    cwd,
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      DATA_DIR: dataDir,
      LOG_LEVEL: 'warn',
      ADMIN_PASSWORD: password,
      DEMO_HOOK_TOKEN: hookToken,
      ...env,
    },
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  await Promise.race([once(child.stdout, 'data'), once(child, 'close')]);
  const url = /^sluice listening on (\S+)$/m.exec(output)?.[1];
  if (!url) throw new Error(errors);
  const authorization = `Basic ${Buffer.from(`wfgen_admin:${password}`).toString('base64')}`;
  return {
    url,
    pid: child.pid!,
    authorization,
    hook: (operation, input, key) => postTo(`${url}/hooks/${hookToken}`, { operation, args: { input } }, { 'idempotency-key': key }),
    graphql: async (query) => (await postTo(`${url}/graphql`, { query }, { authorization })).body,
    kill: () => end(child, 'SIGKILL').then(() => undefined),
    stop: () => end(child, 'SIGTERM'),
  };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const closed = once(child, 'close');
    child.kill(signal);
    await closed;
  }
  return child.exitCode;
}
