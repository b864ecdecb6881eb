import { createGroup } from '../../../src/modules/user/createGroup';
import { countStatements } from '../../kit/countStatements';
import { addHook, addProcess, addRequest, addUser, password } from '../../kit/factories';
import { administrator, startTestServer, type TestServer } from '../../kit/startTestServer';

const people = ['requester', 'anna', 'bert', 'chief'] as const;
type Name = (typeof people)[number];

let server: TestServer;
const tokens = {} as Record<Name, string>;
beforeAll(async () => {
  server = await startTestServer();
  for (const name of [...people, 'gone', 'stranger']) await addUser(server, name);
  for (const name of people) tokens[name] = await addHook(server, name);
  await createGroup.run(await server.contextOf(administrator.userName), { name: 'team', userNames: ['bert', 'gone'] });
  await server.db.prisma.user.update({ where: { userName: 'gone' }, data: { status: 'INACTIVE' } });
});
afterAll(() => server.stop());

let processes = 0;

/** A process whose first action is for the workers anna and the team, coordinated by chief, and assigned like this. */
async function addAssigning(assign: unknown, more: object = {}): Promise<string> {
  const name = `Assigning ${(processes += 1)}`;
  await addProcess(server, name, {
    participants: [
      { name: 'Requesters', role: 'REQUESTER', users: ['requester', 'anna'] },
      { name: 'Workers', role: 'ACTOR', users: ['anna', 'requester'], groups: ['team'], coordinators: ['chief'] },
    ],
    activities: [{ name: 'DO', type: 'USER', participant: 'Workers', assign }],
    ...more,
  });
  return name;
}

/** Resolves to who has the action, who finds it among what they can do now, and who can give it to somebody. */
async function standing(requestNumber: number, number = 1) {
  const { action } = (await server.graphql(`{ action(requestNumber: ${requestNumber}, number: ${number}) { assignee { userName } } }`))
    .data;
  const query = `{ viewer { actions(first: 200) { nodes { requestNumber number } } } action(requestNumber: ${requestNumber}, number: ${number}) { viewerCanAssign } }`;
  const doable: string[] = [];
  const assigning: string[] = [];
  for (const userName of people) {
    const { data } = await server.graphql(query, {}, { userName, password });
    const own = data.viewer.actions.nodes as { requestNumber: number; number: number }[];
    if (own.some((one) => one.requestNumber === requestNumber && one.number === number)) doable.push(userName);
    if (data.action?.viewerCanAssign) assigning.push(userName);
  }
  return { assignee: action.assignee?.userName ?? null, doable, assigning };
}

describe('the assignment', () => {
  const members = ['requester', 'anna', 'bert'];
  it.each<[string, unknown, { assignee: string | null; doable: string[]; assigning: string[] }]>([
    // Members give it to themselves.
    ['SELF_SERVICE', 'SELF_SERVICE', { assignee: null, doable: members, assigning: [...members, 'chief'] }],
    ['REQUESTER', 'REQUESTER', { assignee: 'requester', doable: ['requester'], assigning: ['chief'] }],
    ['INITIATOR', 'INITIATOR', { assignee: null, doable: [], assigning: [...members, 'chief'] }],
    ['COORDINATOR', 'COORDINATOR', { assignee: null, doable: [], assigning: [...members, 'chief'] }],
    ['data', { data: 'TEXT' }, { assignee: 'bert', doable: ['bert'], assigning: ['chief'] }],
  ])('%s says who has an action, who can do it, and who can give it to somebody', async (_, assign, expected) => {
    const parameters = [{ name: 'TEXT', textValue: 'bert' }];
    const number = await addRequest(server, await addAssigning(assign), { parameters }, tokens.requester);
    expect(await standing(number)).toEqual(expected);
  });

  it('sameAs gives it to the last assignee of that activity, otherwise to the user who takes it', async () => {
    const activity = (name: string, assign: unknown) => ({ name, type: 'USER', participant: 'Workers', assign });
    const name = await addAssigning(null, {
      start: ['DO', 'OTHER'],
      activities: [activity('DO', 'SELF_SERVICE'), activity('OTHER', { sameAs: 'DO' }), activity('AGAIN', { sameAs: 'DO' })],
      transitions: [{ from: 'DO', to: 'AGAIN' }],
    });
    const number = await addRequest(server, name, {}, tokens.requester);
    await server.hook('completeAction', { requestNumber: number, number: 1 }, {}, tokens.bert);
    expect([await standing(number, 2), await standing(number, 3)]).toEqual([
      { assignee: null, doable: members, assigning: [...members, 'chief'] },
      { assignee: 'bert', doable: ['bert'], assigning: ['chief'] },
    ]);
  });
});

