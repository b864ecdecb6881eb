import { addProcess, addRequest } from '../../kit/factories';
import { startTestServer, type TestServer } from '../../kit/startTestServer';
import { until } from '../../kit/until';

jest.setTimeout(120_000);

const maxDescendants = 30;
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ role: 'all', maxDescendants });
});
afterAll(() => server.stop());

const hidden = { subprocess: { enabled: true, access: 'PRIVATE' } };
const starts = (process: string, more: object = {}) => ({ name: 'SUB', type: 'SUBPROCESS', process, ...more });
const rows = async (sql: string, ...values: unknown[]) => (await server.db.pool.query(sql, values)).rows;
/** The requests under one, by their states. */
const statesUnder = async (root: number) =>
  Object.fromEntries(
    (await rows(`SELECT COALESCE(sub_status::text, 'OPEN') AS state, count(*)::int FROM request WHERE root_id = $1 GROUP BY 1`, root)).map(
      ({ state, count }) => [state, count],
    ),
  );
const isQuiet = async () => (await rows('SELECT FROM graphile_worker.jobs WHERE attempts < max_attempts')).length === 0;
const quiet = () => until(async () => (await isQuiet()) || null, 90_000);
const deadJobs = () => rows('SELECT attempts, last_error AS error FROM graphile_worker.jobs WHERE attempts >= max_attempts');
const plansOf = (root: number) =>
  rows('SELECT FROM subprocess WHERE request_id IN (SELECT id FROM request WHERE $1 IN (id, root_id))', root);
const stateOf = async (number: number) => (await rows('SELECT sub_status AS "subStatus", message FROM request WHERE id = $1', number))[0];

describe('the family of a request', () => {
  it.each([
    ['that each starts again', true],
    ['that each starts again, and waits for none', false],
  ])('has no more than MAX_DESCENDANTS requests %s', async (_, wait) => {
    const name = `BOMB_${wait}`;
    await addProcess(server, name, { start: 'SUB', activities: [starts(name, { forEach: '{{ [1..3] }}', wait })] });
    const root = await addRequest(server, name);
    await quiet();
    const [{ count, depth }] = await rows('SELECT count(*)::int, max(depth)::int AS depth FROM request WHERE root_id = $1', root);
    const [{ descendants }] = await rows('SELECT descendants FROM request WHERE id = $1', root);
    const messages = await rows(
      'SELECT DISTINCT message FROM action WHERE request_id IN (SELECT id FROM request WHERE root_id = $1)',
      root,
    );
    expect([descendants, count, depth > 2, await statesUnder(root)]).toEqual([
      30,
      wait ? expect.any(Number) : 30,
      true,
      expect.not.objectContaining({ OPEN: 1 }),
    ]);
    expect(messages).toContainEqual({
      message: `request ${root} and its descendants can start at most ${maxDescendants} requests (MAX_DESCENDANTS)`,
    });
    expect(await deadJobs()).toEqual([]);
  });

  it('ends level by level when the topmost one is cancelled', async () => {
    await addProcess(server, 'LEAF', hidden);
    await addProcess(server, 'MIDDLE', { ...hidden, start: 'SUB', activities: [starts('LEAF', { forEach: '{{ [1..3] }}' })] });
    await addProcess(server, 'TOP', { start: 'SUB', activities: [starts('MIDDLE', { forEach: '{{ [1..3] }}', concurrency: 2 })] });
    const root = await addRequest(server, 'TOP');
    await until(async () => (await statesUnder(root))['OPEN'] === 8 || null);
    await server.hook('cancelRequest', { number: root });
    await quiet();
    expect([await statesUnder(root), await deadJobs(), await plansOf(root)]).toEqual([{ CANCELLED: 8 }, [], []]);
  });

  it('lets those go on that nobody waits for when the topmost one ends', async () => {
    await addProcess(server, 'FREE', hidden);
    await addProcess(server, 'STARTER', {
      start: ['SUB', 'DO'],
      activities: [starts('FREE', { wait: false }), { name: 'DO', type: 'USER', participant: 'Workers' }],
    });
    const root = await addRequest(server, 'STARTER');
    await until(async () => (await statesUnder(root))['OPEN'] === 1 || null);
    await server.hook('cancelRequest', { number: root });
    await quiet();
    expect(await statesUnder(root)).toEqual({ OPEN: 1 });
  });

  it('starts nothing for a cancelled request above, whatever the order of the jobs', async () => {
    await addProcess(server, 'SOMEBODY', hidden);
    await addProcess(server, 'RACED', { start: 'SUB', activities: [starts('SOMEBODY', { forEach: '{{ [1..20] }}', concurrency: 20 })] });
    const roots = await Promise.all(Array.from({ length: 5 }, () => addRequest(server, 'RACED')));
    await Promise.all(roots.map((number) => server.hook('cancelRequest', { number })));
    await quiet();
    for (const root of roots) expect((await statesUnder(root))['OPEN']).toBeUndefined();
  });

  it('takes about one number per request that is started, by one job at a time', async () => {
    await addProcess(server, 'SMALL', { ...hidden, start: 'S', activities: [{ name: 'S', type: 'DELAY', for: 'PT0S' }] });
    await addProcess(server, 'MANY', { start: 'SUB', activities: [starts('SMALL', { forEach: '{{ [1..30] }}' })] });
    const root = await addRequest(server, 'MANY');
    await until(async () => (await stateOf(root)).subStatus);
    await quiet();
    const next = await addRequest(server, 'MANY');
    expect([await statesUnder(root), next - root]).toEqual([{ COMPLETED: 30 }, 31]);
    await quiet();
  });

  it('has one job for requests that end as they are started, so that they keep nobody waiting', async () => {
    await addProcess(server, 'INSTANT', { ...hidden, start: 'S', activities: [{ name: 'S', type: 'SET', set: { TEXT: 'a' } }] });
    await addProcess(server, 'INSTANTS', { start: 'SUB', activities: [starts('INSTANT', { forEach: '{{ [1..30] }}' })] });
    const drivers = () => server.logged.filter((line) => line.includes('a job is done') && line.includes('startRequests')).length;
    const before = drivers();
    const root = await addRequest(server, 'INSTANTS');
    await until(async () => (await stateOf(root)).subStatus);
    await quiet();
    expect([await statesUnder(root), drivers() - before]).toEqual([{ COMPLETED: 30 }, 1]);
  });

  it('fails once where nobody waits and the process does not exist', async () => {
    await addProcess(server, 'LOST', { start: 'SUB', activities: [starts('NOWHERE', { wait: false })] });
    await addRequest(server, 'LOST');
    const [job] = (await until(async () => {
      const dead = (await deadJobs()).filter(({ error }) => /NOWHERE/.test(error));
      return dead.length > 0 ? dead : null;
    }))!;
    expect(job).toEqual({ attempts: 1, error: expect.stringMatching(/process "NOWHERE" does not exist or has no active version/) });
  });
});

