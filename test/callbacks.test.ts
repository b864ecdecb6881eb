import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { compileFunction } from 'node:vm';
import { addProcess, addRequest } from './kit/factories';
import { fencesOf } from './kit/examplesOf';
import { findFreePort } from './kit/findFreePort';
import { startTestServer } from './kit/startTestServer';
import { until } from './kit/until';

type Verify = (secret: string, headers: Record<string, string>, body: string) => { type: string };

const page = readFileSync(path.join(__dirname, '../docs/callbacks.md'), 'utf8');
const fences = (language: string) => fencesOf(page).flatMap((fence) => (fence.language === language ? [fence.text] : []));
const [receiver = '', byHand = ''] = fences('js');

describe('docs/callbacks.md', () => {
  it('registers a callback, and its receiver is told what it prints', async () => {
    const server = await startTestServer({ role: 'all' });
    const port = await findFreePort();
    await addProcess(server, 'REVIEW', { start: 'SET', activities: [{ name: 'SET', type: 'SET', set: { TEXT: 'a' } }] });
    await server.graphql(`mutation { updateSettings(input: { outboundAllowedHosts: ["127.0.0.1:${port}"] }) { clientMutationId } }`);
    const [register = '', look = ''] = fences('graphql');
    const { data } = await server.graphql(register.replace('https://crm.example', `http://127.0.0.1:${port}`));
    const env = { PATH: process.env.PATH, PORT: String(port), SLUICE_SECRET: data.createCallback.secret as string };
    const child = spawn(process.execPath, ['-e', receiver], { cwd: path.join(__dirname, '..'), env });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await until(() =>
      fetch(`http://127.0.0.1:${port}`).then(
        ({ status }) => status === 401,
        () => false,
      ),
    );
    const number = await addRequest(server, 'REVIEW');
    await until(() => Promise.resolve(said.includes('\n')));
    const rows = await until(async () => {
      const { rows: found } = await server.db.pool.query<{ body: string; status: number }>('SELECT body, status FROM callback_attempt');
      return found.length > 0 && found;
    });
    const printed = JSON.parse(fences('json')[0] ?? '') as { data: object };
    const sent = JSON.parse((rows || [])[0]!.body) as { data: object };
    const looked = await server.graphql(look);
    child.kill();
    await server.stop();
    expect([said, (rows || [])[0]!.status, Object.keys(sent), Object.keys(sent.data), looked.errors]).toEqual([
      `request.completed ${number}\n`,
      204,
      Object.keys(printed),
      Object.keys(printed.data),
      undefined,
    ]);
  });

  it('shows how to verify by hand', async () => {
    const verify = (compileFunction(`${byHand} return verify;`, ['require']) as (load: NodeJS.Require) => Verify)(require);
    const { Webhook } = await import('standardwebhooks');
    const secret = `whsec_${createHash('sha256').update('a').digest('base64')}`;
    const body = '{"type":"request.failed"}';
    const signed = (at: Date) => ({
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign('msg_1', at, body),
    });
    const now = signed(new Date());
    expect(verify(secret, now, body)).toEqual({ type: 'request.failed' });
    expect(() => verify(secret, now, '{"type":"request.completed"}')).toThrow('It is not signed by this secret');
    expect(() => verify(secret, { ...now, 'webhook-id': 'msg_2' }, body)).toThrow('It is not signed by this secret');
    expect(() => verify(secret, signed(new Date(Date.now() - 301_000)), body)).toThrow('It is older than five minutes');
  });
});
