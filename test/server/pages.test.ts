import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { administrator, startTestServer, type TestServer } from '../kit/startTestServer';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ basePath: '/wfgen' });
});
afterAll(() => server.stop());

const html = 'text/html,application/xhtml+xml,*/*;q=0.8';
const authorization = `Basic ${Buffer.from(`${administrator.userName}:${administrator.password}`).toString('base64')}`;

/** The answer as it is on the wire: nothing decompressed, no redirect followed. */
function get(path: string, headers: Record<string, string>): Promise<{ status: number; headers: IncomingHttpHeaders; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(server.url + path, { headers }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(parts) }));
    });
    sent.on('error', reject).end();
  });
}

describe('the page of GraphiQL', () => {
  it('is compressed for who takes that, and the same for others', async () => {
    const encodings = ['gzip, deflate, br', 'identity', 'gzip;q=0', 'br'];
    const answers = await Promise.all(
      encodings.map((encoding) => get('/graphql', { accept: html, authorization, 'accept-encoding': encoding })),
    );
    const [zipped, ...others] = answers;
    const page = gunzipSync(zipped!.body);
    expect(answers.map(({ status, headers }) => [status, headers['content-encoding'], headers['content-type']])).toEqual([
      [200, 'gzip', 'text/html; charset=utf-8'],
      [200, undefined, 'text/html; charset=utf-8'],
      [200, undefined, 'text/html; charset=utf-8'],
      [200, undefined, 'text/html; charset=utf-8'],
    ]);
    expect(others.filter(({ body }) => !body.equals(page))).toEqual([]);
    expect(page.length / zipped!.body.length).toBeGreaterThan(3);
  });

  it('is not sent again to who has it', async () => {
    const { headers } = await get('/graphql', { accept: html, authorization });
    const again = await get('/graphql', { accept: html, authorization, 'if-none-match': headers.etag! });
    expect([again.status, again.body.length, again.headers.etag]).toEqual([304, 0, headers.etag]);
  });

  it('runs no script but its own, and is framed by nobody', async () => {
    const { headers } = await get('/graphql', { accept: html, authorization });
    const policy = String(headers['content-security-policy']);
    expect(policy).toMatch(/^default-src 'none'; script-src ('sha256-[\w+/]{43}=' ?)+;/);
    expect(policy).toContain("frame-ancestors 'none'");
  });

  it.each([
    ['/graphql', '/login?next=graphql'],
    ['/graphql/', '/login?next=graphql'],
    ['/wfgen/graphql?query=%7Ba%7D', '/wfgen/login?next=graphql%3Fquery%3D%257Ba%257D'],
  ])('leads a browser without a log-in from %s to the form', async (path, expected) => {
    const { status, headers } = await get(path, { accept: html });
    const { pathname, search } = new URL(headers.location!, server.url + path);
    expect([status, pathname + search]).toEqual([302, expected]);
  });

  it('needs another password where the one in the header is wrong', async () => {
    const { status, headers } = await get('/graphql', { accept: html, authorization: 'Basic eDp5' });
    expect([status, headers['content-type']?.split(';')[0]]).toEqual([401, 'application/json']);
  });

  it('is what a browser gets for an address with a query in it, and no other client', async () => {
    const url = '/graphql?query=%7Bviewer%7BuserName%7D%7D';
    const answers = [await get(url, { accept: html, authorization }), await get(url, { accept: '*/*', authorization })];
    expect(answers.map(({ headers }) => headers['content-type']?.split(';')[0])).toEqual(['text/html', expect.stringContaining('json')]);
  });
});

describe('/', () => {
  it.each([
    ['/', '/graphql'],
    ['/wfgen', '/wfgen/graphql'],
    ['/wfgen/', '/wfgen/graphql'],
    ['/?a=b', '/graphql'],
  ])('called as %s leads a browser to %s', async (path, expected) => {
    const { status, headers } = await get(path, { accept: html });
    expect([status, new URL(headers.location!, server.url + path).pathname]).toEqual([302, expected]);
  });

  it('tells a program where everything is', async () => {
    const { status, body } = await get('/wfgen', { accept: 'application/json' });
    expect([status, JSON.parse(body.toString())]).toEqual([
      200,
      {
        name: 'Sluice',
        graphql: 'wfgen/graphql',
        schema: 'wfgen/graphql/schema',
        workflows: 'wfgen/openapi.json',
        definitionSchema: 'wfgen/definition/schema',
        hooks: 'wfgen/hooks/<token>',
        probes: ['wfgen/healthz', 'wfgen/readyz', 'wfgen/metrics'],
      },
    ]);
  });
});
