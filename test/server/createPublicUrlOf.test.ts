import { administrator } from '../kit/startTestServer';
import { startReplica } from '../kit/startReplica';
import { startTestServer, type TestServer } from '../kit/startTestServer';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

let hooks = 0;
/** Resolves to where the URL of a new hook leads to, as a server with this configuration prints it. */
async function printedFor(config: Parameters<typeof startReplica>[1], headers: Record<string, string> = {}) {
  const replica = await startReplica(server, config);
  const authorization = `Basic ${Buffer.from(`${administrator.userName}:${administrator.password}`).toString('base64')}`;
  const query = `mutation { createApplication(input: { name: "Hook ${(hooks += 1)}", kind: OPERATIONS }) { url token } }`;
  const { body } = await replica.post('/graphql', { query }, { authorization, ...headers });
  await replica.stop();
  const { url, token } = body.data.createApplication;
  return String(url).replace(`/hooks/${token}`, '').replace(replica.url.replace('http', ''), '://here');
}

describe('a printed URL', () => {
  const proxy = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '10.0.0.1' };
  it.each([
    ['the address that is listened on', {}, {}, 'http://here'],
    ['BASE_PATH behind it', { basePath: '/flow' }, {}, 'http://here/flow'],
    ['https behind a trusted proxy that says so', { trustProxy: ['127.0.0.1'] }, proxy, 'https://here'],
    ['what the first of several proxies says', { trustProxy: ['127.0.0.0/8'] }, { 'x-forwarded-proto': 'HTTPS, http' }, 'https://here'],
    ['nothing that somebody else says', { trustProxy: ['10.0.0.0/8'] }, proxy, 'http://here'],
    ['no protocol that is none', { trustProxy: ['127.0.0.1'] }, { 'x-forwarded-proto': 'javascript' }, 'http://here'],
    ['PUBLIC_URL, whatever a proxy says', { publicUrl: 'http://in.example', trustProxy: ['127.0.0.1'] }, proxy, 'http://in.example'],
  ])('starts with %s', async (_, config, headers, expected) => {
    expect(await printedFor(config, headers as Record<string, string>)).toBe(expected);
  });
});
