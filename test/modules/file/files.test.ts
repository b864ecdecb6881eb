import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { callRefused, refusedAs } from '../../kit/callRefused';
import { countStatements } from '../../kit/countStatements';
import { addHook, addProcess, addRequest, addUser } from '../../kit/factories';
import { globalId } from '../../kit/globalId';
import { holdCommits } from '../../kit/holdCommits';
import { startPeer, type Peer } from '../../kit/startPeer';
import { until } from '../../kit/until';
import { startTestServer, type TestServer } from '../../kit/startTestServer';

let server: TestServer;
let folder: string;
let peer: Peer;
/** A server that is not there any more. */
let goneUrl: string;
beforeAll(async () => {
  folder = await realpath(await mkdtemp(path.join(os.tmpdir(), 'sluice-test-files-')));
  server = await startTestServer({ dataDir: path.join(folder, 'own') });
  await writeFile(path.join(folder, 'a.txt'), 'from a folder');
  await mkdir(path.join(folder, 'own'));
  await writeFile(path.join(folder, 'own/secret.key'), 'a key');
  await writeFile(path.join(folder, 'large'), 'x'.repeat(2_000));
  peer = await startPeer();
  peer.answer(({ url }) => {
    if (/^\/\d+$/.test(url)) return { status: Number(url.slice(1)), body: 'no' };
    if (url === '/large') return { body: 'x'.repeat(1_001) };
    if (url === '/gzip') return { headers: { 'content-encoding': 'gzip' }, body: gzipSync('packed') };
    if (url === '/bomb') return { headers: { 'content-encoding': 'gzip' }, body: gzipSync(Buffer.alloc(100_000)) };
    if (url === '/zstd') return { headers: { 'content-encoding': 'zstd' }, body: 'zzz' };
    if (url === '/broken') return null;
    return { headers: { 'content-type': 'text/csv; charset=utf-8' }, body: 'from a server' };
  });
  const gone = await startPeer();
  goneUrl = gone.url;
  await gone.stop();
  const settings = { fileAllowedFolders: [folder], fileAllowedUrls: [peer.url, goneUrl], fileMaxBytes: 1_000 };
  await server.graphql('mutation ($input: UpdateSettingsInput!) { updateSettings(input: $input) { clientMutationId } }', {
    input: settings,
  });
  await addUser(server, 'ann');
  await addProcess(server, 'FILES', {
    data: [
      { name: 'FILE', type: 'FILE' },
      { name: 'COPY', type: 'FILE' },
      { name: 'JSON', type: 'JSON' },
      { name: 'TEXT', type: 'TEXT' },
    ],
    activities: [
      { name: 'DO', type: 'USER', participant: 'Workers', form: { fields: [{ data: 'FILE', required: true }] } },
      { name: 'SET', type: 'SET', set: { COPY: '{{data.FILE || data.JSON}}', TEXT: '{{data.FILE.name}}, {{data.FILE.size}} bytes' } },
      { name: 'LOOK', type: 'USER', participant: 'Workers' },
      { name: 'FAILED', type: 'USER', participant: 'Workers' },
    ],
    transitions: [
      { from: 'DO', to: 'SET' },
      { from: 'SET', to: 'LOOK' },
      { from: 'SET', to: 'FAILED', on: 'ERROR' },
    ],
  });
});
afterAll(async () => {
  await server.stop();
  await peer.stop();
  await rm(folder, { recursive: true });
});

const content = (text: string) => Buffer.from(text).toString('base64');
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const file = (value: object | null, name = 'FILE') => ({ parameters: [{ name, fileValue: value }] });
const hello = { name: 'hello.txt', contentType: 'text/plain', updatedAt: '2017-03-15T15:02:00Z', content: content('hello') };

