import { addDeadJob } from '../../kit/addDeadJob';
import { addProcess, addRequest, addUser } from '../../kit/factories';
import { globalId } from '../../kit/globalId';
import { startReplica } from '../../kit/startReplica';
import { startTestServer, type TestServer } from '../../kit/startTestServer';
import { until } from '../../kit/until';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await addProcess(server, 'WAITS', { start: 'WAIT', activities: [{ name: 'WAIT', type: 'DELAY', for: 'PT1H' }] });
});
afterEach(() => server.db.pool.query('DELETE FROM graphile_worker._private_jobs'));
afterAll(() => server.stop());

const fields = 'id task state request { number } action { number } attempts maxAttempts error runAt';
const find = async (filter: object = {}) =>
  (await server.graphql(`query ($filter: JobFilter) { jobs(filter: $filter) { totalCount nodes { ${fields} } } }`, { filter })).data.jobs;
const call = async (mutation: 'retryJob' | 'deleteJob', id: number) => {
  const { data, errors } = await server.graphql(
    `mutation ($id: ID!) { ${mutation}(input: { id: $id }) { ${mutation === 'retryJob' ? `job { ${fields} }` : 'clientMutationId'} } }`,
    { id: globalId(`Job:${id}`) },
  );
  return errors ? [errors[0].extensions.code, errors[0].message] : data[mutation];
};
const audited = async (operation: string) =>
  (
    await server.graphql(
      `{ auditEntries(filter: { operation: "${operation}" }) { nodes { subjectType subjectName changes { field from to } } } }`,
    )
  ).data.auditEntries.nodes;
/** The request of a process that waits an hour, and the job that wakes it, dead. */
async function addDeadWait(): Promise<{ number: number; job: number }> {
  const number = await addRequest(server, 'WAITS');
  const { rows } = await server.db.pool.query(
    `UPDATE graphile_worker._private_jobs SET attempts = max_attempts, last_error = 'the database was away' WHERE payload ->> 'requestId' = $1 RETURNING id`,
    [String(number)],
  );
  return { number, job: Number(rows[0].id) };
}

describe('jobs', () => {
  it('tells of those that wait and of dead ones, last made first, with what they are about', async () => {
    const waiting = await addRequest(server, 'WAITS');
    const { number, job } = await addDeadWait();
    const dead = {
      id: globalId(`Job:${job}`),
      task: 'wakeAction',
      state: 'DEAD',
      request: { number },
      action: { number: 1 },
      attempts: 25,
      maxAttempts: 25,
      error: 'the database was away',
      runAt: null,
    };
    const found = [await find(), await find({ state: 'DEAD' }), await find({ requestNumber: number }), await find({ task: 'callHttp' })];
    expect(found).toEqual([
      {
        totalCount: 2,
        nodes: [
          dead,
          {
            ...dead,
            id: expect.any(String),
            state: 'WAITING',
            request: { number: waiting },
            attempts: 0,
            error: null,
            runAt: expect.any(String),
          },
        ],
      },
      { totalCount: 1, nodes: [dead] },
      { totalCount: 1, nodes: [dead] },
      { totalCount: 0, nodes: [] },
    ]);
  });

  it('pages', async () => {
    for (let n = 0; n < 3; n += 1) await addDeadJob(server, { error: `failed ${n}` });
    const query = 'query ($after: String) { jobs(first: 2, after: $after) { nodes { error } pageInfo { hasNextPage endCursor } } }';
    const first = (await server.graphql(query)).data.jobs;
    const second = (await server.graphql(query, { after: first.pageInfo.endCursor })).data.jobs;
    expect([first.nodes, first.pageInfo.hasNextPage, second.nodes, second.pageInfo.hasNextPage]).toEqual([
      [{ error: 'failed 2' }, { error: 'failed 1' }],
      true,
      [{ error: 'failed 0' }],
      false,
    ]);
  });

  it.each([
    ['secrets of URLs', 'GET https://ann:pw@peer.example/a?token=abc&n=1 failed', 'GET https://peer.example/a?token=[redacted]&n=1 failed'],
    ['a log-in of another protocol', 'smtp://ann:pw@mail.example: refused', 'smtp://mail.example: refused'],
    ['what is named like a secret', 'Authorization: Bearer abc, password=xyz', 'Authorization: [redacted], password=[redacted]'],
    ['what is too long', 'x'.repeat(2000), `${'x'.repeat(1000)}…`],
  ])('shows no %s of an error', async (_, error, shown) => {
    await addDeadJob(server, { error });
    expect((await find()).nodes[0].error).toBe(shown);
  });

  it('shows one whose payload is none, about nothing', async () => {
    await addDeadJob(server, { payload: { requestId: 'many', action: 1e12 } });
    expect((await find()).nodes).toMatchObject([{ request: null, action: null }]);
  });
});

