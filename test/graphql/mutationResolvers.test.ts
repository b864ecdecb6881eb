import { addProcess, addUser } from '../kit/factories';
import { startTestServer, type TestServer } from '../kit/startTestServer';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

describe('several mutations in one document', () => {
  it('are each answered as things are after it', async () => {
    await addProcess(server, 'P');
    await addUser(server, 'ann');
    const { data } = await server.graphql(`mutation {
      a: setProcessState(input: { name: "P", version: 1, state: TEST }) { process { state } }
      b: setProcessState(input: { name: "P", version: 1, state: ACTIVE }) { process { state } }
      c: createGroup(input: { name: "c", userNames: ["ann"] }) { group { users { totalCount nodes { groups { name } } } } }
      d: createGroup(input: { name: "d", userNames: ["ann"] }) { group { users { nodes { groups { name } } } } }
      e: updateGroup(input: { name: "c", userNames: ["ann", "admin"] }) { group { users { totalCount nodes { userName } } } }
    }`);
    expect(data).toEqual({
      a: { process: { state: 'TEST' } },
      b: { process: { state: 'ACTIVE' } },
      c: { group: { users: { totalCount: 1, nodes: [{ groups: [{ name: 'c' }] }] } } },
      d: { group: { users: { nodes: [{ groups: [{ name: 'c' }, { name: 'd' }] }] } } },
      e: { group: { users: { totalCount: 2, nodes: [{ userName: 'ann' }, { userName: 'admin' }] } } },
    });
  });
});
