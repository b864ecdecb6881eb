import { createHash } from 'node:crypto';
import { pino } from 'pino';
import { createApiTokens } from '../../../src/identity/createApiTokens';
import { setUserStatus } from '../../../src/modules/user/setUserStatus';
import { addProcess, addRequest, addUser } from '../../kit/factories';
import { globalId } from '../../kit/globalId';
import { postTo } from '../../kit/postTo';
import { isSlowedDown } from '../../kit/isSlowedDown';
import { administrator, startTestServer, type TestServer } from '../../kit/startTestServer';
import { until } from '../../kit/until';

type User = typeof administrator;

let server: TestServer;
let ann: User;
let bob: User;
beforeAll(async () => {
  server = await startTestServer({ trustProxy: ['127.0.0.1'] });
  ann = await addUser(server, 'ann');
  bob = await addUser(server, 'bob');
  await addProcess(server, 'P');
});
afterAll(() => server.stop());

const fields = 'apiToken { id name scopes expiresAt lastUsedAt revokedAt user { userName } } token';
const creation = `mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) { ${fields} } }`;
const revocation = 'mutation ($input: RevokeApiTokenInput!) { revokeApiToken(input: $input) { apiToken { name revokedAt } } }';

/** Returns what a mutation gives, or the code and message that it is refused with. */
const outcomeOf = ({ data, errors }: { data: object; errors?: { message: string; extensions: { code: string } }[] }) =>
  errors?.[0] ? { code: errors[0].extensions.code, message: errors[0].message } : Object.values(data)[0];
const create = async (input: object, user: User = ann) => outcomeOf(await server.graphql(creation, { input }, user));
const revoke = async (id: string, user: User = ann) => outcomeOf(await server.graphql(revocation, { input: { id } }, user));

let addresses = 0;
/** Sends a query with this token, from an address of its own: who fails is slowed down where they come from. */
async function send(token: string, query: string, variables: object = {}) {
  const headers = { accept: 'application/json', authorization: `Bearer ${token}`, 'x-forwarded-for': `10.1.0.${(addresses += 1)}` };
  const { status, body, headers: answered } = await postTo(`${server.url}/graphql`, { query, variables }, headers);
  return { status, body, challenge: answered.get('www-authenticate') };
}
const whoAmI = '{ viewer { userName } }';
const answered = (userName: string) => ({ status: 200, body: { data: { viewer: { userName } } }, challenge: null });
const shutOut = {
  status: 401,
  body: {
    errors: [
      {
        message: 'The token is unknown, expired, revoked or not meant for this server, or its user cannot log in',
        extensions: { code: 'UNAUTHENTICATED', reason: 'TOKEN_WRONG' },
      },
    ],
  },
  challenge: 'Bearer realm="Sluice", error="invalid_token"',
};

