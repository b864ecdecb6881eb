import { addProcess, addUser, password } from '../../kit/factories';
import { administrator, startTestServer, type TestServer } from '../../kit/startTestServer';

let server: TestServer;
let ann: { userName: string; password: string };
beforeAll(async () => {
  server = await startTestServer();
  ann = await addUser(server, 'ann');
  await addUser(server, 'eve');
  await call('createGroup', { name: 'readers' });
});
afterAll(() => server.stop());

/** The payload of a mutation of users, or the code and message of its refusal. */
async function call(operation: string, input: object, user?: typeof ann) {
  const fields = operation.includes('Group')
    ? 'group { name users { nodes { userName } } }'
    : 'user { userName firstName email status isAdministrator groups { name } }';
  const pascal = operation.charAt(0).toUpperCase() + operation.slice(1);
  const selection = operation === 'deleteGroup' ? 'clientMutationId' : fields;
  const { data, errors } = await server.graphql(
    `mutation ($input: ${pascal}Input!) { ${operation}(input: $input) { ${selection} } }`,
    { input },
    user,
  );
  return errors ? { message: errors[0].message, code: errors[0].extensions.code } : Object.values(data[operation])[0];
}

const fresh = { firstName: '', email: null, status: 'ACTIVE', isAdministrator: false, groups: [] };

describe('createUser', () => {
  it('adds a user with all that is given, who can log in at once', async () => {
    const input = {
      userName: 'böb',
      password,
      firstName: 'Bob',
      lastName: 'B',
      email: 'bob@example.com',
      isAdministrator: true,
      groupNames: ['readers'],
    };
    const { password: _, lastName: __, groupNames: ___, ...expected } = input;
    expect(await call('createUser', input)).toEqual({ ...expected, status: 'ACTIVE', groups: [{ name: 'readers' }] });
    expect(await server.graphql('{ viewer { lastName } }', {}, { userName: 'böb', password })).toEqual({
      data: { viewer: { lastName: 'B' } },
    });
  });

  it.each([
    ['an empty name', { userName: '' }],
    ['a long name', { userName: 'x'.repeat(65) }],
    ['a colon in the name', { userName: 'a:b' }],
    ['white space at the end of the name', { userName: 'a ' }],
    ['a line break in the name', { userName: 'a\nb' }],
    ['a short password', { userName: 'cid', password: '1234567' }],
    ['an endless password', { userName: 'cid', password: 'x'.repeat(1001) }],
    ['an address that is none', { userName: 'cid', email: 'nowhere' }],
    ['an unknown group', { userName: 'cid', groupNames: ['nowhere'] }],
  ])('refuses %s, and adds nobody', async (_, input) => {
    expect(await call('createUser', input)).toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(
      (await server.graphql('query ($userName: String) { user(userName: $userName) { id } }', { userName: input.userName })).data,
    ).toEqual({ user: null });
  });

  it('is CONFLICT when sent twice, also at once', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => call('createUser', { userName: 'twin' })));
    const conflict = { message: 'User "twin" already exists: choose another name', code: 'CONFLICT' };
    expect(answers).toHaveLength(3);
    expect(answers.filter((answer) => 'code' in (answer as object))).toEqual([conflict, conflict]);
  });

  it('never repeats a password in a refusal, nor writes one down', async () => {
    const secret = 'S3cret!';
    const { message } = (await call('createUser', { userName: 'dan', password: secret })) as { message: string };
    await call('createUser', { userName: 'dan', password: `${secret} and longer` });
    const { rows } = await server.db.pool.query<{ row: string }>(`SELECT u::text AS row FROM "user" u`);
    expect([message, ...server.logged, ...rows.map(({ row }) => row)].filter((text) => text.includes(secret))).toEqual([]);
    expect(rows.find(({ row }) => row.includes('dan'))?.row).toContain('$argon2id$');
  });
});

