import { countStatements } from '../kit/countStatements';
import { startTestServer, type TestServer } from '../kit/startTestServer';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ graphqlMaxNodes: 2_000, graphqlMaxCost: 10_000_000 });
  await server.db.pool.query(`INSERT INTO "user" (user_name) SELECT 'user ' || n FROM generate_series(1, 40) n`);
  await server.db.pool.query(`INSERT INTO "group" (name) SELECT 'group ' || n FROM generate_series(1, 40) n`);
  await server.db.pool.query(
    `INSERT INTO group_member (group_id, user_id) SELECT g.id, u.id FROM "group" g, "user" u WHERE u.user_name LIKE 'user %'`,
  );
});
afterAll(() => server.stop());

/** The data, or the code and message of each error. */
async function ask(query: string, variables?: object) {
  const { data, errors } = await server.graphql(query, variables);
  return errors
    ? (errors as { message: string; extensions: { code: string } }[]).map(({ message, extensions }) => `${extensions.code}: ${message}`)
    : data;
}
const refused = ['BAD_USER_INPUT: The query could return more than 2000 nodes: ask for smaller pages (first, last), or nest fewer lists'];

describe('the nodes of one operation', () => {
  it.each([
    ['pages of the usual size', '{ groups { nodes { users { nodes { groups { users { nodes { userName } } } } } } } }', {}],
    [
      'pages whose size is a variable',
      'query ($n: Int) { groups(first: $n) { nodes { users(first: $n) { nodes { groups { name } } } } } }',
      { n: 200 },
    ],
    ['a list without pages', '{ users(first: 50) { nodes { groups { name } } } a: users(first: 49) { nodes { groups { name } } } }', {}],
  ])('are limited: %s', async (_, query, variables) => {
    expect(await ask(query, variables)).toEqual(refused);
  });

  it('are counted as they are found, not as their pages could have held them', async () => {
    const query = `query ($requests: Int, $actions: Int, $users: Int) {
      requests(first: $requests) { nodes { id } }
      users { nodes { actions(first: $actions) { nodes { id } } } }
      groups(first: $users) { nodes { users(first: $users) { nodes { id } } } }
    }`;
    const { users, groups } = await ask(query, { requests: 200, actions: 21, users: 30 });
    expect([users.nodes.length, groups.nodes[29].users.nodes.length]).toEqual([41, 30]);
  });

  it('are not even asked for when they could be too many', async () => {
    const sent = await countStatements(server.db, () => ask('{ groups { nodes { users(first: 60) { nodes { userName } } } } }'));
    const asks = (from: string) => sent.some((text) => text.includes(from));
    expect([asks('FROM "group" g'), asks('FROM "user" u WHERE EXISTS')]).toEqual([true, false]);
  });
});
