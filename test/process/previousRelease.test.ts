import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { migrate } from '../../src/database/migrate';
import { createTestDatabase } from '../kit/database';
import { startSluice } from './startSluice';

jest.setTimeout(300_000);

const root = path.join(__dirname, '../..');
const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

/** The tag of the last release before this commit (or the commit that PREVIOUS_RELEASE names); undefined before the first one. */
function findRelease(): string | undefined {
  if (process.env['PREVIOUS_RELEASE']) return process.env['PREVIOUS_RELEASE'];
  try {
    const here = git('tag', '--points-at', 'HEAD').split('\n');
    return git('tag', '--list', 'v*', '--merged', 'HEAD', '--sort=-version:refname')
      .split('\n')
      .find((tag) => tag !== '' && !here.includes(tag));
  } catch {
    return undefined;
  }
}

const release = findRelease();
const describeRelease = release === undefined ? describe.skip : describe;

// A deployment replaces servers one after the other, and the first new one migrates the database under the others.
describeRelease(`a server of the release before (${release ?? 'skipped: there is none yet'})`, () => {
  it('serves on while this version migrates its database, and afterwards', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'sluice-release-'));
    const database = await createTestDatabase({ empty: true });
    execFileSync('bash', ['-c', `git archive '${release}' | tar -x -C '${folder}'`], { cwd: root });
    // The packages of this checkout, since `npm ci` takes minutes and the network: CONTRIBUTING says to release before a major update of one.
    symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
    for (const tool of ['prepare', 'build']) execFileSync(process.execPath, [path.join(folder, `tools/${tool}.mjs`)], { cwd: folder });
    const old = await startSluice(path.join(folder, 'data'), {
      cwd: folder,
      env: { DATABASE_URL: database.url, SECRET_KEY: 'k'.repeat(32) },
    });
    try {
      /** A request from its start to its end, and what else a server does at each call. */
      const work = async (key: string) => {
        const created = await old.hook('createRequest', { processName: '2_LEVELS_APPROVAL' }, `${key}-1`);
        const { number } = created.body;
        const again = await old.hook('createRequest', { processName: '2_LEVELS_APPROVAL' }, `${key}-1`);
        const cancelled = await old.hook('cancelRequest', { number }, `${key}-2`);
        const { data, errors } = await old.graphql(
          `{ requests(first: 1, filter: {number: ${number}}) { nodes { number status history { nodes { type } } actions { nodes { number } } } }
             users { totalCount } processes { totalCount } deliveries(first: 1) { nodes { status } } jobs { totalCount } }`,
        );
        return [created.status, again.body.number === number, cancelled.status, errors, data?.requests.nodes[0]?.status];
      };
      const before = await work('before');
      const working = Array.from({ length: 10 }, (_, n) => work(`while-${n}`));
      await migrate(database.url);
      const after = await work('after');
      const fine = [200, true, 200, undefined, 'CLOSED'];
      expect([before, after, ...(await Promise.all(working))]).toEqual(Array.from({ length: 12 }, () => fine));
    } finally {
      await old.kill();
      await database.drop();
      rmSync(folder, { recursive: true });
    }
  });
});
