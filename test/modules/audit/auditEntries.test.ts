import { audited, toChanges } from '../../../src/modules/audit/audited';
import { addProcess, addUser } from '../../kit/factories';
import { globalId } from '../../kit/globalId';
import { administrator, startTestServer, type TestServer } from '../../kit/startTestServer';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

async function entries(filter: object, user?: { userName: string; password: string }) {
  const { data, errors } = await server.graphql(
    `query ($filter: AuditFilter) {
      auditEntries(filter: $filter) {
        totalCount
        nodes { operation actor { userName } subjectType subjectName subject { id } changes { field from to isSecret } }
      }
    }`,
    { filter },
    user,
  );
  return errors ? errors[0].extensions.code : data.auditEntries.nodes;
}

const mutate = (mutation: string) => server.graphql(`mutation { ${mutation} }`);
const open = (field: string, from: unknown, to: unknown) => ({ field, from, to, isSecret: false });
const hidden = (field: string) => ({ field, from: null, to: null, isSecret: true });
const actor = { userName: 'admin' };

describe('auditEntries', () => {
  it('tell who changed what, newest first, and of a password only that it changed', async () => {
    const secrets = ['a very long secret', 'another long secret'];
    const { data } = await mutate(`createUser(input: { userName: "ann", firstName: "Ann", password: "${secrets[0]}" }) { user { id } }`);
    await mutate(`updateUser(input: { userName: "ann", password: "${secrets[1]}", email: "ann@example.com" }) { user { id } }`);
    await mutate(`setUserStatus(input: { userName: "ann", status: INACTIVE }) { user { id } }`);
    const { id } = data.createUser.user;
    const about = { actor, subjectType: 'User', subjectName: 'ann', subject: { id } };
    expect(await entries({ subjectId: id })).toEqual([
      { operation: 'setUserStatus', ...about, changes: [open('status', 'ACTIVE', 'INACTIVE')] },
      {
        operation: 'updateUser',
        ...about,
        changes: [open('email', null, 'ann@example.com'), hidden('password')],
      },
      {
        operation: 'createUser',
        ...about,
        changes: [
          open('firstName', null, 'Ann'),
          open('isAdministrator', null, false),
          hidden('password'),
          open('status', null, 'ACTIVE'),
          open('userName', null, 'ann'),
        ],
      },
    ]);
    const { rows } = await server.db.pool.query<{ row: string }>('SELECT e::text AS row FROM audit_entry e');
    expect(rows.filter(({ row }) => /argon2|long secret/.test(row))).toEqual([]);
  });
});