describe('the assignment by a data', () => {
  it.each(['gone', 'stranger', 'nobody at all'])(
    'leaves an action to its participant where the data names %s, and says so',
    async (textValue) => {
      const number = await addRequest(
        server,
        await addAssigning({ data: 'TEXT' }),
        { parameters: [{ name: 'TEXT', textValue }] },
        tokens.requester,
      );
      const query = `{ request(number: ${number}) { actions { nodes { assignee { userName } } } history { nodes { type detail } } } }`;
      const { request } = (await server.graphql(query)).data;
      const opened = (request.history.nodes as { type: string; detail: { unfit?: string } }[]).find(({ type }) => type === 'ACTION_OPENED');
      expect([request.actions.nodes, opened?.detail.unfit]).toEqual([[{ assignee: null }], textValue]);
      expect((await standing(number)).doable).toEqual(['requester', 'anna', 'bert']);
    },
  );

  it('leaves it to its participant where the data is empty', async () => {
    const processName = await addAssigning({ data: 'TEXT' });
    const number = await addRequest(server, processName, {}, tokens.requester);
    const { assignee } = await standing(number);
    expect(assignee).toBeNull();
  });

  const then = (assign: unknown, before: object[] = []) => ({
    activities: [
      { name: 'DO', type: 'USER', participant: 'Workers' },
      ...before,
      { name: 'NEXT', type: 'USER', participant: 'Workers', assign },
    ],
    transitions:
      before.length > 0
        ? [
            { from: 'DO', to: 'SET' },
            { from: 'SET', to: 'NEXT' },
          ]
        : [{ from: 'DO', to: 'NEXT' }],
  });
  it.each<[string, object[], object[], object[]]>([
    ['what the request held', [{ name: 'TEXT', textValue: 'bert' }], [], []],
    ['what the same call sets', [{ name: 'TEXT', textValue: 'anna' }], [{ name: 'TEXT', textValue: 'bert' }], []],
    [
      'what the process computes',
      [],
      [{ name: 'NUMERIC', numericValue: 1 }],
      [{ name: 'SET', type: 'SET', set: { TEXT: '{{"be" & "rt"}}' } }],
    ],
  ])('goes by %s', async (_, atFirst, parameters, before) => {
    const number = await addRequest(
      server,
      await addAssigning(null, then({ data: 'TEXT' }, before)),
      { parameters: atFirst },
      tokens.requester,
    );
    await server.hook('completeAction', { requestNumber: number, number: 1, parameters }, {}, tokens.anna);
    expect((await standing(number, before.length > 0 ? 3 : 2)).assignee).toBe('bert');
  });

  it.each([
    ['REQUESTER', 'REQUESTER'],
    ['sameAs', { sameAs: 'DO' }],
  ])('leaves an action to its participant where %s names somebody who is not active any more, and says so', async (kind, assign) => {
    const leaver = `leaver_${kind}`;
    await addUser(server, leaver);
    const token = await addHook(server, leaver);
    const name = await addAssigning(null, {
      participants: [
        { name: 'Requesters', role: 'REQUESTER', users: [leaver] },
        { name: 'Workers', role: 'ACTOR', users: [leaver, 'anna'], groups: ['team'] },
      ],
      activities: ['DO', 'WAIT', 'NEXT'].map((activity) => ({
        name: activity,
        type: 'USER',
        participant: 'Workers',
        ...(activity === 'NEXT' && { assign }),
      })),
      transitions: [
        { from: 'DO', to: 'WAIT' },
        { from: 'WAIT', to: 'NEXT' },
      ],
    });
    const number = await addRequest(server, name, {}, token);
    await server.hook('completeAction', { requestNumber: number, number: 1 }, {}, token);
    await server.db.prisma.user.update({ where: { userName: leaver }, data: { status: 'INACTIVE' } });
    await server.hook('completeAction', { requestNumber: number, number: 2 }, {}, tokens.anna);
    const { data } = await server.graphql(`{ request(number: ${number}) { history { nodes { type detail } } } }`);
    const opened = (data.request.history.nodes as { type: string; detail: object }[]).filter(({ type }) => type === 'ACTION_OPENED').pop();
    expect([opened?.detail, await standing(number, 3)]).toMatchObject([{ unfit: leaver }, { assignee: null, doable: ['anna', 'bert'] }]);
  });

  it('takes three round trips to the database like any other', async () => {
    const name = await addAssigning({ data: 'TEXT' });
    const input = { processName: name, parameters: [{ name: 'TEXT', textValue: 'bert' }] };
    await server.hook('createRequest', input, {}, tokens.requester);
    expect(await countStatements(server.db, () => server.hook('createRequest', input, {}, tokens.requester))).toHaveLength(3);
  });
});

describe('the filter stuck', () => {
  it('finds open actions that no active user can do, and nothing else', async () => {
    await addUser(server, 'absent');
    const only = (users: string[]) => ({
      participants: [
        { name: 'Requesters', role: 'REQUESTER', everyone: true },
        { name: 'Workers', role: 'ACTOR', users, coordinators: ['chief'] },
      ],
    });
    const inactive = await addRequest(server, await addAssigning({ data: 'TEXT' }, only(['absent', 'anna'])), {
      parameters: [{ name: 'TEXT', textValue: 'absent' }],
    });
    const empty = await addRequest(server, await addAssigning('SELF_SERVICE', only(['absent'])));
    const fine = await addRequest(server, await addAssigning('SELF_SERVICE', only(['absent', 'anna'])));
    const closed = await addRequest(server, await addAssigning('SELF_SERVICE', only(['absent'])));
    await server.hook('cancelRequest', { number: closed });
    await server.db.prisma.user.update({ where: { userName: 'absent' }, data: { status: 'ARCHIVED' } });
    const query = 'query ($stuck: Boolean) { actions(filter: { stuck: $stuck }, first: 200) { nodes { requestNumber } } }';
    const found = async (stuck: boolean) => {
      const { data } = await server.graphql(query, { stuck });
      const numbers = (data.actions.nodes as { requestNumber: number }[]).map(({ requestNumber }) => requestNumber);
      return [inactive, empty, fine, closed].map((number) => numbers.includes(number));
    };
    expect([await found(true), await found(false)]).toEqual([
      [true, true, false, false],
      [false, false, true, true],
    ]);
  });
});
