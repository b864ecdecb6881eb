import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { setUpDemo } from '../src/demo/setUpDemo';
import { validateDefinition } from '../src/engine/validateDefinition';
import { openDatabase } from '../src/store/openDatabase';
import { createTestDatabase } from './kit/database';
import { fencesOf, type Fence } from './kit/examplesOf';
import { startReplica, type Replica } from './kit/startReplica';

const page = readFileSync(path.join(__dirname, '../docs/webhook-trigger.md'), 'utf8');
const basic = (userAndPassword: string) => ({ authorization: `Basic ${Buffer.from(userAndPassword).toString('base64')}` });
const password = 'the password of the page';

/** A curl line of the page or of the greeting as it is sent: `names` are what `$NAME` stands for. */
function callOf(line: string, names: Record<string, string>) {
  const [, quoted = '', bare = ''] = / (?:["'](\$\w+[^"']*|http[^"']*)["']|(http\S+))( |$)/m.exec(line) ?? [];
  const url = new URL((quoted || bare).replace(/^\$(\w+)/, (_, name: string) => names[name] ?? ''));
  const [, body = ''] = / -d '(.*?)'/.exec(line) ?? [];
  return { path: url.pathname + url.search, body, headers: url.username ? basic(`${url.username}:${url.password}`) : {} };
}

describe('docs/webhook-trigger.md', () => {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'sluice-trigger-'));
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let db: ReturnType<typeof openDatabase>;
  let server: Replica;
  /** The curl lines that the demo writes for its hooks of this kind. */
  let lines: string[];
  beforeAll(async () => {
    database = await createTestDatabase();
    db = openDatabase(database.url, { onError: () => undefined });
    const config = { dataDir, adminUserName: undefined, adminPassword: password, demoHookToken: undefined, secretKey: undefined };
    server = await startReplica({ databaseUrl: database.url });
    (await setUpDemo(db, config, pino({ level: 'silent' })))(server.url);
    lines = readFileSync(path.join(dataDir, 'demo.sh'), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('# curl'))
      .slice(2, 4);
  });
  afterAll(async () => {
    await server.stop();
    await db.close();
    await database.drop();
    rmSync(dataDir, { recursive: true });
  });

  async function answerOf({ language, text }: Fence): Promise<[number, unknown]> {
    if (language === 'graphql') {
      const { status, body } = await server.post(
        '/graphql',
        { query: text },
        { accept: 'application/json', ...basic(`wfgen_admin:${password}`) },
      );
      return [status, body];
    }
    const [sync = '', async = ''] = lines.map((line) => / '?(http[^'?\s]+)/.exec(line)?.[1] ?? '');
    const { path: to, body, headers } = callOf(text, { SYNC: sync, ASYNC: async });
    const answer = await server.post(to, body, headers);
    return [answer.status, answer.body];
  }

  it('prints what the demo answers', async () => {
    const fences = fencesOf(page);
    const answers: unknown[] = [];
    for (const [n, fence] of fences.entries()) {
      if (fence.language === 'graphql' || fence.text.startsWith('curl'))
        answers.push([fences[n + 1]?.text ?? '', ...(await answerOf(fence))]);
    }
    const [accepted, refused, taken, made, parsed] = answers as [string, number, unknown][];
    const printed = (answer?: [string, number, unknown]) => JSON.parse(answer?.[0] ?? '') as unknown;
    expect([accepted?.slice(1), refused?.slice(1), taken?.slice(1), made?.[2], parsed?.[2]]).toEqual([
      [200, printed(accepted)],
      [422, printed(refused)],
      [202, { number: expect.any(Number) }],
      { data: { createApplication: { application: { id: expect.any(String) }, url: expect.stringMatching(/\/hooks\//) } } },
      printed(parsed),
    ]);
    expect(answers).toHaveLength(5);
  });

  it('has its curl lines on the page of the demo as well', async () => {
    const demo = readFileSync(path.join(__dirname, '../docs/demo.md'), 'utf8');
    const shown = [...demo.matchAll(/^curl .*\$A?SYNC.*$/gm)].map(([text]) => ({ language: 'sh', text }));
    expect([await answerOf(shown[0]!), (await answerOf(shown[1]!))[0], shown.length]).toEqual([
      [200, { accepted: true, order: 'A-17' }],
      202,
      2,
    ]);
  });

  it('is greeted with curl lines that work', async () => {
    const answers = [];
    for (const line of lines) {
      const { path: to, body, headers } = callOf(line, {});
      answers.push(await server.post(to, body, headers));
    }
    expect(answers.map(({ status, body }) => [status, body])).toEqual([
      [200, { accepted: true, order: 'A-17' }],
      [202, { number: expect.any(Number) }],
    ]);
  });

  it('shows the flow of CHECK_ORDER', () => {
    const shown = fencesOf(page).find(({ text }) => text.includes('"activities"'));
    const data = ['AMOUNT', 'LIMIT'].map((name) => ({ name, type: 'NUMERIC' }));
    expect(validateDefinition({ name: 'SHOWN', data, ...(JSON.parse(shown?.text ?? '') as object) }).faults).toEqual([]);
  });
});
