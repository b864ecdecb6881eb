import { addProcess, addUser, password } from '../../kit/factories';
import { globalId } from '../../kit/globalId';
import { administrator, startTestServer, type TestServer } from '../../kit/startTestServer';

let server: TestServer;
const [ann, bob, cat] = ['ann', 'bob', 'cat'].map((userName) => ({ userName, password })) as [User, User, User];
type User = { userName: string; password: string };
beforeAll(async () => {
  server = await startTestServer();
  for (const { userName } of [ann, bob, cat]) await addUser(server, userName);
  await addProcess(server, 'P', { participants: [{ name: 'Workers', role: 'ACTOR', users: ['ann'] }] });
  await addProcess(server, 'P', { version: 2, participants: [{ name: 'Others', role: 'ACTOR', users: ['ann'] }], activities: [other] });
  await addProcess(server, 'Hidden', { participants: [{ name: 'Workers', role: 'ACTOR' }] });
});
afterAll(() => server.stop());
afterEach(() => server.db.prisma.delegation.deleteMany());

const other = { name: 'DO', type: 'USER', participant: 'Others' };
const fields = 'delegation { delegator { userName } delegatee { userName } processName participant from to isValid }';
const toBob = { delegatorUserName: 'ann', delegateeUserName: 'bob' };

const create = (input: object, user = ann) =>
  server.graphql(`mutation ($input: CreateDelegationInput!) { createDelegation(input: $input) { ${fields} } }`, { input }, user);
const update = (input: object, user = ann) =>
  server.graphql(`mutation ($input: UpdateDelegationInput!) { updateDelegation(input: $input) { ${fields} } }`, { input }, user);
const remove = (id: string, user = ann) =>
  server.graphql('mutation ($id: ID!) { deleteDelegation(input: { id: $id }) { clientMutationId } }', { id }, user);

/** Creates one and gives its ID. */
async function add(input: object, user = ann): Promise<string> {
  const query = 'mutation ($input: CreateDelegationInput!) { createDelegation(input: $input) { delegation { id } } }';
  return (await server.graphql(query, { input }, user)).data.createDelegation.delegation.id;
}
const refused = (code: string, message: string) => ({
  data: expect.not.objectContaining({ data: expect.anything() }),
  errors: [expect.objectContaining({ message, extensions: expect.objectContaining({ code }) })],
});
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

describe('createDelegation', () => {
  it.each<[string, object, object]>([
    ['everything', {}, {}],
    ['one process, in any of its versions', { processName: 'P' }, {}],
    ['a participant of a version that is not active any more', { processName: 'P', participant: 'Workers' }, {}],
    ['today alone', { from: inDays(0), to: inDays(0) }, {}],
    ['days that are past', { from: '2000-02-29', to: '2000-03-01' }, { isValid: false }],
    ['days to come', { from: inDays(2) }, { isValid: false }],
    ['the first day that there is', { from: '0001-01-01' }, {}],
  ])('delegates %s', async (_, input, more) => {
    const none = { processName: null, participant: null, from: null, to: null, isValid: true };
    expect(await create({ ...toBob, ...input })).toEqual({
      data: {
        createDelegation: {
          delegation: { delegator: { userName: 'ann' }, delegatee: { userName: 'bob' }, ...none, ...input, ...more },
        },
      },
    });
  });

  it.each<[string, object, string]>([
    ['a participant without its process', { participant: 'Workers' }, 'This cannot be delegated: a participant also needs its processName'],
    ['an unknown process', { processName: 'None' }, 'This cannot be delegated: process "None" does not exist'],
    ['a process that the delegator cannot see', { processName: 'Hidden' }, 'This cannot be delegated: process "Hidden" does not exist'],
    [
      'an unknown participant',
      { processName: 'P', participant: 'None' },
      'This cannot be delegated: process "P" has no participant "None"',
    ],
    ['days in the wrong order', { from: '2026-02-02', to: '2026-02-01' }, 'This cannot be delegated: "to" must not be before "from"'],
    ['oneself', { delegateeUserName: 'ann' }, 'This cannot be delegated: users do not need a delegation to act for themselves'],
    ['an unknown user', { delegateeUserName: 'nobody' }, 'These users do not exist: nobody'],
  ])('refuses %s', async (_, input, message) => {
    expect(await create({ ...toBob, ...input })).toEqual(refused('BAD_USER_INPUT', message));
    expect(await server.db.prisma.delegation.count()).toBe(0);
  });

  it.each(['2026-02-30', '2026-2-3', '23.11.2026', '2026-11-23T00:00:00Z', '0000-01-01', '12026-01-01'])(
    'refuses %s as a day',
    async (to) => {
      const { errors } = await create({ ...toBob, to });
      expect(errors).toEqual([expect.objectContaining({ extensions: expect.objectContaining({ code: 'BAD_USER_INPUT' }) })]);
    },
  );

  it('is for administrators on behalf of anybody, and for others on their own', async () => {
    expect(await create(toBob, bob)).toEqual(refused('FORBIDDEN', 'bob is not an administrator and can only delegate for themselves'));
    expect((await create({ ...toBob, processName: 'Hidden' }, administrator)).errors).toBeUndefined();
  });

  it('gives a hundred at most', async () => {
    const [delegatorId, delegateeId] = await Promise.all(['ann', 'bob'].map(async (name) => (await server.contextOf(name)).viewer.id));
    const given = Array.from({ length: 100 }, (_, n) => ({
      delegatorId: delegatorId!,
      delegateeId: delegateeId!,
      to: new Date(Date.UTC(2000, 0, n + 1)),
    }));
    await server.db.prisma.delegation.createMany({ data: given });
    expect((await create({ ...toBob, to: '2000-01-01' })).errors).toBeUndefined();
    expect(await create(toBob)).toEqual(
      refused(
        'CONFLICT',
        'ann has 100 delegations, which is the maximum: delete some, or ask for the setting MAX_USER_DELEGATIONS to be raised',
      ),
    );
  });

  it('sent twice, one after the other or at once, gives the same delegation', async () => {
    const input = { ...toBob, processName: 'P', from: '2026-01-01' };
    const ids = await Promise.all([add(input), add(input)]);
    expect(new Set([...ids, await add(input)]).size).toBe(1);
    expect(await server.db.prisma.delegation.count()).toBe(1);
  });
});

