import { mkdtemp, readFile, rm } from 'node:fs/promises';
import net, { type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from '../kit/database';
import { describeWith } from '../kit/debian';
import { fencesOf } from '../kit/examplesOf';
import { postTo } from '../kit/postTo';
import { startNginx } from '../kit/startNginx';
import type { Program } from '../kit/startProgram';
import { subscribe } from '../kit/subscribe';
import { until } from '../kit/until';
import { hookToken, startSluice, type Sluice } from './startSluice';

jest.setTimeout(600_000);

const shutdownDelayMs = 3_000;

describeWith(['nginx'], "two servers behind Debian's nginx, by the configuration of docs/nginx.md", () => {
  let database: TestDatabase;
  let dataDir: string;
  let nginx: Program | undefined;
  let url: string;
  let ports: number[];
  const servers: Sluice[] = [];

  const start = (port: number) =>
    startSluice(dataDir, {
      env: { DATABASE_URL: database.url, SECRET_KEY: 'x'.repeat(40), PORT: String(port), SHUTDOWN_DELAY_MS: String(shutdownDelayMs) },
    });

  beforeAll(async () => {
    database = await createTestDatabase();
    dataDir = await mkdtemp(path.join(os.tmpdir(), 'sluice-nginx-'));
    ports = await findFreePorts(3);
    for (const port of ports.slice(1)) servers.push(await start(port));
    const page = await readFile(path.join(__dirname, '../../docs/nginx.md'), 'utf8');
    const site = fencesOf(page).find(({ language }) => language === 'nginx')!.text;
    const [listen, ...upstream] = ports;
    url = `http://127.0.0.1:${listen}`;
    nginx = await startNginx(
      site
        .replace('listen 8080', `listen 127.0.0.1:${listen}`)
        .replace(':4000', `:${upstream[0]}`)
        .replace(':4001', `:${upstream[1]}`)
        // As in the page, shorter than the delay.
        .replace('keepalive_timeout 5s', 'keepalive_timeout 1s'),
      `${url}/healthz`,
    );
  });
  afterAll(async () => {
    await nginx?.stop('SIGTERM');
    await Promise.all(servers.map((server) => server.kill()));
    await database.drop();
    await rm(dataDir, { recursive: true });
  });

  it('loses no call in a rolling restart under load', async () => {
    let going = true;
    const lost: unknown[] = [];
    let answered = 0;
    const body = { operation: 'createRequest', args: { input: { processName: '2_LEVELS_APPROVAL' } } };
    async function load(): Promise<void> {
      while (going) {
        try {
          const { status } = await postTo(`${url}/hooks/${hookToken}`, body);
          if (status === 200) answered += 1;
          else lost.push(status);
        } catch (error) {
          lost.push(String(error));
        }
      }
    }
    const client = new Client({ connectionString: database.url });
    await client.connect();
    const stored = async () => Number((await client.query<{ count: string }>('SELECT count(*) FROM request')).rows[0]!.count);
    const before = await stored();
    // Each keeps its connection to nginx.
    const loading = Promise.all(Array.from({ length: 32 }, load));
    await until(() => Promise.resolve(answered >= 500 || lost.length > 0), 120_000);
    for (const n of [0, 1]) {
      expect(await servers[n]!.stop()).toBe(0);
      servers[n] = await start(ports[n + 1]!);
    }
    // However slow the machine is, there are thousands, before, during and after.
    await until(() => Promise.resolve(answered >= 3_000 || lost.length > 0), 300_000);
    going = false;
    await loading;
    const made = (await stored()) - before;
    await client.end();
    expect([lost, made]).toEqual([[], answered]);
  });

  it('takes a body above the megabyte of nginx, and lets event streams pass at once', async () => {
    const large = { operation: 'createRequest', args: { input: { processName: 'NONE', title: 'x'.repeat(2_000_000) } } };
    expect((await postTo(`${url}/hooks/${hookToken}`, large)).status).not.toBe(413);
    const subscribed = await subscribe(
      url,
      'subscription { myActionsChanged { __typename } }',
      {},
      { userName: 'wfgen_admin', password: 'a password of tests' },
    );
    expect(await subscribed.next()).toBeDefined();
    subscribed.leave();
  });
});

async function findFreePorts(count: number): Promise<number[]> {
  const probes = Array.from({ length: count }, () => net.createServer().listen(0, '127.0.0.1'));
  await Promise.all(probes.map((probe) => new Promise((resolve) => probe.once('listening', resolve))));
  const ports = probes.map((probe) => (probe.address() as AddressInfo).port);
  await Promise.all(probes.map((probe) => new Promise((resolve) => probe.close(resolve))));
  return ports;
}
