import { startTestServer } from '../kit/startTestServer';
import type { TestServer } from '../kit/startTestServer';

describe('ROLE=jobs', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ role: 'jobs' });
  });
  afterAll(() => server.stop());

  it.each([
    ['/healthz', 200],
    ['/readyz', 200],
    ['/metrics', 200],
    ['/graphql', 404],
    ['/hooks/some-token-of-a-hook', 404],
    ['/definition/schema', 404],
  ])('answers %s with %i', async (path, status) => {
    expect((await fetch(server.url + path)).status).toBe(status);
  });
});
