import { chmod, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startPeer, type Peer } from '../kit/startPeer';
import { until } from '../kit/until';
import { startSluice, type Sluice } from './startSluice';

jest.setTimeout(120_000);

describe('a run that calls out', () => {
  let dataDir: string;
  let sluice: Sluice;
  let peer: Peer;
  beforeAll(async () => {
    peer = await startPeer();
    dataDir = await mkdtemp(path.join(os.tmpdir(), `sluice-test-${process.pid}-outside-`));
    // Ours: PostgreSQL's account has to pass.
    await chmod(dataDir, 0o711);
    sluice = await startSluice(dataDir);
  });
  afterAll(async () => {
    await sluice.stop();
    await peer.stop();
    await rm(dataDir, { recursive: true });
  });

  it('is completed after the peer failed twice and the server was killed in the middle, under one Idempotency-Key', async () => {
    const definition = {
      name: 'CALLS',
      subprocess: { enabled: true, access: 'PUBLIC' },
      participants: [{ name: 'Requesters', role: 'REQUESTER', everyone: true }],
      start: 'CALL',
      activities: [{ name: 'CALL', type: 'HTTP', method: 'POST', url: peer.url, retry: { attempts: 3, delay: 'PT0.1S' } }],
      output: '{{results.CALL.status}}',
    };
    await sluice.graphql(
      `mutation { updateSettings(input: { outboundAllowedHosts: ["${peer.host}"] }) { clientMutationId } deployProcess(input: { definition: ${toLiteral(definition)} }) { clientMutationId } }`,
    );
    // The second call is in the middle of it when the server is killed.
    let release!: () => void;
    const held = new Promise<void>((resolve) => (release = resolve));
    peer.answer((_, number) => (number === 2 ? held.then(() => ({ status: 503 })) : { status: number < 4 ? 503 : 204 }));
    const { body } = await sluice.hook('createRequest', { processName: 'CALLS' }, 'call');
    await peer.wait(2);
    await sluice.kill();
    release();
    sluice = await startSluice(dataDir);
    const request = await until(async () => {
      const { data } = await sluice.graphql(`{ request(number: ${body.number}) { subStatus output actions { nodes { subStatus } } } }`);
      return data.request.subStatus !== null && data.request;
    }, 60_000);
    expect([request, peer.calls.length, new Set(peer.calls.map(({ headers }) => headers['idempotency-key'])).size]).toEqual([
      { subStatus: 'COMPLETED', output: 204, actions: { nodes: [{ subStatus: 'COMPLETED' }] } },
      4,
      1,
    ]);
  });
});

/** A value as GraphQL writes it. */
function toLiteral(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toLiteral).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([name, field]) => `${name}: ${toLiteral(field)}`)
    .join(', ')}}`;
}
