import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { demoProcesses } from '../src/demo/demoProcesses';
import { setUpDemo } from '../src/demo/setUpDemo';
import { validateDefinition } from '../src/engine/validateDefinition';
import { openDatabase, type Database } from '../src/store/openDatabase';
import { createTestDatabase, type TestDatabase } from './kit/database';
import { examplesOf, fencesOf } from './kit/examplesOf';
import { startPeer, type Peer } from './kit/startPeer';
import { startReplica, type Replica } from './kit/startReplica';
import { until } from './kit/until';

const written = readFileSync(path.join(__dirname, '../docs/calling-out.md'), 'utf8');
const token = 'a-token-of-the-tests';
const authorization = `Basic ${Buffer.from('wfgen_admin:a password of tests').toString('base64')}`;

describe('docs/calling-out.md', () => {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'sluice-calling-out-'));
  let database: TestDatabase;
  let db: Database;
  let server: Replica;
  let peer: Peer;
  let receiver: ChildProcess | undefined;
  beforeAll(async () => {
    peer = await startPeer();
    database = await createTestDatabase();
    db = openDatabase(database.url, { onError: () => undefined });
    const config = { dataDir, adminUserName: undefined, adminPassword: 'a password of tests', demoHookToken: token, secretKey: undefined };
    await setUpDemo(db, config, pino({ level: 'silent' }));
    server = await startReplica({ databaseUrl: database.url }, { role: 'all' });
  });
  afterAll(async () => {
    receiver?.kill();
    await server.stop();
    await peer.stop();
    await db.close();
    await database.drop();
    rmSync(dataDir, { recursive: true });
  });

  const hook = (operation: string, input: object) => server.post(`/hooks/${token}`, { operation, args: { input } });
  const graphql = async (query: string) => (await server.post('/graphql', { query }, { accept: 'application/json', authorization })).body;

  it('prints what the demo answers, from the failure to the payment', async () => {
    // A port that is free once this peer is gone.
    const free = await startPeer();
    await free.stop();
    const page = written.replaceAll('127.0.0.1:9000', free.host);
    const start = fencesOf(page).find(({ text }) => text.startsWith('node -e'))?.text ?? '';
    receiver = spawn('sh', ['-c', `exec ${start.replace('9000', free.host.split(':')[1]!)}`], { stdio: 'ignore' });
    await until(() =>
      fetch(free.url).then(
        ({ ok }) => ok,
        () => false,
      ),
    );
    const answers: unknown[] = [];
    const examples = examplesOf(page, { token, authorization });
    for (const { path: to, headers, body, answer } of examples) {
      const ask = async () => (await server.post(to, body, { accept: 'application/json', ...headers })).body;
      // What follows from a call is a moment behind it.
      const isQuery = 'query' in body && !String(body.query).startsWith('mutation');
      const given = await until(async () => {
        const body = await ask();
        return (!isQuery || body.data.request.subStatus !== null) && body;
      });
      answers.push(to === '/graphql' ? given : { number: given.number });
      expect(answer).toBeDefined();
    }
    expect(answers).toEqual(examples.map(({ answer }) => answer));
  });

  it('has a person repair what the peer refused, and pays again then', async () => {
    await graphql(`mutation { updateSettings(input: { outboundAllowedHosts: ["${peer.host}"] }) { clientMutationId } }`);
    peer.answer((_, number) => ({
      status: number === 1 ? 402 : 201,
      headers: { 'content-type': 'application/json' },
      body: `{"call": ${number}}`,
    }));
    const { body } = await hook('createRequest', {
      processName: 'APPROVAL_WITH_CALL',
      parameters: [{ name: 'URL', textValue: peer.url }],
    });
    const requestNumber: number = body.number;
    await hook('completeAction', { requestNumber, activityName: 'APPROVE', parameters: [{ name: 'DECISION', textValue: 'yes' }] });
    await until(async () => (await hook('completeAction', { requestNumber, activityName: 'REPAIR' })).status === 200);
    const request = await until(async () => {
      const { data } = await graphql(
        `{ request(number: ${requestNumber}) { subStatus output actions { nodes { activity { name } subStatus } } } }`,
      );
      return data.request.subStatus !== null && data.request;
    });
    const action = (name: string, subStatus: string) => ({ activity: { name }, subStatus });
    expect(request).toEqual({
      subStatus: 'COMPLETED',
      output: { payment: { call: 2 } },
      actions: {
        nodes: [action('APPROVE', 'COMPLETED'), action('PAY', 'ERROR'), action('REPAIR', 'COMPLETED'), action('PAY', 'COMPLETED')],
      },
    });
  });

  it('shows the flow of the demo', () => {
    const { text = '' } = fencesOf(written).find((fence) => fence.text.includes('"activities"')) ?? {};
    const shown = JSON.parse(text) as { transitions: object; output: object };
    const { definition } = demoProcesses('admin').find(
      (process) => (process.definition as { name: string }).name === 'APPROVAL_WITH_CALL',
    )!;
    expect(definition).toMatchObject({ transitions: shown.transitions, output: shown.output });
    const { data, participants } = definition as { data: object; participants: object };
    expect(validateDefinition({ ...shown, name: 'SHOWN', data, participants }).faults).toEqual([]);
  });
});