describe('cancelRequestFamily', () => {
  const mutation = `mutation ($number: Int) { cancelRequestFamily(input: {number: $number}) { number openRequests } }`;

  it('cancels all requests of the family, also those that nobody waits for, and lets none be started', async () => {
    await addProcess(server, 'PEOPLE', hidden);
    await addProcess(server, 'FREES', {
      ...hidden,
      start: ['SUB', 'DO'],
      activities: [
        starts('PEOPLE', { forEach: '{{ [1..5] }}', wait: false, concurrency: 2 }),
        { name: 'DO', type: 'USER', participant: 'Workers' },
      ],
    });
    await addProcess(server, 'ALL', { start: 'SUB', activities: [starts('FREES', { forEach: '{{ [1..3] }}' })] });
    const root = await addRequest(server, 'ALL');
    await until(async () => (await statesUnder(root))['OPEN'] === 9 || null);
    const [{ id: leaf }] = await rows('SELECT max(id) AS id FROM request WHERE root_id = $1', root);
    const { data } = await server.graphql(mutation, { number: leaf });
    await until(async () => (await stateOf(root)).subStatus);
    await quiet();
    expect([data.cancelRequestFamily, await stateOf(root), await statesUnder(root), await plansOf(root)]).toEqual([
      { number: root, openRequests: 10 },
      { subStatus: 'CANCELLED', message: null },
      { CANCELLED: 9 },
      [],
    ]);
    const [{ user_name }] = await rows(
      `SELECT u.user_name FROM history h JOIN "user" u ON u.id = h.actor_id WHERE request_id = $1 AND type = 'REQUEST_CANCELLED'`,
      root,
    );
    expect(user_name).toBe('admin');
    const again = await server.graphql(mutation, { number: root });
    expect(again.data.cancelRequestFamily).toEqual({ number: root, openRequests: 0 });
  });

  it('lets none slip through that is being started meanwhile', async () => {
    const name = 'GROWS';
    await addProcess(server, name, {
      start: ['SUB', 'DO'],
      activities: [starts(name, { forEach: '{{ [1..4] }}', wait: false }), { name: 'DO', type: 'USER', participant: 'Workers' }],
    });
    const root = await addRequest(server, name);
    await until(async () => (await statesUnder(root))['OPEN'] > 2 || null);
    await server.graphql(mutation, { number: root });
    await quiet();
    expect((await statesUnder(root))['OPEN']).toBeUndefined();
  });

  it('refuses a number that no request has', async () => {
    const { errors } = await server.graphql(mutation, { number: 999_999 });
    expect(errors[0].extensions.code).toBe('NOT_FOUND');
  });
});
