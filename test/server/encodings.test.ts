import { createHmac } from 'node:crypto';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { deliveriesOf } from '../kit/deliveriesOf';
import { addHook, addProcess } from '../kit/factories';
import { administrator, startTestServer, type HttpAnswer, type TestServer } from '../kit/startTestServer';

let server: TestServer;
let authorization: string;
let bearer: string;
let workflows: string;
let trigger: string;

beforeAll(async () => {
  server = await startTestServer({ maxBodyBytes: 100_000 });
  authorization = `Basic ${Buffer.from(`${administrator.userName}:${administrator.password}`).toString('base64')}`;
  const { data } = await server.graphql('mutation { createApiToken(input: {name: "t", scopes: ["workflows:run"]}) { token } }');
  bearer = `Bearer ${data.createApiToken.token}`;
  const activities = [{ name: 'SET', type: 'SET', set: {} }];
  await addProcess(server, 'P', { start: 'SET', activities, output: '{{runtime.body}}' });
  workflows = await addHook(server, 'admin', { kind: 'WORKFLOWS', secret: 's' });
  trigger = await addHook(server, 'admin', { kind: 'TRIGGER', trigger: { processName: 'P', mode: 'SYNC' } });
});
afterAll(() => server.stop());

type Headers = Record<string, string>;
const query = 'mutation ($input: CreateRequestInput!) { createRequest(input: $input) { clientMutationId } }';

/** Each entry point: the JSON that takes a text, how it is sent, and the text in its answer. */
const entries: [string, (text: string) => object, (body: Buffer, headers: Headers) => Promise<HttpAnswer>, (body: never) => unknown][] = [
  [
    'a hook of kind OPERATIONS',
    (text) => ({ operation: 'createRequest', args: { input: { processName: 'P', clientMutationId: text } } }),
    (body, headers) => server.post(`/hooks/${server.token}`, body, headers),
    (body: { clientMutationId: string }) => body.clientMutationId,
  ],
  [
    'a hook of kind WORKFLOWS',
    (text) => ({ workflow: 'P', uid: text }),
    (body, headers) => server.post(`/hooks/${workflows}`, body, { 'inbound-webhook-secret': 's', ...headers }),
    (body: { uid: string }) => body.uid,
  ],
  [
    'a hook of kind TRIGGER',
    (text) => [text],
    (body, headers) => server.post(`/hooks/${trigger}`, body, headers),
    ([text]: [string]) => text,
  ],
  [
    'the Workflows API',
    (text) => ({ firstName: text }),
    (body, headers) => server.post('/cases', body, { authorization: bearer, ...headers }),
    (body: { firstName: string }) => body.firstName,
  ],
  [
    'GraphQL',
    (text) => ({ query, variables: { input: { processName: 'P', clientMutationId: text } } }),
    (body, headers) => server.post('/graphql', body, { authorization, ...headers }),
    (body: { data: { createRequest: { clientMutationId: string } } }) => body.data.createRequest.clientMutationId,
  ],
];

const codings: [string, (text: Buffer) => Buffer][] = [
  ['gzip', gzipSync],
  ['x-gzip', gzipSync],
  ['GZip', gzipSync],
  ['br', brotliCompressSync],
  ['deflate', deflateSync],
  ['deflate', deflateRawSync],
  ['identity', (text) => text],
  ['gzip, br', (text) => brotliCompressSync(gzipSync(text))],
];

const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();
const charsets: [string, string, (text: string) => Buffer][] = [
  ['utf-16le', 'Grüße, 漢🙂', (text) => Buffer.from(text, 'utf16le')],
  ['UTF-16BE', 'Grüße, 漢🙂', utf16be],
  ['utf-16', 'Grüße, 漢🙂', (text) => Buffer.from(`\ufeff${text}`, 'utf16le')],
  ['utf-16', 'Grüße, 漢🙂', (text) => utf16be(`\ufeff${text}`)],
  ['utf-16', 'Grüße, 漢🙂', utf16be],
  ['"ISO-8859-1"', 'Grüße', (text) => Buffer.from(text, 'latin1')],
  ['iso-8859-15', 'Preis: 5 €', (text) => Buffer.from(text.replace('€', '\xa4'), 'latin1')],
  ['windows-1252', 'Preis: 5 €', (text) => Buffer.from(text.replace('€', '\x80'), 'latin1')],
  ['us-ascii', 'plain', (text) => Buffer.from(text)],
  ['utf8', 'Grüße', (text) => Buffer.from(`\ufeff${text}`)],
];

