import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { readConfig } from '../../src/config';
import { startSluice } from './startSluice';

jest.setTimeout(300_000);

const root = path.join(__dirname, '../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

/** The steps of each stage, such as `['COPY', 'src src']`. */
const stages = read('Dockerfile')
  .replace(/^#.*\n/gm, '')
  .split(/^FROM .*$/m)
  .slice(1)
  .map((stage) => [...stage.matchAll(/^([A-Z]+) (.*)$/gm)].map(([, step = '', rest = '']) => [step, rest] as const));
const [building = [], running = []] = stages;

/** Copies what one COPY names between two folders: with one source as `docker build` does, into the target where that ends in a slash. */
function copy(from: string, to: string, words: string): void {
  const names = words.split(' ');
  const target = names.pop()!;
  for (const name of names) {
    const place = target.endsWith('/') ? path.join(to, target, path.basename(name)) : path.join(to, target);
    mkdirSync(path.dirname(place), { recursive: true });
    cpSync(path.join(from, name.replace(/^\/app\//, '')), place, { recursive: true });
  }
}

const run = (command: string, cwd: string) => promisify(execFile)('bash', ['-ec', command], { cwd, maxBuffer: 10_000_000 });

describe('the Dockerfile', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'sluice-image-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('copies nothing that .dockerignore leaves out', () => {
    const lines = read('.dockerignore').trim().split('\n');
    const ignored = (name: string) => lines.some((line) => name === line || name.startsWith(`${line}/`)) && !lines.includes(`!${name}`);
    const copied = building.flatMap(([step, rest]) => (step === 'COPY' ? rest.split(' ').slice(0, -1) : []));
    expect([copied.length > 5, copied.filter(ignored), copied.filter((name) => !existsSync(path.join(root, name)))]).toEqual([
      true,
      [],
      [],
    ]);
  });

  // Instead of `npm ci`, which takes minutes and the network, it has hard links to the packages of this checkout, which are those of the lock.
  // A step may remove some of them, and changes none.
  it('has steps that lead from just the files that it copies to a server that runs, without what only building needs', async () => {
    const [build, image] = [path.join(folder, 'build'), path.join(folder, 'image')];
    mkdirSync(build);
    mkdirSync(image);
    for (const [step, rest] of building) {
      if (step === 'COPY') copy(root, build, rest);
      if (step !== 'RUN') continue;
      if (rest === 'npm ci --ignore-scripts')
        await run(`cp -al '${root}/node_modules' . 2>/dev/null || cp -a '${root}/node_modules' .`, build);
      else await run(rest, build);
    }
    // `mkdir /data && chown` is for the image alone.
    for (const [step, rest] of running) {
      if (step !== 'COPY') continue;
      const words = rest.replace('--from=build ', '');
      if (words === '/app/node_modules node_modules') await run(`mv '${build}/node_modules' node_modules`, image);
      else copy(build, image, words);
    }
    const [, health = '[]'] = /CMD (.*)$/.exec(running.find(([step]) => step === 'HEALTHCHECK')?.[1] ?? '') ?? [];
    const command = JSON.parse(running.find(([step]) => step === 'CMD')?.[1] ?? '[]') as string[];
    const sluice = await startSluice(path.join(folder, 'data'), { cwd: image });
    const [, ...words] = JSON.parse(health) as string[];
    const env = { PORT: new URL(sluice.url).port };
    const answered = await promisify(execFile)(process.execPath, words, { cwd: image, env }).then(() => 'healthy', String);
    const page = await fetch(`${sluice.url}/graphql`, { headers: { authorization: sluice.authorization, accept: 'text/html' } });
    const code = await sluice.stop();
    const left = await readdir(path.join(image, 'node_modules'));
    expect(command).toEqual(['node', '--enable-source-maps', 'dist/main.js']);
    expect([answered, page.status, code, left.filter((name) => /^(prisma|typescript|jest|eslint|effect|react|\.bin)$/.test(name))]).toEqual(
      ['healthy', 200, 0, []],
    );
  });
});

describe('docker-compose.yml', () => {
  interface Service {
    build?: string;
    environment: Record<string, string>;
  }
  const { services } = parse(read('docker-compose.yml')) as { services: Record<string, Service> };
  /** As docker compose fills it in; throws where a value is asked for and not there. */
  const fill = (text: string, values: Record<string, string>) =>
    text.replace(/\$\{(\w+)(:[-?])?([^}]*)\}/g, (_, name: string, mark?: string, rest = '') => {
      if (values[name] !== undefined) return values[name];
      if (mark === ':?') throw new Error(`${name}: ${rest}`);
      return rest as string;
    });

  it('gives its servers one database and one key, and names what has to be chosen', () => {
    const values = { POSTGRES_PASSWORD: 'secret', ADMIN_PASSWORD: 'a password', SECRET_KEY: 'k'.repeat(32) };
    const ours = Object.values(services).filter(({ build }) => build !== undefined);
    const configs = ours.map(({ environment }) =>
      readConfig(Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, fill(value, values)]))),
    );
    expect(configs.map(({ role, secretKey, databaseUrl }) => [role, secretKey, databaseUrl])).toEqual(
      ['web', 'jobs'].map((role) => [role, values.SECRET_KEY, 'postgresql://sluice:secret@postgres:5432/sluice']),
    );
    for (const name of Object.keys(values)) {
      const { [name]: _, ...others } = values as Record<string, string>;
      expect(() => fill(JSON.stringify(services), others)).toThrow(name);
    }
  });
});
