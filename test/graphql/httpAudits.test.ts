import { auditServer } from 'graphql-http';
import { administrator, startTestServer, type TestServer } from '../kit/startTestServer';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

describe('/graphql', () => {
  it('passes all audits of GraphQL over HTTP', async () => {
    const authorization = `Basic ${Buffer.from(`${administrator.userName}:${administrator.password}`).toString('base64')}`;
    const fetchFn = (url: string, init: RequestInit = {}) =>
      fetch(url, { ...init, headers: { ...(init.headers as Record<string, string>), authorization } });
    const results = await auditServer({ url: `${server.url}/graphql`, fetchFn });
    expect(results.filter(({ status }) => status !== 'ok').map((result) => [result.name, 'reason' in result && result.reason])).toEqual([]);
    expect(results).toHaveLength(61);
  });
});
