import { limits } from '../../../src/limits';
import { addHook, addProcess, addUser } from '../../kit/factories';
import { countStatements } from '../../kit/countStatements';
import { holdCommits } from '../../kit/holdCommits';
import { startReplica, type Replica } from '../../kit/startReplica';
import { startTestServer, type TestServer } from '../../kit/startTestServer';

const headers = { 'inbound-webhook-secret': 'secret' };

let server: TestServer;
let replica: Replica;
let token: string;
beforeAll(async () => {
  server = await startTestServer();
  replica = await startReplica(server);
  await addUser(server, 'anna');
  await addProcess(server, 'P');
  await addProcess(server, 'Q');
  token = await addHook(server, 'anna', { kind: 'WORKFLOWS', secret: 'secret' });
});
afterAll(async () => {
  await replica.stop();
  await server.stop();
});

const send = (body: object, more: object = {}, to: Pick<Replica, 'post'> = server, hook = token) =>
  to.post(`/hooks/${hook}`, { workflow: 'P', ...body }, { ...headers, ...more });
const countRequests = () => server.db.prisma.request.count();
/** The runs that these calls were answered. */
const bodiesOf = (answers: { body: object }[]) => answers.map(({ body }) => body as { number: number; duplicate: boolean });

describe('runWorkflow', () => {
  it('starts one run of a uid, however many calls come at once to two servers', async () => {
    const before = await countRequests();
    const calls = Array.from({ length: 60 }, (_, n) => send({ uid: 'once', n }, {}, n % 2 ? server : replica));
    const answers = bodiesOf(await Promise.all(calls));
    expect([
      new Set(answers.map(({ number }) => number)).size,
      answers.filter(({ duplicate }) => !duplicate).length,
      (await countRequests()) - before,
    ]).toEqual([1, 1, 1]);
  });

  it('starts nothing for a duplicate, and answers with the first run as it is now, whatever else it carries', async () => {
    const { body: first } = await send({ uid: 'sent twice' });
    await server.hook('cancelRequest', { number: first.number });
    const before = await countRequests();
    const again = await Promise.all([
      send({ uid: 'sent twice' }),
      send({ uid: 'sent twice', workflow: String(first.workflowId).toUpperCase() }),
      send({ uid: 'sent twice', stateValues: { NONE: [] } }),
    ]);
    const expected = { status: 202, body: { ...first, status: 'CANCELLED', duplicate: true } };
    expect([again.map(({ status, body }) => ({ status, body })), await countRequests()]).toEqual([[expected, expected, expected], before]);
  });

  it('refuses a uid that was used with another workflow, also within a batch and by GraphQL', async () => {
    const { body: first } = await send({ uid: 'taken', workflow: 'P' });
    const before = await countRequests();
    const calls = [await send({ uid: 'taken', workflow: 'Q' }), await send({ uid: 'taken', workflow: 'none' })];
    const { body: batch } = await send({ batch: [{ uid: 'both' }, { uid: 'both', workflow: 'Q' }, { uid: 'both' }] });
    const message = `The uid "taken" has already been used for request ${first.number} of process P: use another uid for this run`;
    expect(calls.map(({ status, body }) => [status, body.code, body.error])).toEqual([
      [409, 'CONFLICT', message],
      [409, 'CONFLICT', message],
    ]);
    const outcomes = (batch.runs as { code?: string; duplicate?: boolean }[]).map(({ code, duplicate }) => code ?? duplicate);
    const mutation = (workflow: string) => `mutation { runWorkflow(input: {workflow: "${workflow}", uid: "person"}) { duplicate } }`;
    await server.graphql(mutation('P'));
    const { errors } = await server.graphql(mutation('Q'));
    expect([outcomes, errors[0].extensions.code, (await countRequests()) - before]).toEqual([[false, 'CONFLICT', true], 'CONFLICT', 2]);
  });

  it('keeps the uids of each hook, and those of people, apart', async () => {
    const other = await addHook(server, 'anna', { kind: 'WORKFLOWS', secret: 'secret' });
    const mutation = 'mutation { runWorkflow(input: {workflow: "P", uid: "mine"}) { number duplicate } }';
    const anna = { userName: 'anna', password: 'a password of tests' };
    const calls = [
      await send({ uid: 'mine' }),
      await send({ uid: 'mine' }, {}, server, other),
      { body: (await server.graphql(mutation)).data.runWorkflow },
      { body: (await server.graphql(mutation, {}, anna)).data.runWorkflow },
      { body: (await server.graphql(mutation, {}, anna)).data.runWorkflow },
    ];
    expect(bodiesOf(calls).map(({ duplicate }) => duplicate)).toEqual([false, false, false, false, true]);
  });

  it('starts a run again whose uid was used longer ago than idempotencyRetention', async () => {
    const { body: first } = await send({ uid: 'old' });
    await server.db.prisma.runUid.updateMany({ where: { uid: 'old' }, data: { createdAt: new Date(Date.now() - 31 * 86_400_000) } });
    const { body: second } = await send({ uid: 'old' });
    const { body: third } = await send({ uid: 'old' });
    expect([second.duplicate, second.number > first.number, third]).toEqual([false, true, { ...second, duplicate: true }]);
  });

  it('uses neither uid nor Idempotency-Key up when it is refused', async () => {
    const refused = await send({ uid: 'refused', stateValues: { NONE: 1 } }, { 'idempotency-key': 'refused' });
    const accepted = await send({ uid: 'refused' }, { 'idempotency-key': 'refused' });
    expect([refused.status, accepted.status, accepted.body.duplicate]).toEqual([400, 202, false]);
  });

  it('gives the answer of an Idempotency-Key to a repeat at the same time on another server', async () => {
    const held = await holdCommits(server.databaseUrl);
    const calls = [server, replica].map((to) => send({ uid: 'raced' }, { 'idempotency-key': 'raced' }, to));
    await held.isWaitedFor(2);
    await held.release();
    const answers = await Promise.all(calls);
    expect(answers.map(({ status, body }) => [status, body.duplicate])).toEqual([
      [202, false],
      [202, false],
    ]);
  });

  it('writes nothing under a new uid when the Idempotency-Key was taken by another body at the same time', async () => {
    const before = await countRequests();
    const held = await holdCommits(server.databaseUrl);
    const calls = ['this', 'that'].map((uid, n) => send({ uid }, { 'idempotency-key': 'shared' }, n ? server : replica));
    await held.isWaitedFor(2);
    await held.release();
    const statuses = (await Promise.all(calls)).map(({ status }) => status).sort();
    const uids = await server.db.prisma.runUid.count({ where: { uid: { in: ['this', 'that'] } } });
    expect([statuses, uids, (await countRequests()) - before]).toEqual([[202, 422], 1, 1]);
  });
});