describe('createApiToken', () => {
  it('makes a token that logs its user in', async () => {
    const { token, ...rest } = await create({ name: 'Sync' });
    expect(rest).toEqual({
      apiToken: {
        id: expect.any(String),
        name: 'Sync',
        scopes: [],
        expiresAt: null,
        lastUsedAt: null,
        revokedAt: null,
        user: { userName: 'ann' },
      },
    });
    expect(token).toMatch(/^slu_[\w-]{32}$/);
    expect(await send(token, whoAmI)).toEqual(answered('ann'));
  });

  it('keeps nothing but the hash of it, in the tables and in the log', async () => {
    const { token } = await create({ name: 'Secret' });
    await send(token, whoAmI);
    await send(`${token}x`, whoAmI);
    const { rows } = await server.db.pool.query<{ row: string; hash: Buffer }>(
      "SELECT t::text AS row, token_hash AS hash FROM api_token t WHERE name = 'Secret'",
    );
    expect([...server.logged, ...rows.map(({ row }) => row)].filter((text) => text.includes(token))).toEqual([]);
    expect(rows[0]?.hash).toEqual(createHash('sha256').update(token).digest());
  });

  it('makes another token when it is sent twice', async () => {
    const [one, other] = await Promise.all([create({ name: 'Twice' }), create({ name: 'Twice' })]);
    expect([one.token === other.token, (await send(one.token, whoAmI)).status, (await send(other.token, whoAmI)).status]).toEqual([
      false,
      200,
      200,
    ]);
  });

  it.each([
    [
      'an unknown scope',
      { scopes: ['read', 'fly'] },
      'scopes: scope "fly" does not exist. Scopes: read, operations, administration, workflows:run',
    ],
    ['a time that is past', { expiresAt: '2001-01-01' }, 'expiresAt: must be in the future, not 2001-01-01T00:00:00.000Z'],
    ['no name', { name: '' }, 'name: must be a name of 1 to 64 characters, not ""'],
  ])('refuses %s', async (_, input, message) => {
    expect(await create({ name: 'Faulty', ...input })).toEqual({ code: 'BAD_USER_INPUT', message });
  });

  it('makes tokens of others for administrators alone', async () => {
    const { token } = await create({ name: 'For bob', userName: 'bob' }, administrator);
    const used = await send(token, whoAmI);
    const madeByUser = await create({ name: 'For bob', userName: 'bob' });
    const madeForNobody = await create({ name: 'For nobody', userName: 'nobody' }, administrator);
    expect(used).toEqual(answered('bob'));
    expect(madeByUser).toEqual({ code: 'FORBIDDEN', message: 'ann is not an administrator' });
    expect(madeForNobody).toEqual({ code: 'NOT_FOUND', message: 'User "nobody" does not exist' });
  });

  it('makes no token with more scopes than the one that it is called with', async () => {
    const { token } = await create({ name: 'Maker', scopes: ['administration', 'read'] });
    const outcomes = await Promise.all(
      [['read'], ['operations'], undefined].map(async (scopes) =>
        outcomeOf((await send(token, creation, { input: { name: 'Made', scopes } })).body),
      ),
    );
    const refused = {
      code: 'FORBIDDEN',
      message: 'A token with the scopes read, administration can only create tokens with scopes among these',
    };
    expect(outcomes).toEqual([expect.objectContaining({ token: expect.any(String) }), refused, refused]);
  });
});

describe('a token with scopes', () => {
  const read = '{ request(number: 1) { number } }';
  const run = 'mutation ($number: Int) { completeAction(input: { requestNumber: $number, number: 1 }) { requestNumber } }';
  const administer = 'mutation { updateGroup(input: { name: "none", userNames: [] }) { group { id } } }';
  const schema = '{ __schema { queryType { name } } __typename }';

  it.each([
    ['read', ['read'], ['OK', 'operations', 'administration', 'OK']],
    ['operations', ['operations'], ['read', 'OK', 'administration', 'OK']],
    ['administration', ['administration'], ['read', 'operations', 'ADMINISTRATORS_ONLY', 'OK']],
    ['workflows:run', ['workflows:run'], ['read', 'operations', 'administration', 'OK']],
    ['two of them', ['read', 'operations'], ['OK', 'OK', 'administration', 'OK']],
    ['none, which are all', [], ['OK', 'OK', 'ADMINISTRATORS_ONLY', 'OK']],
  ])('does what they cover, and reads the schema: %s', async (_, scopes, expected) => {
    const number = await addRequest(server, 'P');
    const { token } = await create({ name: 'Scoped', scopes });
    const outcomes = [];
    for (const query of [read, run, administer, schema]) {
      const { body } = await send(token, query, query === run ? { number } : {});
      const message = body.errors?.[0].message as string | undefined;
      outcomes.push(
        message === undefined
          ? 'OK'
          : (/the scope (\S+);/.exec(message)?.[1] ?? (/not an administrator/.test(message) ? 'ADMINISTRATORS_ONLY' : message)),
      );
    }
    expect(outcomes).toEqual(expected);
  });

  it('says what it lacks, and does nothing', async () => {
    const number = await addRequest(server, 'P');
    const { token } = await create({ name: 'Reader', scopes: ['read'] });
    const { status, body } = await send(token, run, { number });
    const { data } = await server.graphql('query ($number: Int) { request(number: $number) { status } }', { number });
    expect([status, outcomeOf(body), body.errors[0].extensions.scope, data.request.status]).toEqual([
      200,
      { code: 'FORBIDDEN', message: 'This needs a token with the scope operations; this token has read' },
      'operations',
      'OPEN',
    ]);
  });
});

