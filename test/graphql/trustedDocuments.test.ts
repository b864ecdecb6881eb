import { createHash } from 'node:crypto';
import { addProcess, addRequest, addUser, password } from '../kit/factories';
import { administrator, startTestServer, type TestServer } from '../kit/startTestServer';

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
const [trusted, other] = ['query Me { viewer { userName } }', '{ viewer { id } }'];
const documents = new Map([[hashOf(trusted), trusted]]);

const anna = { userName: 'anna', password };
const servers: TestServer[] = [];
/** Starts a server that knows the document, and a user who is not an administrator. */
async function start(isRequired: boolean): Promise<TestServer> {
  const server = await startTestServer({ trustedDocuments: { texts: documents, isRequired } });
  servers.push(server);
  await addUser(server, anna.userName);
  return server;
}
let open: TestServer;
let closed: TestServer;
beforeAll(async () => {
  [open, closed] = [await start(false), await start(true)];
});
afterAll(() => Promise.all(servers.map((server) => server.stop())));

const byHash = (text: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash: hashOf(text) } } });

async function send({ url }: TestServer, { userName, password: secret }: typeof anna, call: object, method = 'POST') {
  const headers = {
    accept: 'application/json',
    'content-type': 'application/json',
    authorization: `Basic ${Buffer.from(`${userName}:${secret}`).toString('base64')}`,
  };
  const search = new URLSearchParams(
    Object.entries(call).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
  const response =
    method === 'GET'
      ? await fetch(`${url}/graphql?${search}`, { headers })
      : await fetch(`${url}/graphql`, { method, headers, body: JSON.stringify(call) });
  return { status: response.status, body: (await response.json()) as unknown };
}

const answered = { status: 200, body: { data: { viewer: { userName: 'anna' } } } };
const refused = {
  status: 403,
  body: {
    errors: [
      {
        message: 'This query is not one of the trusted documents of this server: only administrators can send others',
        extensions: { code: 'FORBIDDEN', reason: 'DOCUMENT_NOT_TRUSTED' },
      },
    ],
  },
};

describe('trusted documents', () => {
  it('are known by their hash from the first call on, by POST and GET', async () => {
    const answers = [
      await send(open, anna, byHash(trusted)),
      await send(open, anna, byHash(trusted)),
      await send(open, anna, byHash(trusted), 'GET'),
    ];
    expect(answers).toEqual([answered, answered, answered]);
  });

  it('leave all others allowed unless they are required', async () => {
    const { body } = await send(open, anna, { query: other });
    expect(body).toEqual({ data: { viewer: { id: expect.any(String) } } });
  });

  it.each([
    ['by its hash', byHash(trusted)],
    ['by its text', { query: trusted }],
    ['by both', { query: trusted, ...byHash(trusted) }],
  ])('can be run where they are required: %s', async (_, call) => {
    const answers = [await send(closed, anna, call), await send(closed, anna, call)];
    expect(answers).toEqual([answered, answered]);
  });

  describe('that are required', () => {
    // An administrator has run it before, so that the server knows it, and its hash.
    beforeAll(async () => {
      for (const call of [{ query: other }, { query: other, ...byHash(other) }]) await send(closed, administrator, call);
    });

    it.each([
      ['a text', { query: other }, 'POST'],
      ['a text by GET', { query: other }, 'GET'],
      ['a hash', byHash(other), 'POST'],
      ['a hash and its text', { query: other, ...byHash(other) }, 'POST'],
      ['a text that differs by a space', { query: `${trusted} ` }, 'POST'],
      ['no text', {}, 'POST'],
    ])('refuse %s of another document', async (_, call, method) => {
      const answer = await send(closed, anna, call, method);
      expect(answer).toEqual(refused);
    });

    it('refuse a batch with one of them', async () => {
      const answer = await send(closed, anna, [{ query: trusted }, { query: other }]);
      expect(answer).toEqual(refused);
    });

    it('leave administrators and hooks alone', async () => {
      const { body } = await send(closed, administrator, { query: other });
      await addProcess(closed, 'P');
      const number = await addRequest(closed, 'P');
      expect({ body, number }).toEqual({ body: { data: { viewer: { id: expect.any(String) } } }, number: expect.any(Number) });
    });
  });
});
