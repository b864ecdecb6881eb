import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { deliveriesOf } from './kit/deliveriesOf';
import { addProcess, addUser } from './kit/factories';
import { fencesOf } from './kit/examplesOf';
import { startTestServer, type TestServer } from './kit/startTestServer';

const run = promisify(execFile);
const folder = path.join(__dirname, '../docs/senders');
const pages = readdirSync(folder).filter((name) => name.endsWith('.md'));

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await addUser(server, 'wfgen_admin', { isAdministrator: true });
  await addProcess(server, 'TAKE_ORDER', { start: 'END', activities: [{ name: 'END', type: 'END' }] });
});
afterAll(() => server.stop());

/** Runs what a page prints for the shell. */
async function sh(script: string, env: object): Promise<string> {
  const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', script], { env: { PATH: process.env['PATH'], ...env } });
  return stdout.trim();
}

async function lastRuntime() {
  const { data } = await server.graphql('{ requests(first: 1) { nodes { runtime } } }');
  return data.requests.nodes[0].runtime as object;
}

describe.each(pages)('docs/senders/%s', (name) => {
  it('runs as printed', async () => {
    const fences = fencesOf(readFileSync(path.join(folder, name), 'utf8'));
    const mutation = fences.find(({ language }) => language === 'graphql')?.text ?? '';
    const { data, errors } = await server.graphql(mutation);
    expect(errors).toBeUndefined();
    const secret = / secret: "(.*?)"/.exec(mutation)?.[1] ?? '';
    const env = { HOOK: data.createApplication.url, SECRET: secret };
    const calls = fences.flatMap((fence, n) => (fence.text.includes('curl') ? [{ script: fence.text, printed: fences[n + 1]! }] : []));
    for (const { script, printed } of calls) {
      let answer = '';
      const [entry] = await deliveriesOf(server, 1, async () => {
        answer = await sh(script, env);
      });
      expect([entry!.error, entry!.status < 300]).toEqual([null, true]);
      if (printed.language === 'json') expect(await lastRuntime()).toMatchObject(JSON.parse(printed.text) as object);
      else expect(answer).toBe(printed.text.trim());
      if (name !== 'README.md') expect(entry!.skipped).toBe(printed.language === 'json' ? null : 'HANDSHAKE');
    }
    expect(calls.length).toBeGreaterThan(0);
  });
});