describe('the payload of a mutation', () => {
  const missing = (scopes: string) => ({ code: 'FORBIDDEN', message: `This needs a token with the scope read; this token has ${scopes}` });
  const createCase = (selection: string) =>
    `mutation { createCase(input: { firstName: "Jane", email: "jane@x.example" }) { clientMutationId ${selection} } }`;
  const createView = (selection: string, more = '') =>
    `mutation ${/\$yes/.test(selection) ? '($yes: Boolean = true)' : ''} { createView(input: { name: "Payload", requests: {} }) { ${selection} } } ${more}`;

  it.each([
    ['an object that it leads to', 'workflows:run', createCase('case { uuid creator { email } }')],
    ['a field of one, by another name', 'workflows:run', createCase('case { uuid name: email }')],
    ['a list of objects', 'administration', createView('view { requests { nodes { number } } }')],
    ['a fragment', 'administration', createView('... { ...F }', 'fragment F on CreateViewPayload { view { id owner { email } } }')],
    ['a fragment of an interface', 'administration', createView('view { ... on Node { ... on View { filter } } }')],
    ['a field twice, once by its name', 'administration', createView('view { name } view { id description }')],
    ['what a variable includes', 'administration', createView('view { name description @include(if: $yes) }')],
  ])('needs `read` for %s, and nothing is written without', async (_, scope, mutation) => {
    const { token } = await create({ name: 'Writer', scopes: [scope] }, administrator);
    const before = [await server.db.prisma.case.count(), await server.db.prisma.view.count()];
    const { body } = await send(token, mutation);
    expect([outcomeOf(body), await server.db.prisma.case.count(), await server.db.prisma.view.count()]).toEqual([
      missing(scope),
      ...before,
    ]);
  });

  it.each([
    ['its own fields', 'workflows:run', createCase('')],
    ['what an object is called', 'workflows:run', createCase('case { __typename uuid }')],
    ['what is left out', 'administration', createView('view { id name description @skip(if: $yes) }')],
    ['a value that is its own', 'operations', 'mutation { createRequest(input: { processName: "P" }) { requestId number } }'],
  ])('needs no `read` for %s', async (_, scope, mutation) => {
    const { token } = await create({ name: 'Writer', scopes: [scope] }, administrator);
    await server.db.prisma.view.deleteMany({ where: { name: 'Payload' } });
    expect((await send(token, mutation)).body.errors).toBeUndefined();
  });

  it('is read with `read` beside the scope of the mutation', async () => {
    const { token } = await create({ name: 'Both', scopes: ['workflows:run', 'read'] });
    const { body } = await send(token, createCase('case { email creator { userName } }'));
    expect(outcomeOf(body)).toEqual({ clientMutationId: null, case: { email: 'jane@x.example', creator: { userName: 'ann' } } });
  });
});

describe('a token that is not good', () => {
  it.each([
    ['an unknown one', 'slu_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'],
    ['an empty one', 'slu_'],
    ['a JWT without a provider', 'eyJhbGciOiJub25lIn0.e30.'],
  ])('is answered 401, and no browser asks for a password: %s', async (_, token) => {
    expect(await send(token, whoAmI)).toEqual(shutOut);
  });

  it('is one that has expired', async () => {
    const { token, apiToken } = await create({ name: 'Short', expiresAt: new Date(Date.now() + 3_600_000).toISOString() });
    const before = (await send(token, whoAmI)).status;
    await server.db.pool.query("UPDATE api_token SET expires_at = now() - interval '1 s' WHERE name = 'Short'");
    expect([before, apiToken.expiresAt, await send(token, whoAmI)]).toEqual([200, expect.any(String), shutOut]);
  });

  it('is one of a user who may not log in any more', async () => {
    const { token } = await create({ name: 'Left' }, bob);
    const context = await server.contextOf(administrator.userName);
    await setUserStatus.run(context, { userName: 'bob', status: 'INACTIVE' });
    const refused = await send(token, whoAmI);
    await setUserStatus.run(context, { userName: 'bob', status: 'ACTIVE' });
    expect([refused, await send(token, whoAmI)]).toEqual([shutOut, answered('bob')]);
  });

  it('slows down its address from the fifth in a minute on, and no right token from there', async () => {
    const { token } = await create({ name: 'Right' });
    let status = 0;
    const isSlow = (bearer: string) =>
      isSlowedDown(async () => {
        const headers = { authorization: `Bearer ${bearer}`, 'x-forwarded-for': '10.2.0.1' };
        ({ status } = await postTo(`${server.url}/graphql`, { query: whoAmI }, headers));
      });
    const failures = [];
    for (let n = 0; n < 6; n += 1) failures.push(await isSlow(`slu_${n}`));
    expect([failures, await isSlow(token), status]).toEqual([[false, false, false, false, true, true], false, 200]);
  });
});

