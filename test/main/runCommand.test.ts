import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { pino } from 'pino';
import { startEmbeddedPostgres } from '../../src/database/startEmbeddedPostgres';
import { runCommand } from '../../src/main/runCommand';
import { addUser } from '../kit/factories';
import { administrator, startTestServer, type TestServer } from '../kit/startTestServer';

jest.setTimeout(90_000);

const root = path.join(__dirname, '../..');
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { bin: { sluice: string } };
let server: TestServer;
let folder: string;
beforeAll(async () => {
  server = await startTestServer();
  await addUser(server, 'ann');
  folder = await mkdtemp(path.join(os.tmpdir(), `sluice-test-${process.pid}-command-`));
  await chmod(folder, 0o711);
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

interface Ended {
  code: number;
  output: string;
  errors: string;
}

/** Runs a command in this process, as if it were called in the folder. */
async function sluice(args: string[], { env = {}, input = '' }: { env?: NodeJS.ProcessEnv; input?: string } = {}): Promise<Ended> {
  const ended = { code: 0, output: '', errors: '' };
  ended.code = await runCommand(args, {
    env: { DATABASE_URL: server.databaseUrl, INIT_CWD: folder, ...env },
    input: Readable.from([input]),
    print: (line) => (ended.output += `${line}\n`),
    warn: (line) => (ended.errors += `${line}\n`),
  });
  return ended;
}
const isIn = async (userName: string, password: string) =>
  (await server.graphql('{ viewer { userName } }', {}, { userName, password })).data?.viewer.userName === userName;

describe('npm run sluice', () => {
  it('is a process with what it printed and its exit code', async () => {
    const env = { PATH: process.env['PATH'], DATABASE_URL: server.databaseUrl };
    const run = (...args: string[]) => promisify(execFile)('npm', ['run', '--silent', 'sluice', '--', ...args], { cwd: root, env });
    const { stdout } = await run('reset-password', 'ann');
    const refused = await run('reset-password', 'nobody').catch((error: unknown) => error);
    expect([await isIn('ann', stdout.trimEnd()), refused]).toEqual([
      true,
      expect.objectContaining({ code: 1, stdout: '', stderr: 'User "nobody" does not exist\n' }),
    ]);
  });
});

describe('sluice', () => {
  it.each([
    [['--help'], 0],
    [['help'], 0],
    [['deploy', '--help'], 0],
  ])('explains its commands: %s', async (args, code) => {
    expect(await sluice(args)).toEqual({ code, output: expect.stringMatching(/deploy FILE .*reset-password USERNAME/s), errors: '' });
  });

  it.each([
    [[], 'A command is missing'],
    [['fly'], 'Unknown command fly'],
    [['deploy'], 'deploy takes one file'],
    [['deploy', 'a', 'b'], 'deploy takes one file'],
    [['deploy', 'a', '--state', 'ARCHIVED'], 'Cannot deploy to the state ARCHIVED: use one of ACTIVE, TEST, UNDER_CONSTRUCTION'],
    [['reset-password'], 'reset-password takes one user name'],
    [['reset-password', 'ann', '--password', 'x'], "Unknown option '--password'"],
  ])('ends with 2 and the help where it is called wrongly: %s', async (args, message) => {
    const { code, output, errors } = await sluice(args);
    expect([code, output, errors.startsWith(message), errors.includes('npm run sluice -- COMMAND')]).toEqual([2, '', true, true]);
  });

  it.each([
    ['a wrong environment', { PORT: 'x' }, 2, 'PORT is "x": expected a whole number from 0 to 65535\n'],
    [
      'a database that is away',
      { DATABASE_URL: 'postgres://127.0.0.1:1/none', DATABASE_WAIT_MS: '0' },
      1,
      'The database of DATABASE_URL cannot be used: connect ECONNREFUSED 127.0.0.1:1\n',
    ],
  ])('says what is wrong with %s', async (_, env, code, errors) => {
    expect(await sluice(['reset-password', 'ann'], { env })).toEqual({ code, output: '', errors });
  });

  it('begins no database where there is none', async () => {
    const env = { DATABASE_URL: '', DATA_DIR: path.join(folder, 'nothing') };
    const ended = await sluice(['reset-password', 'ann'], { env });
    expect([ended, (await readdir(folder)).includes('nothing')]).toEqual([
      { code: 1, output: '', errors: `No database exists in ${env.DATA_DIR}: set DATABASE_URL or DATA_DIR as for the server\n` },
      false,
    ]);
  });
});

describe('sluice reset-password', () => {
  it('prints a new password, and nothing else, that counts at once', async () => {
    const { code, output, errors } = await sluice(['reset-password', 'admin']);
    const password = output.trimEnd();
    const works = await isIn('admin', password);
    await sluice(['reset-password', 'admin', '--stdin'], { input: administrator.password });
    expect([code, errors, works, await isIn('admin', password), await isIn('admin', administrator.password)]).toEqual([
      0,
      '',
      true,
      false,
      true,
    ]);
    expect(password).toMatch(/^[\w-]{16}$/);
  });

  it('takes the password from standard input, does not print it, and is in the audit trail', async () => {
    const ended = await sluice(['reset-password', 'ann', '--stdin'], { input: 'a new: pässword\n' });
    const { data } = await server.graphql(
      '{ auditEntries(first: 1) { nodes { operation actor { userName } subject { ... on User { userName } } changes { field } } } }',
    );
    expect([ended, await isIn('ann', 'a new: pässword'), data.auditEntries.nodes]).toEqual([
      { code: 0, output: 'Changed the password of ann\n', errors: '' },
      true,
      [{ operation: 'updateUser', actor: { userName: 'admin' }, subject: { userName: 'ann' }, changes: [{ field: 'password' }] }],
    ]);
  });

  it.each([
    ['an unknown user', ['reset-password', 'nobody'], '', 'User "nobody" does not exist\n'],
    ['a password that is too short', ['reset-password', 'ann', '--stdin'], 'short', 'password: must be at least 8 characters long\n'],
    [
      'one who is not an administrator to do it',
      ['reset-password', 'ann', '--as', 'ann'],
      '',
      'ann is not an active administrator: name one with --as\n',
    ],
  ])('refuses %s', async (_, args, input, errors) => {
    expect(await sluice(args, { input })).toEqual({ code: 1, output: '', errors });
  });
});

describe('sluice deploy', () => {
  const yaml = `# As people write it.
name: FROM YAML
participants:
  - { name: Staff, role: REQUESTER, everyone: true }
  - { name: Bosses, role: ACTOR, everyone: true }
start: APPROVE
activities:
  - name: APPROVE
    type: USER
    participant: Bosses
`;
  const versions = async (name: string) =>
    (await server.graphql('query ($name: String) { processes(filter: { name: $name }) { nodes { version state } } }', { name })).data
      .processes.nodes;

  it('deploys YAML and JSON, in the folder that npm was called in', async () => {
    await writeFile(path.join(folder, 'process.yaml'), yaml);
    await writeFile(
      path.join(folder, 'process.json'),
      JSON.stringify({
        name: 'FROM JSON',
        participants: [{ name: 'All', role: 'ACTOR', everyone: true }],
        start: 'DO',
        activities: [{ name: 'DO', type: 'USER', participant: 'All' }],
      }),
    );
    const outcomes = [
      await sluice(['deploy', 'process.yaml']),
      await sluice(['deploy', path.join(folder, 'process.json'), '--state', 'TEST']),
    ];
    expect([
      outcomes.map(({ code, output }) => [code, output.split('\n').slice(0, 2)]),
      await versions('FROM YAML'),
      await versions('FROM JSON'),
    ]).toEqual([
      [
        [0, ['CREATED', 'FROM YAML version 1 is ACTIVE']],
        [0, ['CREATED', 'FROM JSON version 1 is TEST']],
      ],
      [{ version: 1, state: 'ACTIVE' }],
      [{ version: 1, state: 'TEST' }],
    ]);
  });

  it('changes nothing when it is called again', async () => {
    await writeFile(path.join(folder, 'again.yaml'), yaml.replace('FROM YAML', 'AGAIN'));
    const outcomes = [await sluice(['deploy', 'again.yaml']), await sluice(['deploy', 'again.yaml'])];
    expect(outcomes.map(({ output }) => output.split('\n')[0])).toEqual(['CREATED', 'UNCHANGED']);
  });

  it('only says what would happen with --dry-run', async () => {
    await writeFile(path.join(folder, 'dry.yaml'), yaml.replace('FROM YAML', 'DRY'));
    const { code, output } = await sluice(['deploy', 'dry.yaml', '--dry-run']);
    expect([code, output.split('\n')[0], await versions('DRY')]).toEqual([0, 'Would create DRY version 1', []]);
  });

  it.each([
    ['npm', ['run', '--silent', 'sluice', 'deploy', 'npm.yaml', '--dry-run'], 0, /^Would create NPM version 1\n/],
    ['node', [manifest.bin.sluice, 'deploy', 'npm.yaml', '--dry-run'], 0, /^Would create NPM version 1\n/],
    ['npm', ['run', '--silent', 'sluice', 'deploy', 'npm.yaml', '--state', 'TEST'], 2, /^npm interpreted --state as its own option/],
  ])('does what the options say, or refuses them by name, wherever npm puts them: %s %j', async (file, args, code, said) => {
    await writeFile(path.join(folder, 'npm.yaml'), yaml.replace('FROM YAML', 'NPM'));
    const env = { PATH: process.env['PATH'], DATABASE_URL: server.databaseUrl };
    const named = args.map((word) => (word === 'npm.yaml' ? path.join(folder, word) : word));
    const ended = await promisify(execFile)(file, named, { cwd: root, env }).then(
      ({ stdout }) => ({ code: 0, stdout, stderr: '' }),
      (error: unknown) => error as { code: number; stdout: string; stderr: string },
    );
    expect([ended.code, ended.stdout + ended.stderr, await versions('NPM')]).toEqual([code, expect.stringMatching(said), []]);
  });

  it('names every fault of a definition in a line of its own, and ends with 1', async () => {
    await writeFile(path.join(folder, 'faulty.yaml'), yaml.replace('Bosses\n', 'Nobody\n').replace('start: APPROVE', 'start: ELSEWHERE'));
    const { code, output, errors } = await sluice(['deploy', 'faulty.yaml']);
    expect([code, output, errors.split('\n').map((line) => line.split(':')[0])]).toEqual([
      1,
      '',
      expect.arrayContaining(['start', 'activities[0].participant']),
    ]);
  });

  it.each([
    ['missing.yaml', null, /^Cannot read .*missing\.yaml: ENOENT/],
    ['broken.yaml', 'name: [', /line 1, column 8: is neither JSON nor YAML: /],
    ['broken.json', '{"name": ', /line 1, column 10: is neither JSON nor YAML: /],
  ])('says why %s cannot be read', async (file, content, message) => {
    if (content !== null) await writeFile(path.join(folder, file), content);
    expect(await sluice(['deploy', file])).toEqual({ code: 1, output: '', errors: expect.stringMatching(message) });
  });
});

describe('sluice on an embedded database', () => {
  it('starts it where no server runs on it, and reaches it by its socket where one does', async () => {
    const dataDir = path.join(folder, 'data');
    const env = { DATABASE_URL: '', DATA_DIR: dataDir };
    // As a server does: makes the cluster, and holds it.
    const postgres = await startEmbeddedPostgres({ dataDir, log: pino({ level: 'silent' }), durable: false });
    const empty = await sluice(['reset-password', 'ann'], { env: { ...env, DATABASE_URL: postgres.url } });
    const reached = await sluice(['reset-password', 'ann'], { env });
    await postgres.stop();
    const started = await sluice(['reset-password', 'ann'], { env });
    const noAdministrator = { code: 1, output: '', errors: 'This database has no administrator yet: start the server once\n' };
    expect([empty, reached, started]).toEqual([noAdministrator, noAdministrator, noAdministrator]);
  });
});
