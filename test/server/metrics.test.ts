import { readFileSync } from 'node:fs';
import path from 'node:path';
import { addDeadJob } from '../kit/addDeadJob';
import { addProcess, addRequest } from '../kit/factories';
import { startReplica } from '../kit/startReplica';
import { startTestServer, type TestServer } from '../kit/startTestServer';
import { until } from '../kit/until';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await addProcess(server, 'SIMPLE');
  await addProcess(server, 'BROKEN', { start: 'E', activities: [{ name: 'E', type: 'END', as: 'ERROR' }] });
  await addProcess(server, 'AUTOMATIC', { start: 'S', activities: [{ name: 'S', type: 'SET', set: { TEXT: 'a' } }] });
});
afterAll(() => server.stop());

const read = async (url: string) => (await (await fetch(`${url}/metrics`)).text()).trim().split('\n');
/** The series of ours, without their values. */
const seriesOf = (lines: string[]) => lines.filter((line) => line.startsWith('sluice_')).map((line) => line.replace(/ \S+$/, ''));

describe('the metrics', () => {
  it('are named as Prometheus wants it, each with its help, also those of Node.js', async () => {
    const lines = await read(server.url);
    const types = lines.filter((line) => line.startsWith('# TYPE ')).map((line) => line.split(' ').slice(2) as [string, string]);
    // What `promtool check metrics` says of names.
    const wrong = types.filter(([name, type]) => {
      const isTotal = name.endsWith('_total');
      const ours = name.startsWith('sluice_') && type === 'histogram' && !name.endsWith('_seconds');
      return !/^[a-z]+(_[a-z0-9]+)+$/.test(name) || isTotal !== (type === 'counter') || /_(count|sum|bucket)$/.test(name) || ours;
    });
    const helped = lines.filter((line) => /^# HELP \S+ \S/.test(line)).length;
    expect([types.length > 20, wrong, helped]).toEqual([true, [], types.length]);
  });

  it('tell the version, as /healthz does', async () => {
    const { version } = JSON.parse(readFileSync(path.join(__dirname, '../../package.json'), 'utf8')) as { version: string };
    const health = await (await fetch(`${server.url}/healthz`)).text();
    expect([health, (await read(server.url)).find((line) => line.startsWith('sluice_build_info{'))]).toEqual([
      `ok ${version}\n`,
      `sluice_build_info{version="${version}",node="${process.versions.node}"} 1`,
    ]);
  });

  it('have no more series for what callers make up', async () => {
    const replica = await startReplica(server);
    const callAll = async (n: number) => {
      await replica.post(`/hooks/${server.token}`, { operation: `operation${n}`, args: { input: {} } });
      await replica.post(`/hooks/unknown-token-number-${n}`, {});
      await replica.post(`/nowhere/${n}`, {});
      await fetch(`${replica.url}/graphql/${n}`, { method: 'DELETE' });
      await fetch(`${replica.url}/files/${n}`);
    };
    await callAll(0);
    await read(replica.url);
    const before = seriesOf(await read(replica.url));
    for (let n = 1; n < 5; n += 1) await callAll(n);
    const after = seriesOf(await read(replica.url));
    await replica.stop();
    expect(after.filter((series) => !before.includes(series))).toEqual([]);
  });

  it('count requests by how they ended, and hooks by their kind', async () => {
    const replica = await startReplica(server);
    const call = (operation: string, input: object) => replica.post(`/hooks/${server.token}`, { operation, args: { input } });
    const { body } = await call('createRequest', { processName: 'SIMPLE' });
    await call('cancelRequest', { number: body.number });
    await call('cancelRequest', { number: body.number });
    for (const processName of ['BROKEN', 'AUTOMATIC', 'AUTOMATIC']) await call('createRequest', { processName });
    await replica.post('/hooks/unknown-token-of-nobody', {});
    const lines = await read(replica.url);
    await replica.stop();
    expect(lines.filter((line) => /^sluice_(hook_requests|requests_)/.test(line))).toEqual([
      'sluice_hook_requests_total{kind="OPERATIONS",status="200"} 5',
      'sluice_hook_requests_total{kind="OPERATIONS",status="409"} 1',
      'sluice_hook_requests_total{kind="none",status="404"} 1',
      'sluice_requests_created_total 4',
      'sluice_requests_closed_total{outcome="COMPLETED"} 2',
      'sluice_requests_closed_total{outcome="CANCELLED"} 1',
      'sluice_requests_closed_total{outcome="ERROR"} 1',
    ]);
  });

  it('count jobs by task and outcome, and those that wait or are dead', async () => {
    await addProcess(server, 'WAITS', {
      start: 'SOON',
      activities: [
        { name: 'SOON', type: 'DELAY', for: 'PT0S' },
        { name: 'LATER', type: 'DELAY', for: 'P1D' },
      ],
      transitions: [{ from: 'SOON', to: 'LATER' }],
    });
    await addDeadJob(server, { task: 'callHttp' });
    const worker = await startReplica(server, { role: 'jobs' });
    await addRequest(server, 'WAITS');
    const wanted = [
      'sluice_jobs{task="callHttp",state="waiting"} 0',
      'sluice_jobs{task="callHttp",state="dead"} 1',
      'sluice_jobs{task="sendMail",state="dead"} 0',
      'sluice_jobs{task="wakeAction",state="waiting"} 1',
      'sluice_job_seconds_count{task="wakeAction",outcome="done"} 1',
    ];
    const found = await until(async () => {
      const lines = await read(worker.url);
      return wanted.every((line) => lines.includes(line));
    });
    await worker.stop();
    expect(found).toBe(true);
  });
});