describe('updateUser', () => {
  it('leaves what is absent, and empties what is null', async () => {
    await call('createUser', { userName: 'gil', firstName: 'Gil', email: 'gil@example.com', groupNames: ['readers'] });
    const answers = [
      await call('updateUser', { userName: 'gil', lastName: 'G' }),
      await call('updateUser', { userName: 'gil', email: null, groupNames: [] }),
    ];
    expect(answers).toEqual([
      { ...fresh, userName: 'gil', firstName: 'Gil', email: 'gil@example.com', groups: [{ name: 'readers' }] },
      { ...fresh, userName: 'gil', firstName: 'Gil' },
    ]);
  });

  it.each([
    ['nobody named', {}, { code: 'BAD_USER_INPUT', message: 'A user ID or user name is required' }],
    ['an unknown user', { userName: 'nobody' }, { code: 'NOT_FOUND', message: 'User "nobody" does not exist' }],
    ['an ID of another type', { id: 'R3JvdXA6MQ==' }, { code: 'BAD_USER_INPUT', message: 'id: "R3JvdXA6MQ==" is not a valid ID for User' }],
    [
      'an ID and a name that mean two',
      { id: 'VXNlcjox', userName: 'ann' },
      { code: 'BAD_USER_INPUT', message: 'id and userName refer to different objects: send one of them, or both for the same object' },
    ],
    [
      'a short password',
      { userName: 'ann', password: 'short' },
      { code: 'BAD_USER_INPUT', message: 'password: must be at least 8 characters long' },
    ],
    [
      'an unknown group',
      { userName: 'ann', groupNames: ['nowhere'] },
      { code: 'BAD_USER_INPUT', message: 'These groups do not exist: nowhere' },
    ],
  ])('refuses %s', async (_, input, expected) => {
    expect(await call('updateUser', input)).toEqual(expected);
  });
});

describe('setUserStatus', () => {
  it('gives the status; the same twice is the same', async () => {
    await call('createUser', { userName: 'fay' });
    const answers = [
      await call('setUserStatus', { userName: 'fay', status: 'ARCHIVED' }),
      await call('setUserStatus', { userName: 'fay', status: 'ARCHIVED' }),
    ];
    expect(answers).toEqual([
      { ...fresh, userName: 'fay', status: 'ARCHIVED' },
      { ...fresh, userName: 'fay', status: 'ARCHIVED' },
    ]);
  });

  it('makes a hook of the user refuse at once', async () => {
    await call('createUser', { userName: 'gus' });
    const context = await server.graphql(
      'mutation { createApplication(input: { name: "Hook of gus", kind: OPERATIONS, impersonateUserName: "gus" }) { token } }',
    );
    await call('setUserStatus', { userName: 'gus', status: 'INACTIVE' });
    expect((await server.hook('createRequest', {}, {}, context.data.createApplication.token)).status).toBe(403);
  });
});

describe('the last administrator', () => {
  const refused = {
    message: 'This would leave the system without an administrator: make another user an administrator first',
    code: 'CONFLICT',
  };

  it('stays, even when two shut each other out at once', async () => {
    const second = await addUser(server, 'second', { isAdministrator: true });
    await server.db.pool.query(`UPDATE "user" SET is_administrator = user_name IN ('admin', 'second')`);
    await call('setUserStatus', { userName: 'second', status: 'INACTIVE' });
    const alone = [
      await call('setUserStatus', { userName: 'admin', status: 'INACTIVE' }),
      await call('updateUser', { userName: 'admin', isAdministrator: false }),
    ];
    await call('setUserStatus', { userName: 'second', status: 'ACTIVE' });
    const atOnce = await Promise.all([
      call('updateUser', { userName: 'admin', isAdministrator: false }, second),
      call('updateUser', { userName: 'second', isAdministrator: false }, administrator),
    ]);
    await server.db.pool.query(`UPDATE "user" SET is_administrator = true WHERE user_name = 'admin'`);
    expect([alone, atOnce.filter((answer) => 'code' in (answer as object))]).toEqual([[refused, refused], [refused]]);
  });
});

const noGroup = (name: string) => ({ message: `Group "${name}" does not exist`, code: 'NOT_FOUND' });