const jsonIn = (charset: string) => ({ 'content-type': `application/json; charset=${charset}` });
const messageOf = ({ status, body }: HttpAnswer) => ({ status, error: body.error ?? body.errors[0].message });
const codeOf = ({ body }: HttpAnswer): string => body.code ?? body.errors[0].extensions.code;

describe.each(entries)('%s', (_, toJson, send, readText) => {
  const pack = (text: string) => Buffer.from(JSON.stringify(toJson(text)));

  it.each(codings)('takes a body in %s', async (coding, encode) => {
    const text = `${coding} ${Math.random()} Grüße`;
    const { body } = await send(encode(pack(text)), { 'content-encoding': coding });
    expect(readText(body as never)).toBe(text);
  });

  it.each(charsets)('takes a body in %s', async (charset, word, encode) => {
    const text = `${word} ${Math.random()}`;
    const { body } = await send(encode(JSON.stringify(toJson(text))), jsonIn(charset));
    expect(readText(body as never)).toBe(text);
  });

  it('takes a packed body of another charset', async () => {
    const text = `Grüße ${Math.random()}`;
    const bytes = gzipSync(Buffer.from(JSON.stringify(toJson(text)), 'latin1'));
    const { body } = await send(bytes, { ...jsonIn('latin1'), 'content-encoding': 'gzip' });
    expect(readText(body as never)).toBe(text);
  });

  it.each([
    ['zstd', 415, 'The Content-Encoding zstd is not supported: use one of gzip, deflate, br, or none'],
    ['gzip, compress', 415, 'The Content-Encoding compress is not supported: use one of gzip, deflate, br, or none'],
    ['__proto__', 415, 'The Content-Encoding __proto__ is not supported: use one of gzip, deflate, br, or none'],
    ['gzip, gzip, gzip, gzip', 415, 'The body has more than 3 content encodings: use one, or none'],
    ['br', 400, 'The body cannot be decoded as br, the encoding that its Content-Encoding names: it is damaged, incomplete, or not br'],
  ])('refuses what is not decoded as %s', async (coding, status, error) => {
    expect(messageOf(await send(gzipSync(pack('x')), { 'content-encoding': coding }))).toEqual({ status, error });
  });

  it('refuses a packed body that ends too early', async () => {
    const packed = gzipSync(pack('x'));
    const error =
      'The body cannot be decoded as gzip, the encoding that its Content-Encoding names: it is damaged, incomplete, or not gzip';
    expect(messageOf(await send(packed.subarray(0, -12), { 'content-encoding': 'gzip' }))).toEqual({ status: 400, error });
  });

  it.each<[string, (bytes: Buffer) => Buffer]>([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['gzip, gzip', (bytes) => gzipSync(gzipSync(bytes))],
  ])('refuses what is small in %s and large without', async (coding, encode) => {
    const answer = await send(encode(pack('x'.repeat(2_000_000))), { 'content-encoding': coding });
    expect([messageOf(answer), codeOf(answer)]).toEqual([
      { status: 413, error: 'The body is larger than 100000 bytes' },
      'PAYLOAD_TOO_LARGE',
    ]);
  });

  it.each<[string, Buffer, string | null, number, string]>([
    ['ISO-8859-1 that is not declared', Buffer.from('"é"', 'latin1'), null, 400, 'The body is not JSON: it is not UTF-8'],
    ['UTF-16 that is not declared', Buffer.from('\ufeff"é"', 'utf16le'), null, 400, 'The body is not JSON: it is not UTF-8'],
    ['UTF-16 without a mark that is not declared', Buffer.from('"e"', 'utf16le'), null, 400, 'The body is not JSON: it is not UTF-8'],
    ['ISO-8859-1 as UTF-8', Buffer.from('"é"', 'latin1'), 'utf-8', 400, 'The body is not JSON: it is not UTF-8'],
    ['ISO-8859-1 as US-ASCII', Buffer.from('"é"', 'latin1'), 'us-ascii', 400, 'The body is not JSON: it is not UTF-8'],
    [
      'half a character',
      Buffer.from('"e', 'utf16le').subarray(0, -1),
      'utf-16le',
      400,
      'The body is not utf-16le, the charset that its Content-Type names',
    ],
    ['a charset that there is not', Buffer.from('""'), 'klingon', 415, 'The charset klingon is not supported: send UTF-8'],
    ['UTF-32', Buffer.from('""'), 'utf-32', 415, 'The charset utf-32 is not supported: send UTF-8'],
  ])('refuses %s', async (_name, bytes, charset, status, error) => {
    expect(messageOf(await send(bytes, charset === null ? {} : jsonIn(charset)))).toEqual({ status, error });
  });
});