describe('runWorkflowBatch', () => {
  const items = (count: number, more: (n: number) => object = () => ({})) => Array.from({ length: count }, (_, n) => ({ ...more(n) }));

  it('starts none where all of them would store too much of what the call gives to each', async () => {
    const before = await countRequests();
    const extra = 'x'.repeat(limits.batchBytes.value / 100);
    const refused = await send({ batch: items(101), extra });
    const own = await send({ batch: items(101, () => ({ runtimeData: {} })), extra });
    expect([
      refused.status,
      refused.body.code,
      refused.body.error,
      own.status,
      own.body.runs.length,
      (await countRequests()) - before,
    ]).toEqual([
      413,
      'PAYLOAD_TOO_LARGE',
      expect.stringContaining(`The 101 runs of this batch would store more than ${limits.batchBytes.value} bytes together`),
      202,
      101,
      101,
    ]);
  });

  it('starts runs that give no more than the process, over GraphQL', async () => {
    const query = 'mutation ($batch: [JSON]!) { runWorkflowBatch(input: { batch: $batch }) { runs { workflowId error } } }';
    const batch = [{ workflow: 'P' }, { workflow: 'P', stateValues: null }, { workflow: 'P', runtime: { any: 1 } }, {}];
    const { data } = await server.graphql(query, { batch });
    const started = { workflowId: expect.any(String), error: null };
    expect(data.runWorkflowBatch.runs).toEqual([
      started,
      started,
      started,
      { workflowId: null, error: 'workflow: must be the name or UUID of a process' },
    ]);
  });

  it('starts 1,000 runs by few statements, in their order', async () => {
    let runs: { number: number }[] = [];
    const statements = await countStatements(server.db, async () => {
      runs = (await send({ batch: items(1000, (n) => ({ uid: `many ${n}` })) })).body.runs;
    });
    const numbers = runs.map(({ number }) => number);
    expect([numbers.length, statements.length < 60]).toEqual([1000, true]);
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
  });

  it('has the later of two with one uid as the duplicate, unless the first failed', async () => {
    const batch = [{ uid: 'one' }, { uid: 'two', workflow: 'none' }, { uid: 'one' }, { uid: 'two' }, { uid: 'two' }];
    const { body } = await send({ batch });
    expect((body.runs as { duplicate?: boolean }[]).map(({ duplicate }) => duplicate)).toEqual([false, undefined, true, false, true]);
  });

  it('starts each once when the same batch comes many times at once', async () => {
    const before = await countRequests();
    const batch = items(20, (n) => ({ uid: `batched ${n}` }));
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) => send({ batch: n % 3 ? batch : [...batch].reverse() }, {}, n % 2 ? server : replica)),
    );
    const fresh = answers.flatMap(({ body }) => body.runs as { duplicate: boolean }[]).filter(({ duplicate }) => !duplicate);
    expect([fresh.length, (await countRequests()) - before]).toEqual([20, 20]);
  });

  it('gives its answer again under its Idempotency-Key', async () => {
    const before = await countRequests();
    const [first, second] = [
      await send({ batch: items(3) }, { 'idempotency-key': 'batch' }),
      await send({ batch: items(3) }, { 'idempotency-key': 'batch' }, replica),
    ];
    expect([second.body, second.headers.get('idempotent-replayed'), (await countRequests()) - before]).toEqual([first.body, 'true', 3]);
  });

  it('doubles nothing when a call that broke off is repeated under its Idempotency-Key', async () => {
    const before = await countRequests();
    const first = await send({ batch: items(3) }, { 'idempotency-key': 'broken off' });
    await server.db.prisma.idempotencyKey.deleteMany({ where: { key: 'broken off' } });
    const second = await send({ batch: items(3) }, { 'idempotency-key': 'broken off' });
    const other = await send({ batch: items(2) }, { 'idempotency-key': 'another' });
    expect([second.body, other.body.runs.length, (await countRequests()) - before]).toEqual([first.body, 2, 5]);
  });

  it('starts each once under one Idempotency-Key that comes to two servers at once, and answers both the same', async () => {
    const before = await countRequests();
    const answers = await Promise.all([server, replica].map((to) => send({ batch: items(10) }, { 'idempotency-key': 'both' }, to)));
    expect([answers[0]?.body, (await countRequests()) - before]).toEqual([answers[1]?.body, 10]);
  });
});