describe('revokeApiToken', () => {
  it('has the token log nobody in any more, at once', async () => {
    const { token, apiToken } = await create({ name: 'Revoked' });
    const before = await send(token, whoAmI);
    const outcome = await revoke(apiToken.id);
    expect([before, outcome, await send(token, whoAmI)]).toEqual([
      answered('ann'),
      { apiToken: { name: 'Revoked', revokedAt: expect.any(String) } },
      shutOut,
    ]);
  });

  it('gives the same when it is sent again, also at once, and is in the audit trail once', async () => {
    const { apiToken } = await create({ name: 'Again' });
    const outcomes = await Promise.all([1, 2, 3].map(() => revoke(apiToken.id)));
    const { data } = await server.graphql(
      'query ($id: ID) { auditEntries(filter: { subjectId: $id }) { nodes { operation subject { id } changes { field } } } }',
      { id: apiToken.id },
    );
    expect([new Set(outcomes.map((outcome) => outcome.apiToken.revokedAt)).size, data.auditEntries.nodes]).toEqual([
      1,
      [
        { operation: 'revokeApiToken', subject: { id: apiToken.id }, changes: [{ field: 'revokedAt' }] },
        { operation: 'createApiToken', subject: { id: apiToken.id }, changes: [{ field: 'name' }, { field: 'userName' }] },
      ],
    ]);
  });

  it('hides tokens of others, but from administrators', async () => {
    const { apiToken } = await create({ name: 'Hidden' });
    const nowhere = globalId('ApiToken:999999');
    const refused = (id: string) => ({ code: 'NOT_FOUND', message: `API token "${id}" does not exist or is not visible to you` });
    expect([await revoke(apiToken.id, bob), await revoke(nowhere), await revoke(apiToken.id, administrator)]).toEqual([
      refused(apiToken.id),
      refused(nowhere),
      { apiToken: { name: 'Hidden', revokedAt: expect.any(String) } },
    ]);
  });

  it('wants the ID of a token', async () => {
    expect(await revoke(globalId('User:1'))).toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});

describe('User.apiTokens', () => {
  const list = `query ($id: ID!) {
    user(userName: "cid") { apiTokens(first: 2) { totalCount nodes { name lastUsedAt } } }
    node(id: $id) { ... on ApiToken { name } }
  }`;

  it('shows them, newest first, to their user and to administrators', async () => {
    const cid = await addUser(server, 'cid');
    for (const name of ['one', 'two', 'three']) await create({ name }, cid);
    const { apiToken } = await create({ name: 'four' }, cid);
    const seen = {
      user: {
        apiTokens: {
          totalCount: 4,
          nodes: [
            { name: 'four', lastUsedAt: null },
            { name: 'three', lastUsedAt: null },
          ],
        },
      },
      node: { name: 'four' },
    };
    const hidden = { user: { apiTokens: { totalCount: 0, nodes: [] } }, node: null };
    const answers = await Promise.all(
      [cid, administrator, bob].map(async (user) => (await server.graphql(list, { id: apiToken.id }, user)).data),
    );
    expect(answers).toEqual([seen, seen, hidden]);
  });

  it('says when a token was last used, and writes it down once a minute at most', async () => {
    const { token, apiToken } = await create({ name: 'Used' });
    const lastUsedAt = async () =>
      (await server.graphql('query ($id: ID!) { node(id: $id) { ... on ApiToken { lastUsedAt } } }', { id: apiToken.id })).data.node
        .lastUsedAt;
    await send(token, whoAmI);
    await until(async () => (await lastUsedAt()) !== null);
    const first = await lastUsedAt();
    await send(token, whoAmI);
    const second = await lastUsedAt();
    await server.db.pool.query("UPDATE api_token SET last_used_at = last_used_at - interval '61 s' WHERE name = 'Used'");
    // Another server process, which has not written it down yet.
    await createApiTokens(server.db, pino({ level: 'silent' }))(token);
    await until(async () => (await lastUsedAt()) >= first);
    expect(second).toBe(first);
  });
});
