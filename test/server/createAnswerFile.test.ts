import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { addProcess, addRequest, addUser } from '../kit/factories';
import { administrator, startTestServer, type TestServer } from '../kit/startTestServer';

let server: TestServer;
let ann: { userName: string; password: string };
let bob: { userName: string; password: string };
let number: number;
let url: string;
let etag: string;
const bytes = randomBytes(700_000);
beforeAll(async () => {
  server = await startTestServer();
  ann = await addUser(server, 'ann');
  bob = await addUser(server, 'bob');
  await addProcess(server, 'P', {
    data: [{ name: 'FILE', type: 'FILE' }],
    participants: [
      { name: 'Requesters', role: 'REQUESTER', users: ['admin'] },
      { name: 'Workers', role: 'ACTOR', users: ['ann'] },
    ],
  });
  number = await addFile({ name: 'Größe "1"; 日本.bin', contentType: 'text/html', content: bytes.toString('base64') });
  url = await urlOf(number);
  etag = `"${createHash('sha256').update(bytes).digest('hex')}"`;
});
afterAll(() => server.stop());

const addFile = (fileValue: object) => addRequest(server, 'P', { parameters: [{ name: 'FILE', fileValue }] });
async function urlOf(request: number): Promise<string> {
  const query = 'query ($number: Int!) { request(number: $number) { data { fileValue { url } } } }';
  return (await server.graphql(query, { number: request })).data.request.data[0].fileValue.url;
}
function get(address: string, { as = administrator, ...init }: RequestInit & { as?: typeof ann | null } = {}): Promise<Response> {
  const authorization = as && { authorization: `Basic ${Buffer.from(`${as.userName}:${as.password}`).toString('base64')}` };
  return fetch(address, { ...init, headers: { ...authorization, ...(init.headers as Record<string, string>) } });
}
const bodyOf = async (answer: Response) => Buffer.from(await answer.arrayBuffer());

describe('GET /files/<id>', () => {
  it('gives the file as a download that no browser opens in our name', async () => {
    const answer = await get(url);
    const named = (names: string[]) => Object.fromEntries(names.map((name) => [name, answer.headers.get(name)]));
    expect([answer.status, (await bodyOf(answer)).equals(bytes)]).toEqual([200, true]);
    expect(
      named([
        'content-type',
        'content-length',
        'content-disposition',
        'content-security-policy',
        'cross-origin-resource-policy',
        'x-content-type-options',
        'etag',
        'cache-control',
        'accept-ranges',
      ]),
    ).toEqual({
      'content-type': 'text/html',
      'content-length': '700000',
      'content-disposition': `attachment; filename="Größe \\"1\\"; ??.bin"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%221%22%3B%20%E6%97%A5%E6%9C%AC.bin`,
      'content-security-policy': "sandbox; default-src 'none'",
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      etag,
      'cache-control': 'private, no-cache',
      'accept-ranges': 'bytes',
    });
  });

  it.each<[string, number, string | null, [number, number]]>([
    ['bytes=0-0', 206, 'bytes 0-0/700000', [0, 1]],
    ['bytes=262143-262144', 206, 'bytes 262143-262144/700000', [262_143, 262_145]],
    ['bytes=100-', 206, 'bytes 100-699999/700000', [100, 700_000]],
    ['bytes=-5', 206, 'bytes 699995-699999/700000', [699_995, 700_000]],
    ['bytes=699999-800000', 206, 'bytes 699999-699999/700000', [699_999, 700_000]],
    ['bytes=0-1,1-5', 206, 'bytes 0-5/700000', [0, 6]],
    ['bytes=0-1,5-6', 200, null, [0, 700_000]],
    ['bytes=700000-', 416, 'bytes */700000', [0, 0]],
    ['bytes=a-b', 200, null, [0, 700_000]],
    ['lines=1-2', 200, null, [0, 700_000]],
    ['nonsense', 200, null, [0, 700_000]],
  ])('of %s gives that part', async (range, status, contentRange, [from, to]) => {
    const answer = await get(url, { headers: { range } });
    expect([answer.status, answer.headers.get('content-range'), (await bodyOf(answer)).equals(bytes.subarray(from, to))]).toEqual([
      status,
      contentRange,
      true,
    ]);
  });

  it('gives a part only of the file that is meant', async () => {
    const part = (condition: string) => get(url, { headers: { range: 'bytes=0-9', 'if-range': condition } });
    expect([(await part(etag)).status, (await part('"other"')).status]).toEqual([206, 200]);
  });

  it.each([
    ['that', 304],
    ['another', 200],
    ['*', 304],
    ['"a", W/that', 304],
  ])('with If-None-Match %s answers %i', async (tags, status) => {
    const answer = await get(url, { headers: { 'if-none-match': tags.replace('that', etag).replace('another', '"a"') } });
    expect([answer.status, answer.headers.get('etag')]).toEqual([status, etag]);
  });

  it('answers HEAD by the same headers', async () => {
    const answer = await get(url, { method: 'HEAD' });
    expect([answer.status, answer.headers.get('content-length'), await answer.text()]).toEqual([200, '700000', '']);
  });

  it('gives an empty file', async () => {
    const answer = await get(await urlOf(await addFile({ content: '' })));
    expect([answer.status, answer.headers.get('content-length'), await answer.text()]).toEqual([200, '0', '']);
  });

  it('gives a file that the data does not name any more', async () => {
    const other = await addFile({ content: 'YQ==' });
    const before = await urlOf(other);
    await server.hook('updateRequestDataset', { number: other, parameters: [{ name: 'FILE', fileValue: null }] });
    expect(await (await get(before)).text()).toBe('a');
  });

  it('is for those who see the request', async () => {
    const statuses = [];
    for (const as of [administrator, ann, bob, null]) statuses.push((await get(url, { as })).status);
    expect(statuses).toEqual([200, 200, 404, 401]);
  });

  it.each<[string, () => string]>([
    ['another file', () => `${server.url}/files/${number}-${randomUUID()}`],
    ['the file of another request', () => url.replace(`/${number}-`, `/${number + 1}-`)],
    ['no ID', () => `${server.url}/files/none`],
    ['a way out', () => `${server.url}/files/..%2f..%2fetc%2fpasswd`],
    ['a number past 32 bits', () => url.replace(`/${number}-`, '/4294967297-')],
  ])('answers 404 for %s', async (_, address) => {
    const answer = await get(address());
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([404, 'NOT_FOUND']);
  });

  it('takes no other method', async () => {
    const answer = await get(url, { method: 'DELETE' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });
});
