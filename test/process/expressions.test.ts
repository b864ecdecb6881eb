import { chmod, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startSluice, type Sluice } from './startSluice';

jest.setTimeout(240_000);

let dataDir: string;
let sluice: Sluice;
beforeAll(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), `sluice-test-${process.pid}-expressions-`));
  // Ours: PostgreSQL's account has to pass.
  await chmod(dataDir, 0o711);
  sluice = await startSluice(dataDir);
});
afterAll(async () => {
  await sluice.stop();
  await rm(dataDir, { recursive: true });
});

/** Deploys a process that computes an expression of its data T. */
async function deploy(name: string, expression: string, more: object = {}): Promise<void> {
  const definition = {
    name,
    subprocess: { enabled: true, access: 'PUBLIC' },
    data: [
      { name: 'T', type: 'TEXT' },
      { name: 'OUT', type: 'JSON' },
    ],
    participants: [{ name: 'Requesters', role: 'REQUESTER', everyone: true }],
    start: 'COMPUTE',
    activities: [{ name: 'COMPUTE', type: 'SET', set: { OUT: `{{ ${expression} }}` } }],
    transitions: [],
    ...more,
  };
  const { errors } = await sluice.graphql(
    `mutation { deployProcess(input: { definition: ${JSON.stringify(JSON.stringify(definition))} }) { clientMutationId } }`,
  );
  expect(errors).toBeUndefined();
}

let calls = 0;
const call = (processName: string, text = '') =>
  sluice.hook('createRequest', { processName, parameters: [{ name: 'T', textValue: text }] }, `call ${++calls}`);
const find = async (number: number) => (await sluice.graphql(`{ request(number: ${number}) { subStatus message } }`)).data.request;

/** The part of the time in which this was done that slow answers of /healthz took: about all of it, if the thread that answers computes. */
async function blockedPart(work: () => Promise<unknown>): Promise<number> {
  let [isDone, slow, all] = [false, 0, 0];
  const asking = (async () => {
    while (!isDone) {
      const begun = performance.now();
      expect((await fetch(`${sluice.url}/healthz`)).status).toBe(200);
      const took = performance.now() - begun;
      all += took;
      if (took > 500) slow += took;
    }
  })();
  await work().finally(() => (isDone = true));
  await asking;
  return slow / all;
}

describe('an expression that computes for long', () => {
  it.each([
    ['a picture of years in words (E1)', `$toMillis(data.T, "${'[Yw]'.repeat(10)}#")`, `${'-'.repeat(99)}x`],
    ['a signature', `function($x)<${'s+'.repeat(12)}:s>{ $x }(${'"a", '.repeat(150)}1)`, ''],
    ['a recursion (E9)', '($f := function($x) { $f($x + 1) }; $f(1))', ''],
  ])('fails its action, and holds up nobody: %s', async (name, expression, text) => {
    await deploy('LONG', expression.concat(`/* ${name} */`), { version: ++calls });
    const blocked = await blockedPart(async () => {
      const { body } = await call('LONG', text);
      expect(await find(body.number)).toEqual({ subStatus: 'ERROR', message: expect.stringContaining('takes longer than 1000 ms') });
    });
    // It would be for ever, or for all of the second, on the thread that answers.
    expect(blocked).toBeLessThan(0.5);
  });

  it('leaves short ones alone, however many of it are asked for', async () => {
    await deploy('RECURSION', '($f := function($x) { $f($x + 1) }; $f(1))');
    await deploy('SHORT', '$uppercase(data.T)');
    await deploy('LONGER', '$count([1..3000].($ * 2))');
    const long = Array.from({ length: 60 }, () => call('RECURSION'));
    const blocked = await blockedPart(async () => {
      const { body } = await call('SHORT', 'a');
      expect((await find(body.number)).subStatus).toBe('COMPLETED');
      // Behind 60 seconds of the others it would be refused, were it not for its turn.
      const other = await call('LONGER');
      expect((await find(other.body.number)).subStatus).toBe('COMPLETED');
      const statuses = (await Promise.all(long)).map(({ status, body }) => `${status} ${body.code ?? ''}`);
      expect(new Set(statuses)).toEqual(new Set(['200 ', '503 UNAVAILABLE']));
    });
    expect(blocked).toBeLessThan(0.5);
  });

  it('does not keep the process from stopping', async () => {
    await deploy('ENDLESS', `$toMillis(data.T, "${'[Ww]'.repeat(10)}#")`);
    const asked = call('ENDLESS', `${'-'.repeat(99)}x`).catch(() => undefined);
    await fetch(`${sluice.url}/healthz`);
    expect(await sluice.stop()).toBe(0);
    await asked;
    sluice = await startSluice(dataDir);
  });
});
