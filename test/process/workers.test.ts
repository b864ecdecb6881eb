import { once } from 'node:events';
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import https from 'node:https';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import type { TLSSocket } from 'node:tls';
import { makeAuthority } from '../kit/makeCertificates';
import { until } from '../kit/until';
import { hookToken, startSluice, type Sluice } from './startSluice';

jest.setTimeout(180_000);

describe('a server with WORKERS=2 and a certificate', () => {
  const authority = { folder: '', issue: (_: string) => ({ certFile: '', keyFile: '' }) };
  let sluice: Sluice;
  const file = (name: string) => path.join(authority.folder, name);
  async function install(host: string): Promise<void> {
    const { certFile, keyFile } = authority.issue(host);
    await copyFile(keyFile, file('server.key'));
    await copyFile(certFile, file('server.crt'));
  }
  beforeAll(async () => {
    authority.folder = await mkdtemp(path.join(os.tmpdir(), 'sluice-workers-'));
    authority.issue = makeAuthority(authority.folder, 'authority').issue;
    await install('first.example');
    sluice = await startSluice(file('data'), {
      env: { WORKERS: '2', TLS_CERT_FILE: file('server.crt'), TLS_KEY_FILE: file('server.key'), LOG_LEVEL: 'fatal' },
    });
  });
  afterAll(async () => {
    expect(await sluice.stop()).toBe(0);
    await rm(authority.folder, { recursive: true });
  });

  /** A call on a connection of its own, so that any worker may answer. */
  async function call(method: string, route: string): Promise<{ body: string; certificate: string }> {
    const request = https.request(sluice.url + route, { method, agent: false, rejectUnauthorized: false }).end();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    const certificate = (response.socket as unknown as Pick<TLSSocket, 'getPeerCertificate'>).getPeerCertificate().subject.CN as string;
    return { body: await text(response), certificate };
  }
  const scrape = async () => (await call('GET', '/metrics')).body;
  const countOf = (metrics: string) =>
    Number(/^sluice_hook_requests_total\{kind="OPERATIONS",status="415"\} (\d+)$/m.exec(metrics)?.[1] ?? 0);
  const countsIn = async () => new Set((await Promise.all(Array.from({ length: 8 }, scrape))).map((metrics) => countOf(metrics)));

  it('measures all workers at each scrape, and counts on when one dies', async () => {
    for (let n = 0; n < 10; n += 1) await call('POST', `/hooks/${hookToken}`);
    expect(await countsIn()).toEqual(new Set([10]));
    const [worker] = await workersOf(sluice.pid);
    process.kill(worker!, 'SIGKILL');
    await until(async () => (await workersOf(sluice.pid)).filter((pid) => pid !== worker).length === 2);
    const metrics = await scrape();
    expect(countOf(metrics)).toBe(10);
    expect(metrics.match(/^sluice_build_info\{.*\} 1$/gm)).toHaveLength(1);
    expect(metrics).toMatch(/^process_resident_memory_bytes \d+$/m);
  });

  it('uses a renewed certificate after SIGHUP, and keeps the old one where the new one does not fit its key', async () => {
    const before = await call('GET', '/healthz');
    await install('second.example');
    process.kill(sluice.pid, 'SIGHUP');
    await until(async () => {
      const found = await Promise.all(Array.from({ length: 6 }, () => call('GET', '/healthz')));
      return found.every(({ certificate }) => certificate === 'second.example');
    });
    await copyFile(authority.issue('third.example').certFile, file('server.crt'));
    process.kill(sluice.pid, 'SIGHUP');
    const after = await Promise.all(Array.from({ length: 6 }, () => call('GET', '/healthz')));
    expect([before.certificate, new Set(after.map(({ certificate }) => certificate))]).toEqual([
      'first.example',
      new Set(['second.example']),
    ]);
  });
});

/** The processes that this one started. */
async function workersOf(pid: number): Promise<number[]> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  const found = children.trim().split(' ').map(Number);
  const lines = await Promise.all(found.map((child) => readFile(`/proc/${child}/cmdline`, 'utf8').catch(() => '')));
  return found.filter((_, index) => lines[index]?.includes('main.js'));
}