describe('createGroup', () => {
  it('adds a group with its users, each once', async () => {
    expect(await call('createGroup', { name: 'writers', userNames: ['ann', 'ann', 'eve'] })).toEqual({
      name: 'writers',
      users: { nodes: [{ userName: 'eve' }, { userName: 'ann' }] },
    });
  });

  it('adds one of two with the same name that are sent at once', async () => {
    const answers = await Promise.all([call('createGroup', { name: 'twins' }), call('createGroup', { name: 'twins' })]);
    expect(answers).toEqual(
      expect.arrayContaining([{ name: 'twins', users: { nodes: [] } }, expect.objectContaining({ code: 'CONFLICT' }) as object]),
    );
  });

  it.each([
    ['a name that exists', { name: 'readers' }, 'CONFLICT'],
    ['an empty name', { name: '' }, 'BAD_USER_INPUT'],
    ['a name that is too long', { name: 'x'.repeat(65) }, 'BAD_USER_INPUT'],
    ['a name that begins with a space', { name: ' x' }, 'BAD_USER_INPUT'],
    ['a user who does not exist', { name: 'new', userNames: ['nobody'] }, 'BAD_USER_INPUT'],
  ])('refuses %s', async (_, input, code) => {
    expect(await call('createGroup', input)).toMatchObject({ code });
  });
});

describe('updateGroup', () => {
  it('replaces the users of a group; the same twice is the same', async () => {
    await call('createGroup', { name: 'editors', userNames: ['ann', 'eve'] });
    const change = () => call('updateGroup', { name: 'editors', userNames: ['eve'] });
    const changed = { name: 'editors', users: { nodes: [{ userName: 'eve' }] } };
    expect([await change(), await change()]).toEqual([changed, changed]);
  });

  it.each([
    ['no group at all', { userNames: [] }, 'BAD_USER_INPUT'],
    ['a group that does not exist', { name: 'nowhere', userNames: [] }, 'NOT_FOUND'],
    ['a user who does not exist', { name: 'readers', userNames: ['nobody'] }, 'BAD_USER_INPUT'],
  ])('refuses %s', async (_, input, code) => {
    expect(await call('updateGroup', input)).toMatchObject({ code });
  });
});