async function readFile(number: number, name = 'FILE') {
  const query = `query ($number: Int!, $name: String!) { request(number: $number) { data(names: [$name]) { fileValue {
    name contentType size updatedAt description sha256 url content } } } }`;
  return (await server.graphql(query, { number, name })).data.request.data[0].fileValue;
}
/** A link to a new file of ann's, made for a number of seconds by anyone who is logged in. */
async function signedUrl(expiresIn: number | undefined): Promise<string> {
  const number = await addRequest(server, 'FILES', file(hello));
  const query = `query ($number: Int!${expiresIn === undefined ? '' : ', $expiresIn: Int!'}) { request(number: $number) { data(names: ["FILE"]) { fileValue {
    signedUrl${expiresIn === undefined ? '' : '(expiresIn: $expiresIn)'} } } } }`;
  const { data, errors } = await server.graphql(query, { number, ...(expiresIn !== undefined && { expiresIn }) });
  if (errors) throw new Error(errors[0].message);
  return data.request.data[0].fileValue.signedUrl;
}
const storedIn = (requestId: number) => server.db.prisma.file.count({ where: { requestId } });

const unpadded = 'parameters[0].fileValue.content: base64 without padding, or truncated: its length must be a multiple of 4, padded with =';

describe('a file in a parameter', () => {
  it('is stored with the request and given again, bytes and all', async () => {
    const number = await addRequest(server, 'FILES', file({ ...hello, description: 'A word', size: 5 }));
    expect(await readFile(number)).toEqual({
      name: 'hello.txt',
      contentType: 'text/plain',
      size: 5,
      updatedAt: '2017-03-15T15:02:00.000Z',
      description: 'A word',
      sha256: sha256('hello'),
      url: expect.stringMatching(new RegExp(`^${server.url}/files/${number}-[\\da-f-]{36}$`)),
      content: content('hello'),
    });
  });

  it.each<[string, () => object, object]>([
    [
      'content without anything else',
      () => ({ content: content('a') }),
      { name: 'file', contentType: 'application/octet-stream', size: 1 },
    ],
    ['content with the size of the text', () => ({ content: content('hello'), size: 8 }), { size: 5 }],
    ['content with line breaks', () => ({ content: ' aGVs\r\n\tbG8=\n', size: 5 }), { size: 5, sha256: sha256('hello') }],
    ['content with line breaks and the size of the text', () => ({ content: 'aGVs\nbG8=\n', size: 8 }), { size: 5 }],
    ['a URL whose answer is packed, though nobody asked', () => ({ url: `${peer.url}/gzip` }), { content: content('packed') }],
    ['empty content', () => ({ content: '', size: 0 }), { size: 0, sha256: sha256('') }],
    ['nulls beside the content', () => ({ content: content('a'), url: null, upload: null, name: null, size: null }), { size: 1 }],
    ['a file of an allowed folder', () => ({ url: `file://${folder}/a.txt` }), { name: 'a.txt', content: content('from a folder') }],
    [
      'a URL of an allowed server',
      () => ({ url: `${peer.url}/a%20b.csv`, size: 13 }),
      { name: 'a b.csv', contentType: 'text/csv; charset=utf-8', size: 13 },
    ],
    ['a name that is no path', () => ({ ...hello, name: '../../etc/passwd' }), { name: '../../etc/passwd' }],
    ['a name of any script', () => ({ ...hello, name: 'Überweisung 2026 日本.pdf' }), { name: 'Überweisung 2026 日本.pdf' }],
  ])('may be %s', async (_, value, expected) => {
    expect(await readFile(await addRequest(server, 'FILES', file(value())))).toMatchObject(expected);
  });

  it.each<[string, () => object, string]>([
    ['nothing', () => ({ name: 'a' }), 'The file of the parameter FILE has no bytes: send exactly one of content, url and upload'],
    [
      'two sources',
      () => ({ content: 'YQ==', url: 'file:///a' }),
      'The file of the parameter FILE has content and url: send exactly one of content, url and upload',
    ],
    ['content whose padding is not whole', () => ({ content: 'YQ=' }), unpadded],
    ['content without padding', () => ({ content: 'aGVs bG8' }), unpadded],
    ['content of URLs', () => ({ content: '_-_-' }), 'parameters[0].fileValue.content: base64url, with - and _: send base64, with + and /'],
    [
      'content with bits left over',
      () => ({ content: 'YR==' }),
      'parameters[0].fileValue.content: not base64: its last characters contain excess bits',
    ],
    ['large content that is no base64', () => ({ content: `${'YWFh'.repeat(50_000)}!` }), 'parameters[0].fileValue.content: not base64'],
    [
      'another size',
      () => ({ content: content('hello'), size: 6 }),
      'The file of the parameter FILE has the size 6, but what was read is 5 bytes, 8 characters of base64',
    ],
    [
      'another size than a file has',
      () => ({ url: `file://${folder}/a.txt`, size: 6 }),
      'The file of the parameter FILE has the size 6, but what was read is 13 bytes',
    ],
    [
      'another size than an answer has',
      () => ({ url: `${peer.url}/a%20b.csv`, size: 12 }),
      'The file of the parameter FILE has the size 12, but what was read is 13 bytes',
    ],
    [
      'an upload in JSON',
      () => ({ upload: { name: 'a' } }),
      'parameters[0].fileValue.upload: must be a file of a multipart request to /graphql',
    ],
    [
      'an empty name',
      () => ({ ...hello, name: '' }),
      'The file of the parameter FILE needs a name of 1 to 255 characters without control characters',
    ],
    [
      'a line break in the name',
      () => ({ ...hello, name: 'a\r\nb' }),
      'The file of the parameter FILE needs a name of 1 to 255 characters without control characters',
    ],
    [
      'no media type',
      () => ({ ...hello, contentType: 'text' }),
      'The file of the parameter FILE must have a media type such as text/plain as its contentType, not  "text"',
    ],
    [
      'a line break in the media type',
      () => ({ ...hello, contentType: 'a/b;\r\nX: y' }),
      'The file of the parameter FILE must have a media type such as text/plain as its contentType, not  "a/b;\\r\\nX: y"',
    ],
    [
      'an answer that says no',
      () => ({ url: `${peer.url}/404` }),
      'The file of the parameter FILE cannot be fetched: its server answers 404',
    ],
  ])('is refused with %s', async (_, value, error) => {
    expect(await callRefused(server, 'createRequest', { processName: 'FILES', ...file(value()) })).toEqual(
      refusedAs(400, 'BAD_USER_INPUT', `CreateRequest error: ${error}`),
    );
  });

  const tooLarge = 'is larger than 1000 bytes (the setting fileMaxBytes, or what remains for all files of a call): send a smaller file';
  it.each<[string, () => object]>([
    ['content', () => ({ content: content('x'.repeat(1_001)) })],
    ['a file', () => ({ url: `file://${folder}/large` })],
    ['an answer', () => ({ url: `${peer.url}/large` })],
    ['an answer that is small in gzip', () => ({ url: `${peer.url}/bomb` })],
  ])('is refused as too large by %s', async (_, value) => {
    expect(await callRefused(server, 'createRequest', { processName: 'FILES', ...file(value()) })).toEqual(
      refusedAs(413, 'PAYLOAD_TOO_LARGE', `CreateRequest error: The file of the parameter FILE ${tooLarge}`),
    );
  });

  it.each<[string, string, number, string]>([
    ['nobody listens', '/gone', 503, 'cannot be fetched: ECONNREFUSED'],
    ['the answer breaks off', '/broken', 503, 'cannot be fetched: UND_ERR_SOCKET'],
    ['the server is busy', '/429', 503, 'cannot be fetched: its server answers 429'],
    ['the server is down', '/502', 503, 'cannot be fetched: its server answers 502'],
    ['it is not there', '/404', 400, 'cannot be fetched: its server answers 404'],
    ['it is packed in an unknown way', '/zstd', 400, 'cannot be fetched: The Content-Encoding zstd is not supported'],
  ])('says whether it is worth trying again where %s', async (_, path, status, reason) => {
    const url = path === '/gone' ? goneUrl : peer.url + path;
    const refused = await callRefused(server, 'createRequest', { processName: 'FILES', ...file({ name: 'a', url }) });
    const again = status === 503 ? ['UNAVAILABLE', /Nothing was changed: try again later$/] : ['BAD_USER_INPUT', /^(?!.*try again)/];
    expect([refused.status, refused.code, refused.wrote, refused.error]).toEqual([
      status,
      again[0],
      false,
      expect.stringContaining(`The file of the parameter FILE ${reason}`),
    ]);
    expect(refused.error).toMatch(again[1]!);
  });

  it.each(['file:///etc/passwd', 'file:///etc/none', 'http://169.254.169.254/', 'http://127.0.0.1:1/', 'ftp://a/b', 'a', ''])(
    'is refused with the URL %j, and not told why',
    async (url) => {
      expect(await callRefused(server, 'createRequest', { processName: 'FILES', ...file({ name: 'a', url }) })).toEqual(
        refusedAs(
          400,
          'BAD_USER_INPUT',
          'CreateRequest error: The file of the parameter FILE cannot be read from its URL: the settings fileAllowedFolders and fileAllowedUrls do not allow it, or the file does not exist',
        ),
      );
    },
  );

  it('is refused from the data folder of the server, though its folder is allowed', async () => {
    const url = `file://${folder}/own/secret.key`;
    expect(await callRefused(server, 'createRequest', { processName: 'FILES', ...file({ name: 'a', url }) })).toEqual(
      refusedAs(
        400,
        'BAD_USER_INPUT',
        'CreateRequest error: The file of the parameter FILE cannot be read from its URL: the settings fileAllowedFolders and fileAllowedUrls do not allow it, or the file does not exist',
      ),
    );
  });

  it.each<[string, (url: string) => [string, object], number]>([
    ['somebody who may not do it', (url) => ['updateRequestDataset', { number: 1, ...file({ url }) }], 403],
    ['a process that does not exist', (url) => ['createRequest', { processName: 'NONE', ...file({ url }) }], 404],
    ['a data that does not exist', (url) => ['createRequest', { processName: 'FILES', ...file({ url }, 'NONE') }], 400],
    ['a data of another type', (url) => ['createRequest', { processName: 'FILES', ...file({ url }, 'TEXT') }], 400],
  ])('is not fetched for %s', async (_, call, status) => {
    const before = peer.calls.length;
    const [operation, input] = call(`${peer.url}/a`);
    const answer = await server.hook(operation, input, {}, await addHook(server, 'ann'));
    expect([answer.status, peer.calls.slice(before).map(({ url }) => url)]).toEqual([status, []]);
  });

  it('is fetched once, however often its request is changed meanwhile', async () => {
    const number = await addRequest(server, 'FILES');
    const before = peer.calls.length;
    const held = await holdCommits(server.databaseUrl);
    const setting = server.hook('updateRequestDataset', { number, ...file({ url: `${peer.url}/once` }) });
    await held.isWaitedFor();
    // Another server changes the request in between.
    await server.db.pool.query('UPDATE request SET version = version + 1 WHERE id = $1', [number]);
    await held.release();
    expect([(await setting).status, peer.calls.slice(before).map(({ url }) => url), await storedIn(number)]).toEqual([200, ['/once'], 1]);
  });

  it('is echoed as it was sent', async () => {
    const number = await addRequest(server, 'FILES');
    const parameters = [
      { name: 'FILE', fileValue: { name: 'hello.txt', size: 5, description: null, content: content('hello') } },
      { name: 'COPY', fileValue: { contentType: 'text/plain', updatedAt: '2017-03-15T15:02:00.000Z', url: `file://${folder}/a.txt` } },
    ];
    const { body } = await server.hook('updateRequestDataset', { number, parameters });
    expect(body).toEqual({ clientMutationId: null, requestId: globalId(`Request:${number}`), parameters });
  });

  it('that is null empties the data', async () => {
    const number = await addRequest(server, 'FILES', file(hello));
    const { body } = await server.hook('updateRequestDataset', { number, ...file(null) });
    expect([body.parameters, await readFile(number)]).toEqual([[{ name: 'FILE', fileValue: null }], null]);
  });

  it('sent twice with one Idempotency-Key is stored once, and answered the same', async () => {
    const number = await addRequest(server, 'FILES');
    const send = () => server.hook('updateRequestDataset', { number, ...file(hello) }, { 'idempotency-key': `file ${number}` });
    const answers = [await send(), await send()];
    const kept = await server.db.prisma.idempotencyKey.findFirstOrThrow({ where: { key: `file ${number}` } });
    expect([answers[1]!.body, await storedIn(number), JSON.stringify(kept.payload).includes(hello.content)]).toEqual([
      answers[0]!.body,
      1,
      false,
    ]);
  });

  it('of two calls at once stays for each, and one is the value', async () => {
    const number = await addRequest(server, 'FILES');
    const send = (text: string) => server.hook('updateRequestDataset', { number, ...file({ ...hello, content: content(text) }) });
    const answers = await Promise.all(['one', 'two'].map(send));
    expect([answers.map(({ status }) => status), await storedIn(number), ['one', 'two'].map(content)]).toEqual([
      [200, 200],
      2,
      expect.arrayContaining([(await readFile(number)).content]),
    ]);
  });

  it('goes to its own request where many are written by one statement', async () => {
    const held = await holdCommits(server.databaseUrl);
    const names = Array.from({ length: 30 }, (_, n) => `${n}`.repeat(n + 1));
    const creating = Promise.all(
      names.map((text) =>
        addRequest(server, 'FILES', {
          parameters: [
            { name: 'FILE', fileValue: { content: content(text) } },
            { name: 'COPY', fileValue: { content: content(`${text}!`) } },
          ],
        }),
      ),
    );
    await held.isWaitedFor();
    await held.release();
    const numbers = await creating;
    const read = await Promise.all(
      numbers.map(async (number) => [(await readFile(number)).content, (await readFile(number, 'COPY')).content]),
    );
    expect(read).toEqual(names.map((text) => [content(text), content(`${text}!`)]));
  });

  it('is in reach of expressions, and may be the value of another FILE', async () => {
    const number = await addRequest(server, 'FILES', file(hello));
    await server.hook('completeAction', { requestNumber: number, number: 1 });
    const query = 'query ($number: Int!) { request(number: $number) { data(names: ["TEXT"]) { textValue } } }';
    const { data } = await server.graphql(query, { number });
    expect([data.request.data[0].textValue, await readFile(number, 'COPY')]).toEqual(['hello.txt, 5 bytes', await readFile(number)]);
  });

  it('is nothing that JSON can pass off as one', async () => {
    const other = await addRequest(server, 'FILES', file(hello));
    const { data } = await server.db.prisma.request.findUniqueOrThrow({ where: { id: other } });
    const number = await addRequest(server, 'FILES', { parameters: [{ name: 'JSON', jsonValue: (data as { FILE: object }).FILE }] });
    await server.hook('completeAction', { requestNumber: number, number: 1 });
    const query = 'query ($number: Int!) { request(number: $number) { actions { nodes { activity { name } message } } } }';
    const { data: found } = await server.graphql(query, { number });
    expect([(found.request.actions.nodes as unknown[]).slice(1), await readFile(number, 'COPY')]).toEqual([
      [
        { activity: { name: 'SET' }, message: 'COPY: a FILE must be an uploaded file or the value of another FILE' },
        { activity: { name: 'FAILED' }, message: null },
      ],
      null,
    ]);
  });

  it('is asked for by a form', async () => {
    const number = await addRequest(server, 'FILES');
    const complete = (input: object) => server.hook('completeFormAction', { requestNumber: number, number: 1, ...input });
    const answers = [await complete({}), await complete(file(hello))];
    expect(answers.map(({ status, body }) => [status, body.error])).toEqual([
      [400, 'CompleteFormAction error: The form has errors: FILE is required'],
      [200, undefined],
    ]);
  });

  it('finds its request by name and SHA-256', async () => {
    const number = await addRequest(server, 'FILES', file({ name: 'one of a kind', content: content('rare') }));
    const find = async (fileValue: object | null) => {
      const query = 'query ($filter: RequestFilter) { requests(filter: $filter) { nodes { number } } }';
      const { data } = await server.graphql(query, { filter: { processName: 'FILES', data: [{ name: 'FILE', fileValue }] } });
      return (data.requests.nodes as { number: number }[]).map((node) => node.number);
    };
    const byName = await find({ name: 'one of a kind' });
    const byHash = await find({ sha256: sha256('rare').toUpperCase() });
    const byOtherHash = await find({ name: 'one of a kind', sha256: sha256('other') });
    const withoutFile = await find(null);
    expect({ byName, byHash, byOtherHash }).toEqual({ byName: [number], byHash: [number], byOtherHash: [] });
    expect(withoutFile).not.toContain(number);
  });

  it('costs no statement more for a hook', async () => {
    const call = () => server.hook('createRequest', { processName: 'FILES', ...file(hello) });
    await call();
    expect(await countStatements(server.db, call)).toHaveLength(3);
  });
});

