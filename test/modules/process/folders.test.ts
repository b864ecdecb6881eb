import { addProcess, addUser } from '../../kit/factories';
import { startTestServer, type TestServer } from '../../kit/startTestServer';

let server: TestServer;
let ann: { userName: string; password: string };
let bob: { userName: string; password: string };
beforeAll(async () => {
  server = await startTestServer();
  ann = await addUser(server, 'ann');
  bob = await addUser(server, 'bob');
  await server.graphql(`mutation {
    createGroup(input: { name: "chiefs", userNames: ["bob"] }) { group { id } }
    a: updateFolder(input: { name: "Finance", managerUserNames: ["ann"], managerGroupNames: ["chiefs"] }) { folder { id } }
    b: updateFolder(input: { name: "Empty" }) { folder { id } }
  }`);
  await addProcess(server, 'Pay', { folder: 'Finance', participants: [{ name: 'Workers', role: 'ACTOR' }] });
  await addProcess(server, 'Open', { folder: 'Public' });
});
afterAll(() => server.stop());

const names = (connection: { nodes: { name: string }[] }) => connection.nodes.map(({ name }) => name);

describe('folders', () => {
  it('show what lies in them and who manages them', async () => {
    const { data } = await server.graphql(`{
      folders(filter: { name: "Finance" }) {
        totalCount
        nodes { name processes { nodes { name } } managerUsers { nodes { userName } } managerGroups { nodes { name } } }
      }
    }`);
    expect(data.folders).toEqual({
      totalCount: 1,
      nodes: [
        {
          name: 'Finance',
          processes: { nodes: [{ name: 'Pay' }] },
          managerUsers: { nodes: [{ userName: 'ann' }] },
          managerGroups: { nodes: [{ name: 'chiefs' }] },
        },
      ],
    });
  });

  it('are seen by those who manage them or see a process in them', async () => {
    const cid = await addUser(server, 'cid');
    const seen = [];
    for (const user of [undefined, ann, bob, cid])
      seen.push(names((await server.graphql('{ folders { nodes { name } } }', {}, user)).data.folders));
    expect(seen).toEqual([['Public', 'Empty', 'Finance'], ['Public', 'Finance'], ['Public', 'Finance'], ['Public']]);
  });

  it('are those that a user or a group manages, as far as the viewer sees them', async () => {
    const query = `{
      ann: user(userName: "ann") { managedFolders { nodes { name } } }
      bob: user(userName: "bob") { managedFolders { nodes { name } } }
      groups(filter: { name: "chiefs" }) { nodes { managedFolders { nodes { name } } } }
    }`;
    const [all, none] = [await server.graphql(query), await server.graphql(query, {}, await addUser(server, 'dan'))];
    const managed = ({ data }: typeof all) => [data.ann, data.bob, data.groups.nodes[0]].map((of) => names(of.managedFolders));
    expect([managed(all), managed(none)]).toEqual([
      [['Finance'], ['Finance'], ['Finance']],
      [[], [], []],
    ]);
  });
});
