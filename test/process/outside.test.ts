import { chmod, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startPeer, type Peer } from '../kit/startPeer';
import { until } from '../kit/until';
import { startSluice, type Sluice } from './startSluice';

jest.setTimeout(180_000);

let dataDir: string;
let sluice: Sluice;
let peer: Peer;
beforeAll(async () => {
  peer = await startPeer();
  dataDir = await mkdtemp(path.join(os.tmpdir(), `sluice-test-${process.pid}-outside-`));
  // Ours: PostgreSQL's account has to pass.
  await chmod(dataDir, 0o711);
  sluice = await startSluice(dataDir);
  await sluice.graphql(`mutation { updateSettings(input: { outboundAllowedHosts: ["${peer.host}"] }) { clientMutationId } }`);
});
afterAll(async () => {
  await sluice.stop();
  await peer.stop();
  await rm(dataDir, { recursive: true });
});

/** Deploys a process in which a SET counts how often the flow came by after its activity, starts it, and gives its number. */
async function start(name: string, activity: object): Promise<number> {
  const definition = {
    name,
    subprocess: { enabled: true, access: 'PUBLIC' },
    data: [{ name: 'TIMES', type: 'NUMERIC', default: 0 }],
    participants: [{ name: 'Requesters', role: 'REQUESTER', everyone: true }],
    start: 'WORK',
    activities: [
      { name: 'WORK', ...activity },
      { name: 'COUNT', type: 'SET', set: { TIMES: '{{data.TIMES + 1}}' } },
    ],
    transitions: [{ from: 'WORK', to: 'COUNT' }],
    output: { times: '{{data.TIMES}}', result: '{{results.WORK}}' },
  };
  await sluice.graphql(`mutation { deployProcess(input: { definition: ${toLiteral(definition)} }) { clientMutationId } }`);
  return (await sluice.hook('createRequest', { processName: name }, name)).body.number;
}

interface Ended {
  subStatus: string | null;
  output: { times: number; result: { status: number } & { output: { times: number } }[] };
  actions: { nodes: { subStatus: string }[] };
  history: { nodes: { type: string }[] };
  subrequests: { totalCount: number };
}
const find = async (number: number): Promise<Ended> =>
  (
    await sluice.graphql(`{ request(number: ${number}) {
      subStatus output actions { nodes { subStatus } } history { nodes { type } } subrequests { totalCount }
    } }`)
  ).data.request;
const ended = (number: number) =>
  until(async () => {
    const request = await find(number);
    return request.subStatus !== null && request;
  }, 90_000) as Promise<Ended>;
/** What a run leaves behind that did its two actions once each. */
const doneOnce = {
  subStatus: 'COMPLETED',
  actions: { nodes: [{ subStatus: 'COMPLETED' }, { subStatus: 'COMPLETED' }] },
  history: {
    nodes: ['REQUEST_CREATED', 'ACTION_OPENED', 'ACTION_COMPLETED', 'ACTION_OPENED', 'ACTION_COMPLETED', 'REQUEST_CLOSED'].map((type) => ({
      type,
    })),
  },
};
const hasAttempted = async (task: string) =>
  (await (await fetch(`${sluice.url}/metrics`)).text()).includes(`sluice_job_seconds_count{task="${task}",outcome="done"}`);
async function killAndStart(): Promise<void> {
  await sluice.kill();
  sluice = await startSluice(dataDir);
}

describe('a run whose server is killed', () => {
  it('is completed after the peer failed twice, killed between the two and again in the middle of the second call', async () => {
    let release!: () => void;
    const held = new Promise<void>((resolve) => (release = resolve));
    peer.answer((_, number) => (number === 2 ? held.then(() => ({ status: 503 })) : { status: number < 4 ? 503 : 204 }));
    const number = await start('CALLS', { type: 'HTTP', method: 'POST', url: peer.url, retry: { attempts: 3, delay: 'PT2S' } });
    await until(() => hasAttempted('callHttp'));
    const before = peer.calls.length;
    await killAndStart();
    await peer.wait(2);
    await sluice.kill();
    release();
    sluice = await startSluice(dataDir);
    const { output, ...request } = await ended(number);
    expect([before, output.times, output.result.status, peer.calls.length, request]).toEqual([
      1,
      1,
      204,
      4,
      { ...doneOnce, subrequests: { totalCount: 0 } },
    ]);
    expect(new Set(peer.calls.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
  });

  it('tells its callback, killed between two attempts and in the middle of the second, and writes each down once', async () => {
    let release!: () => void;
    const held = new Promise<void>((resolve) => (release = resolve));
    peer.answer((_, number) => (number === 2 ? held.then(() => ({ status: 204 })) : { status: number === 1 ? 503 : 204 }));
    await start('TOLD', { type: 'SET', set: { TIMES: '{{data.TIMES}}' } });
    await sluice.graphql(
      `mutation { createCallback(input: { url: "${peer.url}", events: ["request.completed"], processName: "TOLD" }) { clientMutationId } }`,
    );
    const attempts = async (): Promise<{ number: number; outcome: string; status: number }[]> =>
      (await sluice.graphql('{ callbacks { nodes { attempts { nodes { number outcome status } } } } }')).data.callbacks.nodes[0].attempts
        .nodes;
    await sluice.hook('createRequest', { processName: 'TOLD' }, 'told');
    await until(async () => (await attempts()).length === 1);
    await killAndStart();
    await peer.wait(2);
    await sluice.kill();
    release();
    sluice = await startSluice(dataDir);
    await until(async () => (await attempts()).length === 2, 90_000);
    expect([await attempts(), peer.calls.length, new Set(peer.calls.map(({ headers }) => headers['webhook-id'])).size]).toEqual([
      [
        { number: 2, outcome: 'SUCCEEDED', status: 204 },
        { number: 1, outcome: 'FAILED', status: 503 },
      ],
      3,
      1,
    ]);
  });

  it('starts each sub-process of a list once, and goes on when all have ended', async () => {
    const each = { process: 'CHILD', forEach: '{{[1..40]}}', concurrency: 4 };
    await start('CHILD', { type: 'DELAY', for: 'PT0.2S' });
    const number = await start('PARENT', { type: 'SUBPROCESS', ...each });
    await until(async () => (await find(number)).subrequests.totalCount > 8);
    const { subStatus } = await find(number);
    await killAndStart();
    const { output, ...request } = await ended(number);
    expect([subStatus, output.times, output.result.map((child) => (child as unknown as Ended).output.times), request]).toEqual([
      null,
      1,
      Array.from({ length: 40 }, () => 1),
      { ...doneOnce, subrequests: { totalCount: 40 } },
    ]);
  });

  it('waits for the rest of its DELAY, and goes on once', async () => {
    const number = await start('DELAYED', { type: 'DELAY', for: 'PT3S' });
    const { subStatus } = await find(number);
    await killAndStart();
    const { output, ...request } = await ended(number);
    expect([subStatus, output.times, request]).toEqual([null, 1, { ...doneOnce, subrequests: { totalCount: 0 } }]);
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
