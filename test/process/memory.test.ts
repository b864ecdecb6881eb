import { createHash, randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startSluice, type Sluice } from './startSluice';

jest.setTimeout(120_000);

let dataDir: string;
let sluice: Sluice;
beforeAll(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), `sluice-test-${process.pid}-memory-`));
  // Ours: PostgreSQL's account has to pass.
  await chmod(dataDir, 0o711);
  sluice = await startSluice(dataDir);
});
afterAll(async () => {
  await sluice.stop();
  await rm(dataDir, { recursive: true });
});

/** Resident memory of the server in bytes, as it is and as it was at most. */
async function memory(): Promise<{ now: number; most: number }> {
  const status = await readFile(`/proc/${sluice.pid}/status`, 'utf8');
  const read = (name: string) => Number(new RegExp(`^${name}:\\s*(\\d+) kB`, 'm').exec(status)?.[1]) * 1024;
  return { now: read('VmRSS'), most: read('VmHWM') };
}

describe('a server', () => {
  it('takes a body of 29 MB with a file of 20 MB in it, and gives the file again, within 490 MB of memory in all', async () => {
    const bytes = randomBytes(20_000_000);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    // What every call uses once is there before.
    await sluice.hook('createRequest', { processName: '2_LEVELS_APPROVAL' }, 'first');
    const value = { name: 'large.bin', content: bytes.toString('base64') };
    const parameters = [
      { name: 'FILE', fileValue: value },
      { name: 'TEXT', textValue: 'x'.repeat(2_300_000) },
    ];
    const { status, body } = await sluice.hook('createRequest', { processName: '2_LEVELS_APPROVAL', parameters }, 'large');
    const query = `{ request(number: ${body.number}) { data(names: ["FILE"]) { fileValue { url sha256 } } } }`;
    const { fileValue } = (await sluice.graphql(query)).data.request.data[0];
    const answer = await fetch(fileValue.url, { headers: { authorization: sluice.authorization } });
    const downloaded = createHash('sha256')
      .update(Buffer.from(await answer.arrayBuffer()))
      .digest('hex');
    const read = await memory();
    expect([status, fileValue.sha256, downloaded]).toEqual([200, sha256, sha256]);
    expect(read.most).toBeLessThan(490_000_000);
  });
});
