import { addUser } from '../../kit/factories';
import { startTestServer, type TestServer } from '../../kit/startTestServer';

let server: TestServer;
const groups = ['red', 'green', 'blue'];
const users = ['ann', 'bob', 'cid'];
beforeAll(async () => {
  server = await startTestServer();
  for (const name of users) await addUser(server, name);
  for (const name of groups) await call('createGroup', { name });
});
afterAll(() => server.stop());

/** OK, or the code of the refusal. */
async function call(operation: string, input: object): Promise<string> {
  const type = `${operation.charAt(0).toUpperCase()}${operation.slice(1)}Input!`;
  const query = `mutation ($input: ${type}) { ${operation}(input: $input) { clientMutationId } }`;
  const { errors } = await server.graphql(query, { input });
  return errors ? errors[0].extensions.code : 'OK';
}

async function membersOf(name: string): Promise<string> {
  const { data } = await server.graphql(
    'query ($name: String) { groups(filter: { name: $name }) { nodes { users { nodes { userName } } } } }',
    {
      name,
    },
  );
  const [group] = data.groups.nodes as { users: { nodes: { userName: string }[] } }[];
  return (group?.users.nodes ?? [])
    .map(({ userName }) => userName)
    .sort()
    .join();
}

async function groupsOf(userName: string): Promise<string> {
  const { data } = await server.graphql('query ($userName: String) { user(userName: $userName) { groups { name } } }', { userName });
  return (data.user.groups as { name: string }[])
    .map(({ name }) => name)
    .sort()
    .join();
}

const rounds = Array.from({ length: 8 }, (_, n) => n);

describe('who is in which group', () => {
  it('is what one of two says who name the users of a group at once', async () => {
    for (const _ of rounds) {
      const answers = await Promise.all(
        [
          ['ann', 'bob'],
          ['bob', 'cid'],
          ['ann', 'bob'],
        ].map((userNames) => call('updateGroup', { name: 'red', userNames })),
      );
      expect([answers, ['ann,bob', 'bob,cid'].includes(await membersOf('red'))]).toEqual([['OK', 'OK', 'OK'], true]);
    }
  });

  it('is what one of two says who name the groups of a user at once', async () => {
    for (const _ of rounds) {
      const answers = await Promise.all(
        [
          ['red', 'green'],
          ['green', 'blue'],
          ['red', 'green'],
        ].map((groupNames) => call('updateUser', { userName: 'ann', groupNames })),
      );
      expect([answers, ['green,red', 'blue,green'].includes(await groupsOf('ann'))]).toEqual([['OK', 'OK', 'OK'], true]);
    }
  });

  it('never fails when users and groups are changed, added and removed at once', async () => {
    for (const n of rounds) {
      await call('createGroup', { name: `fleeting ${n}`, userNames: users });
      const answers = await Promise.all([
        ...users.map((userName) => call('updateUser', { userName, groupNames: groups })),
        ...groups.map((name) => call('updateGroup', { name, userNames: users })),
        call('createUser', { userName: `new ${n}`, groupNames: [`fleeting ${n}`] }),
        call('updateUser', { userName: 'bob', groupNames: [`fleeting ${n}`] }),
        call('updateFolder', { name: `F ${n}`, managerGroupNames: [`fleeting ${n}`] }),
        call('deleteGroup', { name: `fleeting ${n}` }),
      ]);
      expect(answers.filter((answer) => answer === 'INTERNAL_SERVER_ERROR')).toEqual([]);
    }
  });
});