describe('retryJob', () => {
  it('has a dead job run again, with all its attempts, and audits it', async () => {
    const { number, job } = await addDeadWait();
    const answer = await call('retryJob', job);
    const again = await call('retryJob', job);
    const { rows } = await server.db.pool.query('SELECT attempts, max_attempts AS most, run_at <= now() AS due FROM graphile_worker.jobs');
    expect([answer.job, again, rows, await audited('retryJob')]).toEqual([
      {
        id: globalId(`Job:${job}`),
        task: 'wakeAction',
        state: 'WAITING',
        request: { number },
        action: { number: 1 },
        attempts: 0,
        maxAttempts: 25,
        error: 'the database was away',
        runAt: expect.any(String),
      },
      ['CONFLICT', `Job ${globalId(`Job:${job}`)} is WAITING: only dead jobs can be retried or deleted`],
      [{ attempts: 0, most: 25, due: true }],
      [
        {
          subjectType: 'Job',
          subjectName: 'wakeAction',
          changes: [
            { field: 'attempts', from: 25, to: 0 },
            { field: 'state', from: 'DEAD', to: 'WAITING' },
          ],
        },
      ],
    ]);
  });

  it('goes on with the request that waited for it', async () => {
    const { number, job } = await addDeadWait();
    const worker = await startReplica(server, { role: 'jobs' });
    await call('retryJob', job);
    const status = await until(async () => {
      const { data } = await server.graphql(`{ request(number: ${number}) { subStatus } }`);
      return data.request.subStatus;
    });
    await worker.stop();
    expect([status, (await find()).totalCount]).toEqual(['COMPLETED', 0]);
  });

  it('does nothing for a request that is closed or gone', async () => {
    const { number, job } = await addDeadWait();
    await server.hook('cancelRequest', { number });
    const gone = [
      await addDeadJob(server, { task: 'wakeAction', payload: { requestId: 999_999, action: 1 } }),
      await addDeadJob(server, { task: 'startRequests', payload: { requestId: 999_999, action: 1 } }),
    ];
    for (const id of [job, ...gone]) await call('retryJob', id);
    const worker = await startReplica(server, { role: 'jobs' });
    await until(async () => (await find()).totalCount === 0);
    await worker.stop();
    expect(worker.logged.filter((line) => line.includes('"level":50') || line.includes('a job failed'))).toEqual([]);
  });

  it('runs it again once when two ask at once', async () => {
    const job = await addDeadJob(server);
    const answers = await Promise.all([call('retryJob', job), call('retryJob', job)]);
    expect(answers.map((answer) => (Array.isArray(answer) ? answer[0] : answer.job.state)).sort()).toEqual(['CONFLICT', 'WAITING']);
  });

  it('refuses jobs that are not dead, and users who are not administrators', async () => {
    await addUser(server, 'ann');
    const query = `mutation { retryJob(input: { id: "${globalId('Job:999999')}" }) { job { id } } }`;
    const { errors } = await server.graphql(query, {}, { userName: 'ann', password: 'a password of tests' });
    expect([errors[0].extensions.code, await call('retryJob', 999_999)]).toEqual([
      'FORBIDDEN',
      ['NOT_FOUND', `Job "${globalId('Job:999999')}" does not exist (any more)`],
    ]);
  });
});

describe('deleteJob', () => {
  it('removes a dead job once, and audits it', async () => {
    const job = await addDeadJob(server, { error: 'No such mailbox' });
    const answers = [await call('deleteJob', job), await call('deleteJob', job)];
    const [entry] = await audited('deleteJob');
    expect([answers, (await find()).totalCount, entry]).toEqual([
      [{ clientMutationId: null }, ['NOT_FOUND', `Job "${globalId(`Job:${job}`)}" does not exist (any more)`]],
      0,
      {
        subjectType: 'Job',
        subjectName: 'sendMail',
        changes: expect.arrayContaining([{ field: 'error', from: 'No such mailbox', to: null }]),
      },
    ]);
  });

  it('leaves one alone that waits', async () => {
    await addRequest(server, 'WAITS');
    const { rows } = await server.db.pool.query('SELECT id FROM graphile_worker.jobs');
    expect((await call('deleteJob', Number(rows[0].id)))[0]).toBe('CONFLICT');
  });
});
