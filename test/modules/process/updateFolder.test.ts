import { addUser } from '../../kit/factories';
import { startTestServer, type TestServer } from '../../kit/startTestServer';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  for (const name of ['ann', 'bob', 'cid']) await addUser(server, name);
  await server.graphql('mutation { createGroup(input: { name: "chiefs" }) { group { id } } }');
});
afterAll(() => server.stop());

/** The folder's name, or the message and code of the refusal. */
async function update(input: object) {
  const { data, errors } = await server.graphql(
    'mutation ($input: UpdateFolderInput!) { updateFolder(input: $input) { folder { name } } }',
    { input },
  );
  return errors ? { message: errors[0].message, code: errors[0].extensions.code } : data.updateFolder.folder.name;
}

async function managersOf(name: string) {
  const folder = await server.db.prisma.folder.findUniqueOrThrow({
    where: { name },
    select: {
      managerUsers: { select: { user: { select: { userName: true } } } },
      managerGroups: { select: { group: { select: { name: true } } } },
    },
  });
  return [folder.managerUsers.map(({ user }) => user.userName).sort(), folder.managerGroups.map(({ group }) => group.name)];
}

describe('updateFolder', () => {
  it('makes the folder, leaves what is absent, and takes back who is not named any more', async () => {
    const made = await update({ name: 'F', managerUserNames: ['ann', 'bob', 'ann'], managerGroupNames: ['chiefs'] });
    const before = await managersOf('F');
    await update({ name: 'F', managerUserNames: ['cid'] });
    expect([made, before, await managersOf('F')]).toEqual(['F', [['ann', 'bob'], ['chiefs']], [['cid'], ['chiefs']]]);
  });

  it.each([
    ['no name', { name: '' }, 'name: must be a name of 1 to 64 characters, not ""'],
    ['an unknown user', { name: 'G', managerUserNames: ['nobody'] }, 'These users do not exist: nobody'],
    ['an unknown group', { name: 'G', managerGroupNames: ['nowhere'] }, 'These groups do not exist: nowhere'],
  ])('refuses %s, and makes no folder', async (_, input, message) => {
    const refused = await update(input);
    expect([refused, await server.db.prisma.folder.count({ where: { name: input.name } })]).toEqual([
      { message, code: 'BAD_USER_INPUT' },
      0,
    ]);
  });

  it('by several at once gives the managers that one of them names', async () => {
    for (let n = 0; n < 8; n += 1) {
      const name = `Raced ${n}`;
      const named = [
        ['ann', 'bob'],
        ['bob', 'cid'],
        ['ann', 'bob'],
      ];
      const answers = await Promise.all(named.map((managerUserNames) => update({ name, managerUserNames })));
      expect(answers).toEqual([name, name, name]);
      expect([
        ['ann', 'bob'],
        ['bob', 'cid'],
      ]).toContainEqual((await managersOf(name))[0]);
    }
  });
});