describe('the audit trail', () => {
  it('has no entry for what changed nothing, or was refused', async () => {
    await mutate('createGroup(input: { name: "same", userNames: ["admin"] }) { group { id } }');
    await mutate('updateGroup(input: { name: "same", userNames: ["admin"] }) { group { id } }');
    await mutate('updateGroup(input: { name: "same", userNames: ["nobody"] }) { group { id } }');
    await mutate('createGroup(input: { name: "same" }) { group { id } }');
    const found = (await entries({})) as { subjectName: string; operation: string }[];
    expect(found.filter(({ subjectName }) => subjectName === 'same').map(({ operation }) => operation)).toEqual(['createGroup']);
  });

  it('keeps what is known of a thing that is gone', async () => {
    const { data } = await mutate('createApplication(input: { name: "Gone", kind: OPERATIONS }) { application { id } token }');
    const { id } = data.createApplication.application;
    await mutate(`rotateApplicationToken(input: { id: "${id}" }) { token }`);
    await mutate(`deleteApplication(input: { id: "${id}" }) { clientMutationId }`);
    const about = { actor, subjectType: 'Application', subjectName: 'Gone', subject: null };
    const fields = { name: 'Gone', kind: 'OPERATIONS', active: true, errorStatus: 'HTTP' };
    const [deleted, rotated, created] = await entries({ subjectId: id });
    expect([deleted, rotated, created]).toEqual([
      {
        operation: 'deleteApplication',
        ...about,
        changes: expect.arrayContaining([...Object.entries(fields).map(([field, value]) => open(field, value, null)), hidden('token')]),
      },
      { operation: 'rotateApplicationToken', ...about, changes: [hidden('token')] },
      {
        operation: 'createApplication',
        ...about,
        changes: expect.arrayContaining([...Object.entries(fields).map(([field, value]) => open(field, null, value)), hidden('token')]),
      },
    ]);
  });

  it('has an entry for each thing that a deployment changes', async () => {
    await addProcess(server, 'P', { folder: 'New' });
    await addProcess(server, 'P', { folder: 'New', version: 2 });
    const found = (await entries({ operation: 'deployProcess' })) as { subjectName: string; changes: { field: string }[] }[];
    expect(found.map(({ subjectName, changes }) => [subjectName, changes.map(({ field }) => field).sort()])).toEqual([
      ['P version 2', ['definition', 'folder', 'name', 'state', 'version']],
      ['P version 1', ['state']],
      ['P version 1', ['definition', 'folder', 'name', 'state', 'version']],
      ['New', ['name']],
    ]);
  });

  it('has what each of two changes at once found and left', async () => {
    const values = [101, 102, 103, 104];
    await Promise.all(values.map((days) => mutate(`updateSettings(input: { idempotencyRetention: ${days} }) { clientMutationId }`)));
    const found = (await entries({ operation: 'updateSettings' })) as { subject: null; changes: [{ from: number; to: number }] }[];
    const moves = new Map(found.map(({ changes: [{ from, to }] }) => [from, to]));
    const path = [30];
    while (moves.has(path.at(-1)!)) path.push(moves.get(path.at(-1)!)!);
    expect([path.slice(1).sort(), found.map(({ subject }) => subject)]).toEqual([values, [null, null, null, null]]);
  });

  it('is filtered by who, what and when', async () => {
    const second = await addUser(server, 'second', { isAdministrator: true });
    const since = new Date().toISOString();
    await server.graphql('mutation { createGroup(input: { name: "theirs" }) { group { id } } }', {}, second);
    const found = await Promise.all([
      entries({ actorUserName: 'second' }),
      entries({ since, operation: 'createGroup' }),
      entries({ before: since, actorUserName: 'second' }),
      entries({ actorUserName: 'nobody' }),
      entries({ subjectId: globalId('User:999') }),
      entries({ subjectId: 'x' }),
    ]);
    const names = found.map((one) => (Array.isArray(one) ? one.map(({ subjectName }) => subjectName) : one));
    expect(names).toEqual([['theirs'], ['theirs'], [], [], [], 'BAD_USER_INPUT']);
  });

  it('names who stands behind an administrator that somebody acts as', async () => {
    await addUser(server, 'chief', { isAdministrator: true });
    await server.post(
      '/graphql',
      { query: 'mutation { createView(input: { name: "behind", requests: {} }) { view { id } } }' },
      {
        accept: 'application/json',
        authorization: `Basic ${Buffer.from(`${administrator.userName}:${administrator.password}`).toString('base64')}`,
        'x-impersonate-user': 'chief',
      },
    );
    const { data } = await server.graphql(`{
      chief: auditEntries(filter: { actorUserName: "chief" }) { nodes { operation actor { userName } impersonator { userName } } }
      admin: auditEntries(filter: { actorUserName: "admin", operation: "createView" }, first: 1) { nodes { subjectName } }
    }`);
    expect([data.chief.nodes, data.admin.nodes]).toEqual([
      [{ operation: 'createView', actor: { userName: 'chief' }, impersonator: { userName: 'admin' } }],
      [{ subjectName: 'behind' }],
    ]);
  });

  it('is for administrators: for others there is none', async () => {
    const bob = await addUser(server, 'bob');
    const query = '{ auditEntries(first: 1) { totalCount nodes { id } } }';
    const { data } = await server.graphql(query);
    const { id } = data.auditEntries.nodes[0];
    const node = `{ node(id: "${id}") { ... on AuditEntry { id operation } } }`;
    expect([await server.graphql(node), await server.graphql(query, {}, bob), await server.graphql(node, {}, bob)]).toEqual([
      { data: { node: { id, operation: 'createUser' } } },
      { data: { auditEntries: { totalCount: 0, nodes: [] } } },
      { data: { node: null } },
    ]);
  });
});

describe('audited', () => {
  const run = async (...said: boolean[]) => {
    const name = `Written ${said.length}`;
    const operation = audited<object, object>({
      operation: 'testChange',
      run: (_, __, change) =>
        change(async (tx, audit) => {
          const group = await tx.group.create({ data: { name } });
          said.forEach(() => audit({ type: 'Group', ...group }, null, group));
          return {};
        }),
    });
    const outcome = await operation.run(await server.contextOf('admin'), {}).catch(String);
    return [outcome, await server.db.prisma.group.count({ where: { name } })];
  };

  it('takes back a change that audits nothing', async () => {
    expect(await run()).toEqual(['Error: testChange changed something and audited nothing', 0]);
    expect(await run(true)).toEqual([{}, 1]);
  });
});

describe('toChanges', () => {
  const before = { a: 1, list: ['x'], empty: '', passwordHash: 'p', apiToken: new Uint8Array([1]), clientSecret: null };
  it.each([
    ['nothing for what is the same', before, { ...before, list: ['x'], apiToken: new Uint8Array([1]) }, {}],
    ['what differs', before, { ...before, a: 2, list: [] }, { a: { from: 1, to: 2 }, list: { from: ['x'], to: null } }],
    [
      'of secrets that they changed',
      before,
      { ...before, passwordHash: 'q', apiToken: null, clientSecret: 's' },
      {
        passwordHash: { changed: true },
        apiToken: { changed: true },
        clientSecret: { changed: true },
      },
    ],
    [
      'all of what is new but the empty',
      null,
      { a: 0, b: '', c: [], d: null, e: false },
      { a: { from: null, to: 0 }, e: { from: null, to: false } },
    ],
    ['all of what is gone but the empty', { a: 0, b: '' }, null, { a: { from: 0, to: null } }],
  ])('gives %s', (_, from, to, expected) => {
    expect(toChanges(from, to)).toEqual(expected);
  });
});