describe('deleteGroup', () => {
  it('removes a group once, when sent twice and when sent twice at once', async () => {
    await call('createGroup', { name: 'gone' });
    await call('createGroup', { name: 'raced' });
    const oneByOne = [await call('deleteGroup', { name: 'gone' }), await call('deleteGroup', { name: 'gone' })];
    const atOnce = await Promise.all([call('deleteGroup', { name: 'raced' }), call('deleteGroup', { name: 'raced' })]);
    expect({ oneByOne, atOnce }).toEqual({
      oneByOne: [null, noGroup('gone')],
      atOnce: expect.arrayContaining([null, noGroup('raced')]) as object,
    });
  });

  it('keeps a group that a process or a folder names', async () => {
    await call('createGroup', { name: 'named' });
    await call('createGroup', { name: 'managing' });
    await addProcess(server, 'P', { participants: [{ name: 'Workers', role: 'ACTOR', groups: ['named'] }] });
    await server.graphql('mutation { updateFolder(input: { name: "F", managerGroupNames: ["managing"] }) { folder { id } } }');
    const answers = [await call('deleteGroup', { name: 'named' }), await call('deleteGroup', { name: 'managing' })];
    expect(answers).toEqual(
      ['named', 'managing'].map((name) => ({
        message: `The group ${name} is used by processes or manages folders: remove it there first`,
        code: 'CONFLICT',
      })),
    );
  });

  it.each([
    ['no group at all', {}],
    ['the ID of something else', { id: 'VXNlcjox' }],
  ])('refuses %s', async (_, input) => {
    expect(await call('deleteGroup', input)).toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});

describe('updateViewer', () => {
  const choose = async (input: object) => {
    const query = 'mutation ($input: UpdateViewerInput!) { updateViewer(input: $input) { user { userName disabledNotifications } } }';
    return (await server.graphql(query, { input }, ann)).data.updateViewer.user;
  };

  it('keeps each kind of email that the viewer turns off once, and what is absent as it is', async () => {
    const given = await choose({ disabledNotifications: ['REQUEST_CLOSED', 'ACTION_ASSIGNED', 'REQUEST_CLOSED'] });
    const kept = await choose({});
    const cleared = await choose({ disabledNotifications: [] });
    const chosen = { userName: 'ann', disabledNotifications: ['REQUEST_CLOSED', 'ACTION_ASSIGNED'] };
    expect({ given, kept, cleared }).toEqual({ given: chosen, kept: chosen, cleared: { userName: 'ann', disabledNotifications: [] } });
  });
});

describe('administration of users', () => {
  it.each([
    ['createUser', { userName: 'x' }],
    ['updateUser', { userName: 'ann', isAdministrator: true }],
    ['setUserStatus', { userName: 'ann', status: 'ACTIVE' }],
    ['createGroup', { name: 'x' }],
    ['updateGroup', { name: 'readers', userNames: ['ann'] }],
    ['deleteGroup', { name: 'readers' }],
  ])('%s is for administrators', async (operation, input) => {
    expect(await call(operation, input, ann)).toEqual({ message: 'ann is not an administrator', code: 'FORBIDDEN' });
  });

  it('cannot be reached through a hook', async () => {
    const { status, body } = await server.hook('createUser', { userName: 'x' });
    expect([status, body.code]).toEqual([400, 'BAD_USER_INPUT']);
  });
});

describe('users', () => {
  const who =
    '{ user(userName: "ann") { userName email isAdministrator status } viewer { email isAdministrator } users(filter: { userName: "eve" }) { nodes { userName email } } }';

  it('shows addresses and rights to administrators and to oneself, to nobody else', async () => {
    await call('updateUser', { userName: 'ann', email: 'ann@example.com' });
    await call('updateUser', { userName: 'eve', email: 'eve@example.com' });
    const answers = [
      await server.graphql(who),
      await server.graphql(who, {}, ann),
      await server.graphql(who, {}, { userName: 'eve', password }),
    ];
    expect(
      answers.map(({ data }) => [data.user.email, data.user.isAdministrator, data.viewer.isAdministrator, data.users.nodes[0].email]),
    ).toEqual([
      ['ann@example.com', false, true, 'eve@example.com'],
      ['ann@example.com', false, false, null],
      [null, null, false, 'eve@example.com'],
    ]);
  });

  it('are filtered by name, status and group', async () => {
    await call('createUser', { userName: 'old' });
    await call('setUserStatus', { userName: 'old', status: 'ARCHIVED' });
    await call('updateUser', { userName: 'eve', groupNames: ['readers'] });
    const find = async (filter: object) => {
      const { data } = await server.graphql('query ($filter: UserFilter) { users(filter: $filter) { totalCount nodes { userName } } }', {
        filter,
      });
      return data.users;
    };
    const found = {
      byName: await find({ userName: 'ann' }),
      byStatus: await find({ status: 'ARCHIVED', userName: 'old' }),
      byGroup: await find({ groupName: 'readers', userName: 'eve' }),
      byUnknownGroup: await find({ groupName: 'nowhere' }),
    };
    expect(found).toEqual({
      byName: { totalCount: 1, nodes: [{ userName: 'ann' }] },
      byStatus: { totalCount: 1, nodes: [{ userName: 'old' }] },
      byGroup: { totalCount: 1, nodes: [{ userName: 'eve' }] },
      byUnknownGroup: { totalCount: 0, nodes: [] },
    });
  });

  it('needs an ID or a name, which agree', async () => {
    const ask = async (args: string) => {
      const { data, errors } = await server.graphql(`{ user${args} { userName } }`);
      return errors ? errors[0].extensions.code : data.user;
    };
    const refused = [await ask(''), await ask('(id: "VXNlcjox", userName: "ann")'), await ask('(id: "x")')];
    const found = await ask('(id: "VXNlcjox")');
    const unknown = await ask('(userName: "nobody")');
    expect(refused).toEqual(['BAD_USER_INPUT', 'BAD_USER_INPUT', 'BAD_USER_INPUT']);
    expect([found, unknown]).toEqual([{ userName: 'admin' }, null]);
  });
});