describe('the content of files', () => {
  it('of many requests is read by one statement', async () => {
    await Promise.all(Array.from({ length: 5 }, () => addRequest(server, 'FILES', file(hello))));
    const query = (first: number) => () =>
      server.graphql(
        `{ requests(first: ${first}, filter: {processName: "FILES", data: [{name: "FILE", fileValue: {name: "hello.txt"}}]}) { nodes { data(names: ["FILE"]) { fileValue { content } } } } }`,
      );
    await query(1)();
    const [one, five] = [await countStatements(server.db, query(1)), await countStatements(server.db, query(5))];
    expect([one.length, five.length]).toEqual([one.length, one.length]);
  });

  it('is refused before it is read where it is too much for one answer', async () => {
    await server.graphql('mutation { updateSettings(input: {fileMaxBytes: 20000000}) { clientMutationId } }');
    const large = file({ content: Buffer.alloc(10_000_001).toString('base64') });
    const numbers = await Promise.all([1, 2, 3].map(() => addRequest(server, 'FILES', large)));
    const fields = numbers.map((number, n) => `r${n}: request(number: ${number}) { data(names: ["FILE"]) { fileValue { size content } } }`);
    const [{ errors }, { errors: none }] = [await server.graphql(`{ ${fields.join(' ')} }`), await server.graphql(`{ ${fields[0]} }`)];
    await server.graphql('mutation { updateSettings(input: {fileMaxBytes: 1000}) { clientMutationId } }');
    expect([errors[0].extensions.code, none]).toEqual(['BAD_USER_INPUT', undefined]);
  });
});

