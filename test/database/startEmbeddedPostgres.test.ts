import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, readdir, readlink, realpath, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { until } from '../kit/until';

const isRoot = process.getuid?.() === 0;
const itAsRoot = isRoot ? it : it.skip;

// Processes start slowly on a machine that is busy.
jest.setTimeout(90_000);

describe('startEmbeddedPostgres', () => {
  let dataDir: string;
  const started: ChildProcess[] = [];
  beforeEach(async () => {
    dataDir = await mkdtemp(path.join(os.tmpdir(), `sluice-test-${process.pid}-embedded-`));
    if (isRoot) await chmod(dataDir, 0o711);
  });
  afterEach(async () => {
    for (const child of started.splice(0)) await stop(child);
    const left = await postmasterPid();
    await rm(dataDir, { recursive: true });
    expect(left).toBeUndefined();
  });

  /** Starts a process that holds the database; resolves when it serves, throws what it said where it ended instead. */
  async function hold(): Promise<{ child: ChildProcess; url: string }> {
    const child = startHolder();
    let url = '';
    let errors = '';
    child.stdout!.on('data', (chunk: Buffer) => (url += chunk.toString()));
    child.stderr!.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    await Promise.race([once(child.stdout!, 'data'), once(child, 'close')]);
    if (!url) throw new Error(errors);
    return { child, url: url.trim() };
  }
  function startHolder(): ChildProcess {
    const child = spawn(process.execPath, [path.join(__dirname, 'holdDatabase.mjs'), dataDir]);
    started.push(child);
    return child;
  }
  async function stop(child: ChildProcess): Promise<number | null> {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'close');
      child.kill('SIGTERM');
      await ended;
    }
    return child.exitCode;
  }
  async function kill(child: ChildProcess): Promise<void> {
    const ended = once(child, 'close');
    child.kill('SIGKILL');
    await ended;
  }
  async function postmasterPid(): Promise<number | undefined> {
    const file = await readFile(path.join(dataDir, 'postgresql/data/postmaster.pid'), 'utf8').catch(() => '');
    return Number(file.split('\n')[0]) || undefined;
  }
  async function query(url: string, sql: string): Promise<unknown[]> {
    const db = new Client({ connectionString: url });
    await db.connect();
    try {
      return (await db.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await db.end();
    }
  }
  const writeBook = (url: string) => query(url, `CREATE TABLE book AS SELECT 'Emma' AS title`);
  const readBooks = (url: string) => query(url, 'SELECT title FROM book');
  const books = [{ title: 'Emma' }];

  it('keeps its data, and leaves no PostgreSQL behind when stopped', async () => {
    const first = await hold();
    await writeBook(first.url);
    expect(await stop(first.child)).toBe(0);
    expect(await postmasterPid()).toBeUndefined();
    const second = await hold();
    expect(await readBooks(second.url)).toEqual(books);
  });

  it('takes over the PostgreSQL of a server that was killed', async () => {
    const first = await hold();
    await writeBook(first.url);
    const pid = await postmasterPid();
    await kill(first.child);
    const second = await hold();
    expect([await readBooks(second.url), await postmasterPid()]).toEqual([books, pid]);
    expect(await stop(second.child)).toBe(0);
  });

  it('loses nothing when server and PostgreSQL are killed at once', async () => {
    const first = await hold();
    await writeBook(first.url);
    process.kill((await postmasterPid())!, 'SIGKILL');
    await kill(first.child);
    const second = await hold();
    expect(await readBooks(second.url)).toEqual(books);
  });

  it('starts PostgreSQL again when it dies under the server', async () => {
    const { url } = await hold();
    await writeBook(url);
    process.kill((await postmasterPid())!, 'SIGKILL');
    expect(await until(() => readBooks(url).catch(() => undefined))).toEqual(books);
  });

  it('refuses a second server on the same data, which leaves the first one alone', async () => {
    const first = await hold();
    await writeBook(first.url);
    await expect(hold()).rejects.toThrow(`Another server is running on the data in ${dataDir}: stop it, or set another DATA_DIR`);
    expect(await readBooks(first.url)).toEqual(books);
  });

  it('starts over when it was killed while it made the cluster', async () => {
    const home = path.join(dataDir, 'postgresql');
    const child = startHolder();
    await until(async () => (await readdir(home).catch(() => [])).some((name) => name.startsWith('unfinished-')));
    await kill(child);
    const { url } = await hold();
    await writeBook(url);
    expect([await readBooks(url), (await readdir(home)).sort()]).toEqual([books, ['data', 'postgresql.log']]);
  });

  it('is not kept from starting by a postmaster.pid whose process ID now belongs to somebody else', async () => {
    await stop((await hold()).child);
    await writeFile(path.join(dataDir, 'postgresql/data/postmaster.pid'), `${process.pid}\n/elsewhere\n`);
    const { url } = await hold();
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('listens on a socket that only the account of PostgreSQL reaches, and on no port', async () => {
    const { url } = await hold();
    const folder = new URL(url).searchParams.get('host')!;
    expect([(await stat(folder)).mode & 0o777, await query(url, 'SHOW listen_addresses')]).toEqual([0o700, [{ listen_addresses: '' }]]);
  });

  it('serves from a folder whose path is longer than that of a socket may be', async () => {
    const short = dataDir;
    dataDir = path.join(dataDir, 'a'.repeat(100));
    const { url, child } = await hold();
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await stop(child);
    await rm(new URL(url).searchParams.get('host')!, { recursive: true });
    await rm(dataDir, { recursive: true });
    dataDir = short;
  });

  itAsRoot('keeps the cluster elsewhere when PostgreSQL cannot reach the data folder, and leaves that as it is', async () => {
    await chmod(dataDir, 0o700);
    const first = await hold();
    await writeBook(first.url);
    await stop(first.child);
    const home = await readlink(path.join(dataDir, 'postgresql'));
    expect([path.dirname(home), (await stat(dataDir)).mode & 0o777, (await stat(home)).mode & 0o777]).toEqual([
      '/var/lib/sluice',
      0o700,
      0o700,
    ]);
    const second = await hold();
    expect(await readBooks(second.url)).toEqual(books);
    await stop(second.child);
    await rm(home, { recursive: true });
  });

  itAsRoot('removes clusters that it kept elsewhere for temporary folders that are gone', async () => {
    await mkdir(path.join(dataDir, 'gone'), { mode: 0o700 });
    const parent = dataDir;
    dataDir = path.join(parent, 'gone');
    await stop((await hold()).child);
    const forgotten = await realpath(path.join(dataDir, 'postgresql'));
    await rm(dataDir, { recursive: true });
    await chmod(parent, 0o700);
    dataDir = parent;
    await stop((await hold()).child);
    expect(existsSync(forgotten)).toBe(false);
    await rm(await realpath(path.join(dataDir, 'postgresql')), { recursive: true });
  });
});