describe('a signed hook', () => {
  it('checks the signature over the bytes as they were sent', async () => {
    const token = await addHook(server, 'admin', { signature: { scheme: 'HMAC_SHA256', secret: 'a secret of 16 characters' } });
    const text = Buffer.from(JSON.stringify({ operation: 'createRequest', args: { input: { processName: 'P' } } }));
    const packed = gzipSync(text);
    const signature = (bytes: Buffer) => `sha256=${createHmac('sha256', 'a secret of 16 characters').update(bytes).digest('hex')}`;
    const statuses = [];
    for (const signed of [packed, text]) {
      const headers = { 'content-encoding': 'gzip', 'x-signature': signature(signed) };
      statuses.push((await server.post(`/hooks/${token}`, packed, headers)).status);
    }
    expect(statuses).toEqual([200, 401]);
  });
});

describe('the log of deliveries', () => {
  it('has the text of a packed body, which can be run again', async () => {
    const [, toJson, send] = entries[0]!;
    const text = JSON.stringify(toJson('é'));
    const packed = gzipSync(Buffer.from(text, 'latin1'));
    const [entry] = await deliveriesOf(server, 1, () => send(packed, { ...jsonIn('latin1'), 'content-encoding': 'gzip' }));
    expect(entry).toMatchObject({ status: 200, body: text, isWhole: true, bodySize: Buffer.byteLength(text) });
    const [again] = await deliveriesOf(server, 1, () =>
      server.graphql('mutation ($id: ID!) { replayDelivery(input: {id: $id}) { delivery { status } } }', {
        id: Buffer.from(`Delivery:${entry!.id}`).toString('base64'),
      }),
    );
    expect(again).toMatchObject({ status: 200, body: text, replayOfId: entry!.id });
  });
});

describe('GraphQL', () => {
  const part = (name: string, bytes: Buffer) =>
    Buffer.concat([Buffer.from(`--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n`), bytes, Buffer.from('\r\n')]);
  const upload = (operations: Buffer) =>
    Buffer.concat([part('operations', operations), part('map', Buffer.from('{}')), Buffer.from('--b--\r\n')]);
  const multipart = { 'GraphQL-Require-Preflight': '1', 'content-type': 'multipart/form-data; boundary=b' };
  const operations = JSON.stringify({ query, variables: { input: { processName: 'P', clientMutationId: 'é' } } });

  it('takes a packed upload', async () => {
    const body = gzipSync(upload(Buffer.from(operations)));
    const answer = await server.post('/graphql', body, { authorization, ...multipart, 'content-encoding': 'gzip' });
    expect(answer.body).toEqual({ data: { createRequest: { clientMutationId: 'é' } } });
  });

  it('takes a query as a text of another charset, and refuses one that is not UTF-8', async () => {
    const text = Buffer.from('{ viewer { userName } } # é', 'latin1');
    const send = (type: string) => server.post('/graphql', text, { authorization, 'content-type': type });
    const answers = [await send('application/graphql; charset=latin1'), await send('application/graphql')];
    expect(answers.map(({ body }) => body.data ?? body.errors[0].message)).toEqual([
      { viewer: { userName: 'admin' } },
      'body: must be UTF-8',
    ]);
  });

  it('stores no U+FFFD for what was something else', async () => {
    const error = 'must be UTF-8 without the character U+FFFD (in JSON, write it as \\ufffd)';
    const byForm = await server.post('/graphql', upload(Buffer.from(operations, 'latin1')), { authorization, ...multipart });
    const byUrl = await fetch(`${server.url}/graphql?query=%7Bviewer%7Bid%7D%7D&variables=%7B%22a%22%3A%22%E9%22%7D`, {
      headers: { authorization, accept: 'application/json' },
    });
    expect([messageOf(byForm).error, messageOf({ ...byForm, body: await byUrl.json() }).error]).toEqual([
      `operations: ${error}`,
      `variables: ${error}`,
    ]);
  });
});
