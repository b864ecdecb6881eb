import { chmod, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createTestDatabase, type TestDatabase } from '../kit/database';
import { entries } from './entries';
import { startLab, type Lab } from './lab';
import { checkEntries } from './property';

jest.setTimeout(180_000);

let dataDir: string;
let database: TestDatabase;
let lab: Lab;
beforeAll(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), `sluice-test-${process.pid}-abuse-`));
  // Ours: PostgreSQL's account has to pass.
  await chmod(dataDir, 0o711);
  database = await createTestDatabase({ empty: true });
  lab = await startLab(dataDir, database.url);
});
afterAll(async () => {
  await lab.stop();
  await database.drop();
  await rm(dataDir, { recursive: true });
});

/** What is sent of each group at most, and for how long: `npm run test:abuse` sends far more, and bodies of 30 MB. */
const extent = { runs: 40, forMs: 3_000, largest: 2_000_000, seed: Date.now() % 2 ** 31 };

describe('a server that is sent odd shapes', () => {
  it.each(Object.entries(entries))('answers fairly, and its health in time: %s', async (what, group) => {
    const { faults } = await checkEntries(what, lab, group, extent);
    expect(faults).toEqual([]);
  });
});
