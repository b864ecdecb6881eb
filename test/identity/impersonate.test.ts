import { addProcess, addUser, password } from '../kit/factories';
import { administrator, startTestServer, type TestServer } from '../kit/startTestServer';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  for (const name of ['ann', 'bob', 'gone', 'Жанна']) await addUser(server, name);
  await server.db.prisma.user.update({ where: { userName: 'gone' }, data: { status: 'INACTIVE' } });
  await addProcess(server, 'P');
});
afterAll(() => server.stop());

const basic = (userName: string, word: string) => `Basic ${Buffer.from(`${userName}:${word}`).toString('base64')}`;
const system = basic(administrator.userName, administrator.password);

/** Resolves to what a query is answered with these headers: its data, or status, code and message of its refusal. */
async function send(headers: Record<string, string>, query = '{ viewer { userName } }') {
  const { status, body } = await server.post('/graphql', { query }, { accept: 'application/json', authorization: system, ...headers });
  const [error] = body.errors ?? [];
  return error ? { status, code: error.extensions.code, message: error.message } : body.data;
}
const as = (userName: string) => ({ viewer: { userName } });

describe('X-Impersonate-User', () => {
  it.each([
    ['a user', { 'x-impersonate-user': 'ann' }, 'ann'],
    ['by the name of the old system', { 'x-wfgen-impersonate-username': 'ann' }, 'ann'],
    ['by both names, agreeing', { 'x-impersonate-user': 'ann', 'x-wfgen-impersonate-username': 'ann' }, 'ann'],
    ['oneself', { 'x-impersonate-user': 'admin' }, 'admin'],
    ['a name of another script', { 'x-impersonate-user': Buffer.from('Жанна').toString('latin1') }, 'Жанна'],
  ])('has a system-operation user act as %s', async (_, headers, userName) => {
    expect(await send(headers)).toEqual(as(userName));
  });

  it.each([
    [
      'who is not active',
      { 'x-impersonate-user': 'gone' },
      403,
      'FORBIDDEN',
      'User "gone" does not exist or is not active, so nobody can act as them',
    ],
    [
      'whom nobody knows',
      { 'x-impersonate-user': 'nobody' },
      403,
      'FORBIDDEN',
      'User "nobody" does not exist or is not active, so nobody can act as them',
    ],
    [
      'without a name',
      { 'x-impersonate-user': '' },
      403,
      'FORBIDDEN',
      'User "" does not exist or is not active, so nobody can act as them',
    ],
    [
      'of whom there are two',
      { 'x-impersonate-user': 'ann', 'x-wfgen-impersonate-username': 'bob' },
      400,
      'BAD_USER_INPUT',
      'X-Impersonate-User and X-Wfgen-Impersonate-Username refer to different objects: send one of them, or both for the same object',
    ],
  ])('refuses somebody %s', async (_, headers: Record<string, string>, status, code, message) => {
    expect(await send(headers)).toEqual({ status, code, message });
  });

  it.each(['bob', 'gone', 'nobody'])(
    'refuses callers who are not system-operation users, and reveals nothing about %s',
    async (userName) => {
      expect(await send({ authorization: basic('ann', password), 'x-impersonate-user': userName })).toEqual({
        status: 403,
        code: 'FORBIDDEN',
        message: 'ann is not a system-operation user and cannot act as another user',
      });
    },
  );

  it('gives the rights of the user alone, and the history names both', async () => {
    const created = await send({ 'x-impersonate-user': 'ann' }, 'mutation { createRequest(input: { processName: "P" }) { number } }');
    const forbidden = await send({ 'x-impersonate-user': 'ann' }, 'mutation { createGroup(input: { name: "G" }) { group { id } } }');
    const { data } = await server.graphql(
      'query ($number: Int) { request(number: $number) { requester { userName } history { nodes { type actor { userName } impersonator { userName } } } } }',
      created.createRequest,
    );
    const ann = { userName: 'ann' };
    const { requester, history } = data.request;
    expect([forbidden.code, requester, history.nodes[0]]).toEqual([
      'FORBIDDEN',
      ann,
      { type: 'REQUEST_CREATED', actor: ann, impersonator: { userName: 'admin' } },
    ]);
  });

  it('writes both names into the log', async () => {
    server.logged.length = 0;
    await send({ 'x-impersonate-user': 'bob' });
    const lines = server.logged.map((line) => JSON.parse(line)).filter(({ actsAs }) => actsAs !== undefined);
    expect(lines).toEqual([
      expect.objectContaining({ user: 'admin', actsAs: 'bob', msg: 'a system-operation user is acting as another user' }),
    ]);
  });

  it('keeps the scopes of the token that it is called with', async () => {
    const { createApiToken } = (await server.graphql('mutation { createApiToken(input: { name: "Reader", scopes: ["read"] }) { token } }'))
      .data;
    const headers = { authorization: `Bearer ${createApiToken.token}`, 'x-impersonate-user': 'ann' };
    const mutation = 'mutation { createRequest(input: { processName: "P" }) { number } }';
    expect([await send(headers), await send(headers, mutation)]).toEqual([as('ann'), expect.objectContaining({ code: 'FORBIDDEN' })]);
  });

  it.each([
    ['a token', 'createApiToken(input: { name: "x" }) { token }'],
    ['an administrator', 'createUser(input: { userName: "root2", isAdministrator: true }) { user { id } }'],
    ['a password', 'updateUser(input: { userName: "bob", password: "correct horse battery" }) { user { id } }'],
    ['a hook', 'createApplication(input: { name: "x", kind: OPERATIONS, impersonateUserName: "chief" }) { token }'],
    [
      'a delegation',
      'createDelegation(input: { delegatorUserName: "chief", delegateeUserName: "bob", to: "2099-12-31" }) { delegation { id } }',
    ],
    ['a callback', 'createCallback(input: { url: "https://93.184.215.14" }) { clientMutationId }'],
    ['a definition', 'deployProcess(input: { dryRun: true, definition: {} }) { report { outcome } }'],
  ])('leaves nothing behind that outlives it: %s', async (_, field) => {
    await server.db.prisma.user.upsert({ where: { userName: 'chief' }, create: { userName: 'chief', isAdministrator: true }, update: {} });
    expect(await send({ 'x-impersonate-user': 'chief' }, `mutation { ${field} }`)).toEqual({
      status: 200,
      code: 'FORBIDDEN',
      message: 'admin is only acting as chief: log in as chief to do this',
    });
  });

  it('is none of oneself, who can do everything', async () => {
    const { createGroup } = await send(
      { 'x-impersonate-user': 'admin' },
      'mutation { createGroup(input: { name: "Own" }) { group { name } } }',
    );
    expect(createGroup).toEqual({ group: { name: 'Own' } });
  });
});
