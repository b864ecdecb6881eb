import { Refusal } from '../../../src/errors';
import { createStore } from '../../../src/store/createStore';
import { loadDefinition, createDefinitions } from '../../../src/store/load/loadDefinition';
import { addProcess } from '../../kit/factories';
import { startReplica, type Replica } from '../../kit/startReplica';
import { startTestServer, type TestServer } from '../../kit/startTestServer';

let server: TestServer;
let replica: Replica;
beforeAll(async () => {
  server = await startTestServer();
  replica = await startReplica(server);
});
afterAll(async () => {
  await replica.stop();
  await server.stop();
});

const asked = (processName: string) => ({ processName, processId: null, processVersion: null, isTest: false, userIds: [], userNames: [] });
const starts = (activity: string) => ({ start: activity, activities: [{ name: activity, type: 'USER', participant: 'Workers' }] });

describe('loadDefinition', () => {
  it('gives a version that was replaced in between as it is now', async () => {
    await addProcess(server, 'REPLACED', starts('OLD'));
    const { process } = await createStore(server.db).loadStart(asked('REPLACED'));
    await addProcess(server, 'REPLACED', starts('NEW'));
    const now = await loadDefinition(server.db, createDefinitions(), process!);
    expect([now?.compiled.definition.start, now?.definitionHash === process!.definitionHash]).toEqual(['NEW', false]);
  });

  it('fills in what the format got after a version was deployed', async () => {
    await addProcess(server, 'OLDER', { start: 'CALL', activities: [{ name: 'CALL', type: 'HTTP', url: 'https://a.example' }] });
    const { definition } = await server.db.prisma.process.findFirstOrThrow({ where: { name: 'OLDER' } });
    const { maxSteps, ...older } = definition as { maxSteps: number; activities: { secrets?: object }[] };
    older.activities.forEach((activity) => delete activity.secrets);
    await server.db.prisma.process.updateMany({ where: { name: 'OLDER' }, data: { definition: older, definitionHash: 'older' } });
    const { process } = await createStore(server.db).loadStart(asked('OLDER'));
    expect(process!.compiled.definition).toMatchObject({ maxSteps, activities: [{ type: 'HTTP', secrets: {} }] });
  });

  it('gives nothing for a version that was deleted in between', async () => {
    await addProcess(server, 'DELETED');
    const { process } = await createStore(server.db).loadStart(asked('DELETED'));
    await server.graphql('mutation { deleteProcess(input: { name: "DELETED", version: 1 }) { clientMutationId } }');
    expect(await loadDefinition(server.db, createDefinitions(), process!)).toBeNull();
  });
});

describe('loadStart', () => {
  it('fails for the caller alone whose process has a definition that cannot be read any more', async () => {
    await addProcess(server, 'GOOD');
    await addProcess(server, 'BROKEN');
    await server.db.prisma.process.updateMany({ where: { name: 'BROKEN' }, data: { definition: {}, definitionHash: 'broken' } });
    const store = createStore(server.db);
    const results = await Promise.allSettled(['GOOD', 'BROKEN', 'GOOD'].map((name) => store.loadStart(asked(name))));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });
});

describe('createRequest while its version is deployed anew', () => {
  it('runs the definition that is there in the end, through two servers', async () => {
    for (let round = 0; round < 20; round += 1) {
      const name = `RACE_${round}`;
      await addProcess(server, name, starts('OLD'));
      const call = { operation: 'createRequest', args: { input: { processName: name } } };
      const [one, deployed, other] = await Promise.all([
        server.post(`/hooks/${server.token}`, call),
        addProcess(server, name, starts('NEW')).then(
          () => 'NEW',
          (error: unknown) => (error instanceof Refusal && error.refusal === 'PROCESS_IN_USE' ? 'OLD' : error),
        ),
        replica.post(`/hooks/${server.token}`, call),
      ]);
      const actions = await server.db.prisma.action.findMany({ where: { requestId: { in: [one.body.number, other.body.number] } } });
      expect([one.status, other.status, actions.map(({ activity }) => activity)]).toEqual([200, 200, [deployed, deployed]]);
    }
  });
});
