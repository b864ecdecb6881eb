import { mkdtemp, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { keepSecretKey } from '../../src/main/prepareDatabase';

describe('keepSecretKey', () => {
  it('makes a key once, for the owner of the folder alone', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'sluice-key-'));
    const dataDir = path.join(folder, 'data');
    const keys = [await keepSecretKey(dataDir), await keepSecretKey(dataDir)];
    const { mode } = await stat(path.join(dataDir, 'secret.key'));
    await rm(folder, { recursive: true });
    expect([new Set(keys).size, /^[\w-]{43}$/.test(keys[0] ?? ''), mode & 0o777]).toEqual([1, true, 0o600]);
  });
});
