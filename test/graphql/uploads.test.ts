import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import { addProcess, addRequest } from '../kit/factories';
import { administrator, startTestServer, type HttpAnswer, type TestServer } from '../kit/startTestServer';

let server: TestServer;
let number: number;
beforeAll(async () => {
  server = await startTestServer({ maxBodyBytes: 300_000 });
  await server.graphql('mutation { updateSettings(input: {fileMaxBytes: 100000}) { clientMutationId } }');
  await addProcess(server, 'P', { data: [{ name: 'FILE', type: 'FILE' }] });
  number = await addRequest(server, 'P');
});
afterAll(() => server.stop());

const query = `mutation ($input: UpdateRequestDatasetInput!) { updateRequestDataset(input: $input) {
  parameters { name fileValue { name contentType size description url content } } } }`;

type SetFile = (number: number, name: string, file: File) => Promise<{ errors?: Refused[] }>;

interface Refused {
  message: string;
  extensions: { code: string };
}

function formOf(file: Blob, name: string, more: object = {}): FormData {
  const input = { number, parameters: [{ name: 'FILE', fileValue: { upload: null, ...more } }] };
  const form = new FormData();
  form.set('operations', JSON.stringify({ query, variables: { input } }));
  form.set('map', JSON.stringify({ 0: ['variables.input.parameters.0.fileValue.upload'] }));
  form.set('0', file, name);
  return form;
}
async function send(body: BodyInit, headers: Record<string, string> = { 'GraphQL-Require-Preflight': '1' }) {
  const authorization = `Basic ${Buffer.from(`${administrator.userName}:${administrator.password}`).toString('base64')}`;
  const init = { method: 'POST', headers: { accept: 'application/json', authorization, ...headers }, body, duplex: 'half' };
  const answer = await fetch(`${server.url}/graphql`, init);
  const read: HttpAnswer['body'] = await answer.json();
  return { status: answer.status, body: read, errors: read.errors as Refused[] | undefined };
}

describe('an upload', () => {
  it('is stored with its name and type', async () => {
    const { body } = await send(formOf(new Blob(['hello'], { type: 'text/plain' }), 'Größe.txt', { description: 'A word' }));
    const read = 'query ($number: Int) { request(number: $number) { data { fileValue { name contentType size sha256 } } } }';
    expect([body.data.updateRequestDataset.parameters, (await server.graphql(read, { number })).data.request.data[0].fileValue]).toEqual([
      [{ name: 'FILE', fileValue: { name: null, contentType: null, size: null, description: 'A word', url: null, content: null } }],
      { name: 'Größe.txt', contentType: 'text/plain', size: 5, sha256: createHash('sha256').update('hello').digest('hex') },
    ]);
  });

  it('works as the page for front ends shows it', async () => {
    const page = await readFile(path.join(__dirname, '../../docs/front-end.md'), 'utf8');
    const code = /```js\n(async function setFile[^]*?)```/.exec(page)![1];
    const authorization = `Basic ${Buffer.from(`${administrator.userName}:${administrator.password}`).toString('base64')}`;
    // A browser reads the address as one of its page.
    const inPage = (url: string, init: RequestInit) => fetch(new URL(url, server.url), init);
    const setFile = runInNewContext(`${code} setFile`, { authorization, fetch: inPage, FormData }) as SetFile;
    const answer = await setFile(number, 'FILE', new File(['from a page'], 'page.txt', { type: 'text/plain' }));
    const read = 'query ($number: Int) { request(number: $number) { data { fileValue { name size } } } }';
    expect([answer.errors, (await server.graphql(read, { number })).data.request.data[0].fileValue]).toEqual([
      undefined,
      { name: 'page.txt', size: 11 },
    ]);
  });

  it.each(['GraphQL-Require-Preflight', 'Apollo-Require-Preflight', 'X-GraphQL-Yoga-CSRF'])('needs a header such as %s', async (name) => {
    const form = () => formOf(new Blob(['a']), 'a');
    const [without, with_] = [await send(form(), {}), await send(form(), { [name]: 'true' })];
    expect([without.status, without.errors?.map(({ extensions }) => extensions.code), with_.status, with_.body.errors]).toEqual([
      400,
      ['BAD_USER_INPUT'],
      200,
      undefined,
    ]);
  });

  it('is refused over the limit of files', async () => {
    const { errors } = await send(formOf(new Blob(['x'.repeat(100_001)]), 'a'));
    expect(errors?.map(({ message, extensions }) => [message, extensions.code])).toEqual([
      [
        'The file of the parameter FILE is larger than 100000 bytes (the setting fileMaxBytes, or what remains for all files of a call): send a smaller file',
        'PAYLOAD_TOO_LARGE',
      ],
    ]);
  });

  it('is refused over the limit of bodies, whether its length is said before or not', async () => {
    const large = new Response(formOf(new Blob(['x'.repeat(400_000)]), 'a'));
    const type = large.headers.get('content-type')!;
    const bytes = Buffer.from(await large.arrayBuffer());
    const headers = { 'content-type': type, 'GraphQL-Require-Preflight': '1' };
    const answers = [await send(bytes, headers), await send(new Blob([bytes]).stream(), headers)];
    expect(answers.map(({ status, errors }) => [status, errors?.map(({ extensions }) => extensions.code)])).toEqual([
      [413, ['PAYLOAD_TOO_LARGE']],
      [413, ['PAYLOAD_TOO_LARGE']],
    ]);
  });

  it('is not accepted as text', async () => {
    const form = formOf(new Blob(['a']), 'a');
    form.set('0', 'just a text');
    const { errors } = await send(form);
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
  });

  it('sent twice leaves two files, the later one as the value', async () => {
    const before = await server.db.prisma.file.count();
    for (const name of ['first', 'second']) await send(formOf(new Blob([name]), name));
    const { data } = await server.graphql('query ($number: Int) { request(number: $number) { data { fileValue { name } } } }', { number });
    expect([(await server.db.prisma.file.count()) - before, data.request.data[0].fileValue.name]).toEqual([2, 'second']);
  });
});
