import { graphiqlTabs } from '../../src/graphql/graphiqlTabs';
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
  it.each(graphiqlTabs.map((tab): [string, string] => [tab.split('\n')[1] ?? '', tab]))(
    'run when they are filled in: %s',
    async (_, tab) => {
      const filled = tab.replace('impersonateUserName: "…"', 'impersonateUserName: "admin"').replaceAll('"…"', '"long enough"');
      expect(await server.graphql(filled)).toEqual({ data: expect.any(Object) });
    },
  );
});
