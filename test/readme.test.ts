import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { readConfig } from '../src/config';
import { limits, type Limit } from '../src/limits';
import { setUpDemo } from '../src/demo/setUpDemo';
import { validateDefinition } from '../src/engine/validateDefinition';
import { openDatabase, type Database } from '../src/store/openDatabase';
import { createTestDatabase, type TestDatabase } from './kit/database';
import { examplesOf, fencesOf, type Example } from './kit/examplesOf';
import { startReplica, type Replica } from './kit/startReplica';

const root = path.join(__dirname, '..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

const token = 'the-token-of-the-readme';
const password = 'the password of the readme';
const authorization = `Basic ${Buffer.from(`wfgen_admin:${password}`).toString('base64')}`;

/** The value without what is another one each time: numbers of new requests, alone and in IDs, and moments. */
function formOf(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_, field: unknown) => {
    if (typeof field === 'number' && field >= 5000) return 'a new number';
    if (typeof field !== 'string') return field;
    const [, type] = /^(\w+):[5-9]\d{3}\b/.exec(Buffer.from(field, 'base64').toString()) ?? [];
    return type ? `a new ${type}` : field.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/, 'a moment');
  });
}

describe('the pages whose examples work on the demo', () => {
  const pages = ['README.md', 'docs/graphql.md', 'docs/authentication.md', 'docs/webhook-operations.md', 'docs/first-day.md'];
  const examples = pages.flatMap((page) => examplesOf(read(page), { token, authorization }));
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'sluice-readme-'));
  let database: TestDatabase;
  let db: Database;
  let server: Replica;
  let greet: (url: string) => string;

  beforeAll(async () => {
    database = await createTestDatabase();
    db = openDatabase(database.url, { onError: () => undefined });
    const config = { dataDir, adminUserName: undefined, adminPassword: password, demoHookToken: token, secretKey: undefined };
    greet = await setUpDemo(db, config, pino({ level: 'silent' }));
    server = await startReplica({ databaseUrl: database.url });
  });
  afterAll(async () => {
    await server.stop();
    await db.close();
    await database.drop();
    rmSync(dataDir, { recursive: true });
  });

  it('is greeted on 80×24 with the URL, the log-in and a curl line in sight, and has the rest in a file', () => {
    const url = 'http://127.0.0.1:65535';
    const rows = `sluice listening on ${url}\n${greet(url)}`.split('\n').flatMap((line) => line.match(/.{1,80}/g) ?? ['']);
    // The prompt, and a line of the log.
    const seen = rows.slice(-22).join('\n');
    const script = path.join(dataDir, 'demo.sh');
    expect([rows.length <= 22, seen]).toEqual([true, expect.stringMatching(/source \S+demo\.sh\n.*\/graphql\nLog in .*\ncurl -X POST/s)]);
    const names = ['HOOK', 'WORKFLOWS', 'SECRET', 'SYNC', 'ASYNC', 'TOKEN'];
    const values = execFileSync('bash', ['-c', `source ${script} && echo ${names.map((name) => `"$${name}"`).join(' ')}`], {
      encoding: 'utf8',
    });
    expect(values.split(' ').filter((value) => value.trim() !== '')).toHaveLength(names.length);
    expect([values.split(' ')[0], statSync(script).mode & 0o777]).toEqual([`${url}/hooks/${token}`, 0o600]);
  });

  it('shows every operation that hooks may call', () => {
    const callable = [...read('schema.graphql').matchAll(/^ {2}(\w+)\([^)]*\):\s+\w+\s+@webhook$/gm)].map(([, name]) => name);
    const shown = examples.flatMap(({ body }) => ('operation' in body ? [body.operation] : []));
    expect(new Set(shown)).toEqual(new Set(callable));
  });

  // In the order of the pages: they are what a reader does one after the other.
  it.each(examples.map((example): [string, Example] => [JSON.stringify(example.body).slice(0, 100), example]))(
    'prints what is answered to %s',
    async (_, { path: to, headers, body, answer }) => {
      const { status, body: given } = await server.post(to, body, { accept: 'application/json', ...headers });
      if (answer !== undefined) expect(formOf(given)).toEqual(formOf(answer));
      else expect([status, 'errors' in given]).toEqual([200, false]);
    },
  );

  it('has every variable of the environment, and its default', () => {
    const table = [...read('docs/configuration.md').matchAll(/^\| `([A-Z_]+)` *\| (.*?) *\|/gm)].map(
      ([, variable = '', cell]) => [variable, cell] as const,
    );
    const config: Record<string, unknown> = { ...readConfig({}, false) };
    const variables = [...read('src/config.ts').matchAll(/^ {4}([A-Z_]+): /gm)].map(([, variable = '']) => variable);
    const expected = variables.map((variable) => {
      const limit = Object.values<Limit>(limits).find(({ setting }) => setting?.variable === variable);
      const value = limit?.value ?? config[variable.toLowerCase().replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())];
      const isSet = typeof value === 'number' || (typeof value === 'string' && value !== '');
      return [variable, isSet ? `\`${value}\`` : (expect.not.stringMatching(/^`[^`]*`$/) as string)] as const;
    });
    expect(variables.length).toBeGreaterThan(20);
    expect(Object.fromEntries(table)).toEqual(Object.fromEntries(expected));
  });
});

describe('docs/definition.md', () => {
  it('shows definitions without faults', () => {
    const definitions = fencesOf(read('docs/definition.md')).filter(({ language }) => language === 'json');
    expect(definitions.flatMap(({ text }) => validateDefinition(JSON.parse(text)).faults)).toEqual([]);
    expect(definitions.length).toBeGreaterThan(1);
  });
});

describe('the links of a page', () => {
  it.each([
    'README.md',
    'CONTRIBUTING.md',
    'CHANGELOG.md',
    'docs/architecture.md',
    'docs/authentication.md',
    'docs/configuration.md',
    'docs/demo.md',
    'docs/graphql.md',
    'docs/definition.md',
    'docs/glossary.md',
    'docs/migrating-from-workflowgen.md',
    'docs/migrating-from-smartsheet-bridge.md',
    'docs/migrating-from-transactionlink.md',
    'docs/migrating-from-nocobase.md',
    'docs/operate.md',
    'docs/nginx.md',
    'docs/first-day.md',
    'docs/front-end.md',
    'docs/hook-security.md',
    'docs/webhook-operations.md',
    'docs/webhook-workflows.md',
    'docs/callbacks.md',
    'docs/webhook-trigger.md',
  ])('lead to files that are there: %s', (page) => {
    const links = [...read(page).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link = '']) => link);
    expect(links.filter((link) => !existsSync(path.join(root, path.dirname(page), link)))).toEqual([]);
  });
});
