import { createHash } from 'node:crypto';
import { openDatabase, type Database } from '../../src/store/openDatabase';
import { addProcess, addUser } from '../kit/factories';
import { startTestServer, type TestServer } from '../kit/startTestServer';

let server: TestServer;
/** Another server process, as it were: it has its own memory. */
let other: Database;
beforeAll(async () => {
  server = await startTestServer();
  other = openDatabase(server.databaseUrl, { onError: () => undefined });
  await addUser(server, 'ann');
  await addUser(server, 'bob');
  await addProcess(server, 'P');
});
afterAll(async () => {
  await other.close();
  await server.stop();
});

const revision = async () =>
  (await server.db.query<{ revision: string }>({ name: 'r', text: 'SELECT revision FROM configuration', values: [] }))[0]!.revision;

describe('what is in memory of the configuration', () => {
  it('is loaded once, and again after any change, no matter who makes it', async () => {
    let loads = 0;
    const get = () => other.configuration.get('x', () => Promise.resolve({ load: (loads += 1) }));
    expect([await get(), await get(), ...(await Promise.all([get(), get()]))]).toEqual([
      { load: 1 },
      { load: 1 },
      { load: 1 },
      { load: 1 },
    ]);
    await server.db.prisma.user.update({ where: { userName: 'ann' }, data: { firstName: 'Ann' } });
    expect([await get(), await get()]).toEqual([{ load: 2 }, { load: 2 }]);
  });

  it('keeps neither nothing nor a failure', async () => {
    let loads = 0;
    const nothing = () => other.configuration.get('nothing', () => Promise.resolve((loads += 1) > 0 ? null : {}));
    const failure = () => other.configuration.get('failure', () => Promise.reject(new Error(`load ${(loads += 1)}`)));
    expect([await nothing(), await nothing()]).toEqual([null, null]);
    await expect(failure()).rejects.toThrow('load 3');
    await expect(failure()).rejects.toThrow('load 4');
  });

  it('gives a call a number along with its check once most calls of its key start a request', async () => {
    const load = () => Promise.resolve({});
    const enter = async () => (await other.configuration.getForCall('often', load))[1];
    const numbers: (number | null)[] = [];
    for (let call = 0; call < 66; call += 1) numbers.push((await enter()).takeNumber());
    const used = await enter();
    const [number, again] = [used.takeNumber(), used.takeNumber()];
    // Calls that start nothing.
    for (let call = 0; call < 100; call += 1) await enter();
    expect({
      before: numbers.slice(0, 64).every((one) => one === null),
      along: numbers.slice(64).every((one) => typeof one === 'number'),
      number: typeof number,
      again,
      afterwards: (await enter()).takeNumber(),
    }).toEqual({ before: true, along: true, number: 'number', again: null, afterwards: null });
  });

  it.each<[string, string]>([
    ['user', `UPDATE "user" SET status = 'INACTIVE' WHERE user_name = 'bob'`],
    ['group', `INSERT INTO "group" (name) VALUES ('g')`],
    ['member', `INSERT INTO group_member (group_id, user_id) SELECT g.id, u.id FROM "group" g, "user" u`],
    ['folder manager', `INSERT INTO folder_manager_user (folder_id, user_id) SELECT f.id, u.id FROM folder f, "user" u LIMIT 1`],
    ['folder manager group', `INSERT INTO folder_manager_group (folder_id, group_id) SELECT f.id, g.id FROM folder f, "group" g LIMIT 1`],
    ['delegation', `INSERT INTO delegation (delegator_id, delegatee_id) SELECT min(id), max(id) FROM "user"`],
    ['settings', `UPDATE settings SET engine_user_name = 'ann'`],
    ['hook', `UPDATE application SET active = false`],
    ['process', `UPDATE process SET state = 'ARCHIVED'`],
    ['name of a process', `INSERT INTO process_name (name) VALUES ('Q')`],
    ['token', `INSERT INTO api_token (user_id, name, token_hash) SELECT min(id), 't', '\\x01' FROM "user"`],
    ['revoked token', `UPDATE api_token SET revoked_at = now()`],
    ['callback', `INSERT INTO callback (url, events, secret) VALUES ('https://a.example', '{request.completed}', '\\x01')`],
    ['callback that is off', `UPDATE callback SET active = false`],
    ['deletion', `DELETE FROM group_member`],
  ])('is out of date once a %s has changed', async (_, change) => {
    const before = await revision();
    await server.db.pool.query(change);
    expect(BigInt(await revision())).toBe(BigInt(before) + 1n);
  });

  it.each<[string, string]>([
    ['a token is used', 'UPDATE api_token SET last_used_at = now()'],
    ['a callback is called', 'UPDATE callback SET last_success_at = now(), failing_since = NULL'],
    ['a change is rolled back', `BEGIN; DELETE FROM delegation; ROLLBACK`],
  ])('stays where %s', async (_, change) => {
    const before = await revision();
    await server.db.pool.query(change);
    expect(await revision()).toBe(before);
  });

  it('does not make changes wait for each other that would otherwise pass', async () => {
    const [first, second] = await Promise.all([server.db.pool.connect(), server.db.pool.connect()]);
    try {
      await first.query(`BEGIN; UPDATE "user" SET first_name = 'A' WHERE user_name = 'ann'`);
      await second.query(
        `BEGIN; UPDATE "group" SET name = 'h' WHERE name = 'g'; UPDATE "user" SET first_name = 'B' WHERE user_name = 'bob'`,
      );
      await first.query(`UPDATE "group" SET name = name || '2' WHERE name = 'none'; COMMIT`);
      await second.query('COMMIT');
    } finally {
      first.release();
      second.release();
    }
    const rows = await server.db.prisma.user.findMany({ where: { userName: { in: ['ann', 'bob'] } }, orderBy: { id: 'asc' } });
    expect(rows.map(({ firstName }) => firstName)).toEqual(['A', 'B']);
  });
});

describe('a call', () => {
  const hash = (token: string) => createHash('sha256').update(token).digest();

  it('is logged in by a token until the moment it expires, without a change of the configuration', async () => {
    const token = 'slu_expires';
    const expiresAt = new Date(Date.now() + 1_500);
    const { id: userId } = await server.db.prisma.user.findUniqueOrThrow({ where: { userName: 'ann' } });
    await server.db.prisma.apiToken.create({ data: { userId, name: 'e', tokenHash: hash(token), scopes: [], expiresAt } });
    const ask = async () =>
      (await server.post('/graphql', { query: '{ viewer { userName } }' }, { authorization: `Bearer ${token}` })).status;
    expect(await ask()).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, expiresAt.getTime() - Date.now() + 10));
    expect(await ask()).toBe(401);
  });
});
