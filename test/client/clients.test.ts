import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { screens } from '../graphql/screens';
import { addProcess, addRequest } from '../kit/factories';
import { globalId } from '../kit/globalId';
import { administrator, startTestServer, type TestServer } from '../kit/startTestServer';
import { relaySources } from './relaySources';

jest.setTimeout(120_000);

const authorization = `Basic ${Buffer.from(`${administrator.userName}:${administrator.password}`).toString('base64')}`;
const run = promisify(execFile);

let server: TestServer;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'sluice-clients-'));
  server = await startTestServer();
  const form = { fields: [{ data: 'TEXT', label: 'Decision', required: true }] };
  await addProcess(server, 'Clients', {
    data: [
      { name: 'TEXT', type: 'TEXT' },
      { name: 'FILE', type: 'FILE' },
    ],
    activities: [{ name: 'DO', type: 'USER', participant: 'Workers', form }],
  });
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

/** Runs a program of a front-end team on a request of its own, and gives what it prints at its end. */
async function runClient(program: string, number: number, more: Record<string, string> = {}): Promise<unknown> {
  const env = {
    ...process.env,
    NODE_ENV: 'development',
    URL: `${server.url}/graphql`,
    AUTHORIZATION: authorization,
    NUMBER: String(number),
    REQUEST_ID: globalId(`Request:${number}`),
    ...more,
  };
  const { stdout } = await run(process.execPath, [path.join(__dirname, `programs/${program}.mjs`)], { env });
  return JSON.parse(stdout);
}

async function addRequests(count: number): Promise<number> {
  for (let n = 1; n < count; n += 1) await addRequest(server, 'Clients');
  return addRequest(server, 'Clients');
}

async function compileRelay(): Promise<string> {
  const artifacts = path.join(folder, 'artifacts');
  await mkdir(path.join(folder, 'src'));
  await mkdir(artifacts);
  for (const [module, texts] of Object.entries(relaySources)) {
    await writeFile(path.join(folder, `src/${module}.js`), texts.map((text) => `graphql\`${text}\`;\n`).join(''));
  }
  const schema = path.relative(folder, path.join(__dirname, '../../schema.graphql'));
  const config = { src: 'src', schema, language: 'javascript', artifactDirectory: 'artifacts', eagerEsModules: false };
  await writeFile(path.join(folder, 'relay.config.json'), JSON.stringify(config));
  await run(process.execPath, [require.resolve('relay-compiler/cli.js'), 'relay.config.json'], { cwd: folder });
  return artifacts;
}

describe('a front end', () => {
  it('by react-relay pages, adds and removes nodes, refetches, uploads and listens', async () => {
    const number = await addRequest(server, 'Clients');
    const subjectId = globalId(`Request:${number}`);
    for (const message of ['one', 'two', 'three']) await server.hook('addComment', { subjectId, message });
    expect(await runClient('relay', number, { ARTIFACTS: await compileRelay() })).toEqual({
      counts: [{ processName: 'Clients', count: expect.any(Number) }],
      found: [{ id: subjectId }],
      first: ['one', 'two'],
      hasNext: true,
      second: ['one', 'two', 'three'],
      appended: ['one', 'two', 'three', 'four'],
      removed: ['two', 'three', 'four'],
      uploaded: [{ name: 'FILE', fileValue: { name: 'note.txt', contentType: 'text/plain', size: 5 } }],
      events: ['OPEN', 'CLOSED'],
      refetched: { id: subjectId, status: 'CLOSED', viewerCanCancel: false },
    });
  });

  it('by Apollo Client merges pages, sees a mutation in its cache, and goes on without persisted queries', async () => {
    const number = await addRequests(4);
    const { total, pages, counted, ...rest } = (await runClient('apollo', number)) as { total: number; pages: number[]; counted: number };
    expect(counted).toBe(total);
    expect(pages).toEqual([...Array.from({ length: Math.ceil(total / 2) - 1 }, (_, n) => 2 * (n + 1)), total]);
    expect(rest).toEqual({ found: [true], updated: 'CLOSED', refused: 'REQUEST_CLOSED' });
  });

  it('by urql with graphcache merges pages, follows a subscription, and drops what was deleted', async () => {
    const number = await addRequests(3);
    expect(await runClient('urql', number)).toEqual({
      pages: expect.arrayContaining([2, 4]),
      events: ['OPEN', 'CLOSED'],
      updated: 'CLOSED',
      views: [1, 0],
    });
  });

  it('receives the results of two mutations through graphql-request, and refusals with their reasons', async () => {
    const number = await addRequests(3);
    expect(await runClient('graphqlRequest', number)).toEqual({
      list: 3,
      data: { first: { request: { status: 'CLOSED' } }, second: null },
      refused: [[['second'], 'REQUEST_CLOSED']],
      batch: [['viewer'], ['groups']],
      tooMuch: 'COST_EXCEEDED',
    });
  });

  it.each(screens)('gets $name', async ({ literal, variable, fragments, variables }) => {
    const id = globalId(`Request:${await addRequest(server, 'Clients')}`);
    const usual = String(variables.id);
    const answers = [
      await server.graphql(literal.replace(usual, id)),
      await server.graphql(variable, { ...variables, id }),
      await server.graphql(fragments, { ...variables, id }),
    ];
    expect(answers[0]).toEqual({ data: expect.any(Object) });
    expect(answers).toEqual([answers[0], answers[0], answers[0]]);
  });
});