describe('a signed link to a file', () => {
  it('opens it without a log-in, with the headers of the download, in parts too', async () => {
    const url = await signedUrl(undefined);
    const [whole, part] = [await fetch(url), await fetch(url, { headers: { range: 'bytes=1-2' } })];
    expect([whole.status, await whole.text(), part.status, await part.text()]).toEqual([200, 'hello', 206, 'el']);
    expect(Object.fromEntries(whole.headers)).toMatchObject({
      'content-type': 'text/plain',
      'content-disposition': 'attachment; filename="hello.txt"',
      'content-security-policy': "sandbox; default-src 'none'",
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
    });
  });

  it('refuses after its time', async () => {
    const url = await signedUrl(1);
    const [at] = /(?<=expires=)\d+/.exec(url) ?? [];
    await until(() => Promise.resolve(Date.now() >= Number(at) * 1000));
    const answer = await fetch(url);
    expect([answer.status, await answer.json()]).toEqual([
      403,
      { code: 'FORBIDDEN', error: 'This link to a file has expired: ask for a new one (FileValue.signedUrl)' },
    ]);
  });

  it('opens nothing else: no other file, no later time, no other route', async () => {
    const [url, other] = [await signedUrl(60), await signedUrl(60)];
    const query = url.slice(url.indexOf('?'));
    const changed = [
      `${other.slice(0, other.indexOf('?'))}${query}`,
      url.replace(/expires=(\d+)/, (_, at: string) => `expires=${Number(at) + 1}`),
      `${url}A`,
      url.replace(/signature=.*/, 'signature='),
    ];
    const statuses = await Promise.all(changed.map(async (one) => (await fetch(one)).status));
    const routes = await Promise.all(
      ['/graphql', '/graphql/schema', '/workflows/x'].map(async (path) => (await fetch(`${server.url}${path}${query}`)).status),
    );
    expect([statuses, routes]).toEqual([
      [403, 403, 403, 403],
      [401, 401, 401],
    ]);
  });

  it.each([0, -1, 3_601])('is not made for %s seconds', async (seconds) => {
    await expect(signedUrl(seconds)).rejects.toThrow(`expiresIn: must be from 1 to 3600 seconds, not ${seconds}`);
  });
});