describe('updateDelegation', () => {
  it('changes what is given, takes away what is null, and leaves the rest', async () => {
    const id = await add({ ...toBob, processName: 'P', participant: 'Workers', from: '2026-01-01' });
    expect(await update({ id, participant: null, to: '2026-01-31' })).toEqual({
      data: {
        updateDelegation: {
          delegation: {
            delegator: { userName: 'ann' },
            delegatee: { userName: 'bob' },
            processName: 'P',
            participant: null,
            from: '2026-01-01',
            to: '2026-01-31',
            isValid: false,
          },
        },
      },
    });
  });

  it.each<[string, object, string]>([
    [
      'the process of a participant taken away',
      { processName: null },
      'This cannot be delegated: a participant also needs its processName',
    ],
    ['a day before the other', { to: '2025-12-31' }, 'This cannot be delegated: "to" must not be before "from"'],
  ])('refuses %s', async (_, input, message) => {
    const id = await add({ ...toBob, processName: 'P', participant: 'Workers', from: '2026-01-01' });
    expect(await update({ id, ...input })).toEqual(refused('BAD_USER_INPUT', message));
  });

  it('of two that would become the same changes one', async () => {
    const ids = [await add({ ...toBob, to: '2026-01-01' }), await add({ ...toBob, to: '2026-01-02' })];
    const answers = await Promise.all(ids.map((id) => update({ id, to: null })));
    expect(answers.map(({ errors }) => errors?.[0].extensions.code ?? 'OK').sort()).toEqual(['CONFLICT', 'OK']);
  });
});

describe('deleteDelegation', () => {
  it('ends it once, of two at once and of one sent twice', async () => {
    const id = await add(toBob);
    const answers = [...(await Promise.all([remove(id), remove(id)])), await remove(id)];
    expect(answers.map(({ errors }) => errors?.[0].extensions.code ?? 'OK').sort()).toEqual(['NOT_FOUND', 'NOT_FOUND', 'OK']);
  });

  it.each([
    ['an unknown one', globalId('Delegation:99999'), 'NOT_FOUND'],
    ['what is no delegation', globalId('User:1'), 'BAD_USER_INPUT'],
  ])('refuses %s', async (_, id, code) => {
    expect((await remove(id)).errors).toEqual([expect.objectContaining({ extensions: expect.objectContaining({ code }) })]);
  });
});

describe('User.delegations', () => {
  it('are those that the user gave and received, filtered by role and by whether they are active', async () => {
    await add(toBob);
    await add({ ...toBob, to: '2026-01-01' });
    await add({ delegatorUserName: 'cat', delegateeUserName: 'ann' }, cat);
    const query = `{ viewer {
      all: delegations { totalCount nodes { delegator { userName } delegatee { userName } } }
      given: delegations(filter: { role: DELEGATOR }) { totalCount }
      received: delegations(filter: { role: DELEGATEE }) { totalCount }
      past: delegations(filter: { role: DELEGATOR, isValid: false }) { nodes { to } }
      present: delegations(filter: { isValid: true }) { totalCount }
      page: delegations(last: 1) { nodes { to } pageInfo { hasPreviousPage } }
    } }`;
    const line = (delegator: string, delegatee: string) => ({ delegator: { userName: delegator }, delegatee: { userName: delegatee } });
    expect(await server.graphql(query, {}, ann)).toEqual({
      data: {
        viewer: {
          all: { totalCount: 3, nodes: [line('cat', 'ann'), line('ann', 'bob'), line('ann', 'bob')] },
          given: { totalCount: 2 },
          received: { totalCount: 1 },
          past: { nodes: [{ to: '2026-01-01' }] },
          present: { totalCount: 2 },
          page: { nodes: [{ to: null }], pageInfo: { hasPreviousPage: true } },
        },
      },
    });
  });

  it('and node(id) are for its two persons and administrators', async () => {
    const id = await add(toBob);
    const query = 'query ($id: ID!) { node(id: $id) { id } user(userName: "ann") { delegations { totalCount } } }';
    const seen = await Promise.all([ann, bob, cat, administrator].map((user) => server.graphql(query, { id }, user)));
    expect(seen.map(({ data }) => [data.node?.id ?? null, data.user.delegations.totalCount])).toEqual([
      [id, 1],
      [id, 1],
      [null, 0],
      [id, 1],
    ]);
  });

  it('of an inactive delegator do not hold', async () => {
    await add(toBob);
    await server.db.prisma.user.update({ where: { userName: 'ann' }, data: { status: 'INACTIVE' } });
    const { data } = await server.graphql('{ viewer { delegations { nodes { isValid } } } }', {}, bob);
    await server.db.prisma.user.update({ where: { userName: 'ann' }, data: { status: 'ACTIVE' } });
    expect(data.viewer.delegations.nodes).toEqual([{ isValid: false }]);
  });
});
