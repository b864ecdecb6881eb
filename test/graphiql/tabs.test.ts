import { tabs, type Tab } from '../../src/graphiql/tabs';
import { addProcess, addRequest } from '../kit/factories';
import { startTestServer, type TestServer } from '../kit/startTestServer';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await addProcess(server, 'P');
  await addRequest(server, 'P');
});
afterAll(() => server.stop());

describe('the tabs of GraphiQL', () => {
  it.each(tabs.map((tab): [string, Tab] => [tab.query.split('\n')[1] ?? '', tab]))(
    'run when they are filled in: %s',
    async (_, { query, variables }) => {
      const filled = query.replace('impersonateUserName: "…"', 'impersonateUserName: "admin"').replaceAll('"…"', '"long enough"');
      expect(await server.graphql(filled, JSON.parse(variables ?? '{}') as object)).toEqual({ data: expect.any(Object) });
    },
  );
});
