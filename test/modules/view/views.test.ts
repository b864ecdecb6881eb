import { addHook, addProcess, addRequest, addUser, password } from '../../kit/factories';
import { globalId } from '../../kit/globalId';
import { startTestServer, type TestServer } from '../../kit/startTestServer';

let server: TestServer;
let open: number;
let late: number;
let hidden: number;
beforeAll(async () => {
  server = await startTestServer();
  for (const userName of ['ann', 'bob']) await addUser(server, userName);
  const mine = [
    { name: 'Requesters', role: 'REQUESTER', users: ['ann'] },
    { name: 'Workers', role: 'ACTOR', users: ['ann'] },
  ];
  await addProcess(server, 'P');
  await addProcess(server, 'Q', { participants: mine });
  const ann = await addHook(server, 'ann');
  open = await addRequest(server, 'P', { parameters: [{ name: 'DATE', dateTimeValue: '2026-01-02' }] });
  late = await addRequest(server, 'P', { parameters: [{ name: 'DATE', dateTimeValue: '2026-01-02' }] });
  hidden = await addRequest(server, 'Q', { parameters: [{ name: 'DATE', dateTimeValue: '2026-01-02T00:00:00Z' }] }, ann);
  await addRequest(server, 'P');
});
afterAll(() => server.stop());

const fields = 'id name description kind isShared filter orderBy owner { userName } viewerCanChange';
type Mutation = 'createView' | 'updateView' | 'deleteView';

/** The payload, or the code and message of the refusal. */
async function call(mutation: Mutation, input: object, userName = 'ann') {
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input!`;
  const asked = mutation === 'deleteView' ? 'clientMutationId' : `view { ${fields} }`;
  const query = `mutation ($input: ${type}) { ${mutation}(input: $input) { ${asked} } }`;
  const { data, errors } = await server.graphql(query, { input }, { userName, password });
  return errors ? `${errors[0].extensions.code}: ${errors[0].message}` : data[mutation];
}
const fresh = () => `View ${Math.random()}`;
const add = async (input: object = {}) =>
  (await call('createView', { name: fresh(), requests: {}, ...input })).view as { id: string; name: string };

async function openView(
  id: string,
  userName = 'ann',
  fieldsOf = 'requests { totalCount nodes { number } } actions { nodes { requestNumber } }',
) {
  const query = `query ($id: ID!) { node(id: $id) { ... on View { ${fieldsOf} } } }`;
  const { data, errors } = await server.graphql(query, { id }, { userName, password });
  return errors ? `${errors[0].extensions.code}: ${errors[0].message}` : data.node;
}

describe('createView', () => {
  it('saves which requests to list, and in which order', async () => {
    const name = fresh();
    const filter = { status: 'OPEN', data: [{ name: 'DATE', dateTimeValue: '2026-01-02' }], openedSince: '2020-01-01' };
    const orderBy = { field: 'OPENED_AT', direction: 'ASC' };
    const { view } = await call('createView', { name, description: 'Old ones', requests: { filter, orderBy } });
    const stored = {
      ...filter,
      data: [{ name: 'DATE', dateTimeValue: '2026-01-02T00:00:00.000Z' }],
      openedSince: '2020-01-01T00:00:00.000Z',
    };
    expect([view, await openView(view.id)]).toEqual([
      {
        id: expect.any(String) as string,
        name,
        description: 'Old ones',
        kind: 'REQUESTS',
        isShared: false,
        filter: stored,
        orderBy,
        owner: { userName: 'ann' },
        viewerCanChange: true,
      },
      { requests: { totalCount: 3, nodes: [{ number: open }, { number: late }, { number: hidden }] }, actions: null },
    ]);
  });

  it('saves which actions to list', async () => {
    const { id } = await add({ requests: null, actions: { filter: { processName: 'Q' } } });
    expect(await openView(id)).toEqual({ requests: null, actions: { nodes: [{ requestNumber: hidden }] } });
  });

  it.each<[string, object, string]>([
    ['no list', { requests: null }, 'BAD_USER_INPUT: What the view lists (requests or actions) is required'],
    ['two lists', { actions: {} }, 'BAD_USER_INPUT: requests: cannot be combined with actions: send requests or actions'],
    [
      'a filter that there is not',
      { requests: { filter: { color: 'red' } } },
      'BAD_USER_INPUT: requests.filter: Field "color" is not defined by type "RequestFilter".',
    ],
    [
      'a data filter that no list takes',
      { requests: { filter: { data: [{ name: 'TEXT' }] } } },
      'BAD_USER_INPUT: filter.data "TEXT": must have exactly one value field',
    ],
    ['no name', { name: '' }, 'BAD_USER_INPUT: name: must be a name of 1 to 64 characters, not ""'],
  ])('is refused with %s', async (_, input, error) => {
    expect(await call('createView', { name: fresh(), requests: {}, ...input })).toBe(error);
  });

  it('sent twice, or by two at once, is done once', async () => {
    const name = fresh();
    const answers = await Promise.all([1, 2, 3].map(() => call('createView', { name, requests: {} })));
    const refused = answers.filter((answer) => answer === `CONFLICT: You already have a view "${name}": choose another name`);
    const others = await call('createView', { name, requests: {} }, 'bob');
    expect([refused.length, others.view.name]).toEqual([2, name]);
  });
});

describe('updateView', () => {
  it('changes what is given, and leaves the rest', async () => {
    const { id, name } = await add({
      description: 'Old',
      requests: { filter: { number: 1 }, orderBy: { field: 'NUMBER', direction: 'ASC' } },
    });
    const first = await call('updateView', { id, description: 'New', isShared: true });
    const second = await call('updateView', { id, actions: {} });
    const view = { id, name, description: 'New', isShared: true, owner: { userName: 'ann' }, viewerCanChange: true };
    expect([first.view, second.view]).toEqual([
      { ...view, kind: 'REQUESTS', filter: { number: 1 }, orderBy: { field: 'NUMBER', direction: 'ASC' } },
      { ...view, kind: 'ACTIONS', filter: {}, orderBy: null },
    ]);
  });

  it('does not take a name that another view of the owner has', async () => {
    const [one, two] = [await add(), await add()];
    const answers = await Promise.all([
      call('updateView', { id: one.id, name: two.name }),
      call('updateView', { id: one.id, name: one.name }),
    ]);
    expect([answers[0], answers[1].view.name]).toEqual([`CONFLICT: You already have a view "${two.name}": choose another name`, one.name]);
  });

  it('by two at once gives a name to one of them', async () => {
    const name = fresh();
    const ids = [(await add()).id, (await add()).id];
    const answers = await Promise.all(ids.map((id) => call('updateView', { id, name })));
    expect(answers.filter((answer) => typeof answer === 'string')).toEqual([
      `CONFLICT: You already have a view "${name}": choose another name`,
    ]);
  });
});

describe('deleteView', () => {
  it('removes it and the favorites of it; sent twice it is there no more', async () => {
    const { id } = await add({ isShared: true });
    await server.hook('createFavorite', { itemId: id });
    const first = await call('deleteView', { id });
    expect([first, await call('deleteView', { id }), await server.db.prisma.favorite.count()]).toEqual([
      { clientMutationId: null },
      `NOT_FOUND: View "${id}" does not exist or is not visible to you`,
      0,
    ]);
  });
});

describe('views', () => {
  it('leave an entry in the audit trail for each change', async () => {
    const { id, name } = await add();
    await call('updateView', { id, isShared: true });
    await call('deleteView', { id });
    const query = `query { auditEntries(first: 2) { nodes { operation subjectType subjectName subjectId changes { field from to } } } }`;
    const { data } = await server.graphql(query);
    const subject = { subjectType: 'View', subjectName: name, subjectId: id };
    const was = (field: string, from: unknown) => ({ field, from, to: null });
    expect(data.auditEntries.nodes).toEqual([
      {
        operation: 'deleteView',
        ...subject,
        changes: [was('filter', {}), was('isShared', true), was('kind', 'REQUESTS'), was('name', name)],
      },
      { operation: 'updateView', ...subject, changes: [{ field: 'isShared', from: false, to: true }] },
    ]);
  });

  it('show users only what they can see themselves', async () => {
    const { id } = await add({ isShared: true, requests: { filter: { data: [{ name: 'DATE', dateTimeValue: '2026-01-02' }] } } });
    const numbers = async (userName: string) => {
      const { requests } = await openView(id, userName, 'requests { nodes { number } }');
      return (requests.nodes as { number: number }[]).map(({ number }) => number);
    };
    expect([await numbers('ann'), await numbers('bob')]).toEqual([
      [hidden, late, open],
      [late, open],
    ]);
  });

  it('come in pages', async () => {
    const { id } = await add({ requests: { filter: { processName: 'P' }, orderBy: { field: 'NUMBER', direction: 'ASC' } } });
    const first = (await openView(id, 'ann', 'requests(first: 1) { nodes { number } pageInfo { endCursor } }')).requests;
    const second = (await openView(id, 'ann', `requests(first: 1, after: "${first.pageInfo.endCursor}") { nodes { number } }`)).requests;
    expect([first.nodes, second.nodes]).toEqual([[{ number: open }], [{ number: late }]]);
  });

  it('are listed to their owner, and to everybody where they are shared', async () => {
    await server.db.prisma.view.deleteMany();
    const [own, shared] = [await add(), await add({ isShared: true })];
    const query = `query { viewer { views { nodes { id } } } user(userName: "ann") { views { totalCount nodes { id } } }
      views(filter: { kind: REQUESTS }) { nodes { id } } }`;
    const ask = async (userName: string) => (await server.graphql(query, {}, { userName, password })).data;
    const both = [{ id: shared.id }, { id: own.id }];
    const one = [{ id: shared.id }];
    expect([await ask('ann'), await ask('bob'), await openView(own.id, 'bob')]).toEqual([
      { viewer: { views: { nodes: both } }, user: { views: { totalCount: 2, nodes: both } }, views: { nodes: both } },
      { viewer: { views: { nodes: [] } }, user: { views: { totalCount: 1, nodes: one } }, views: { nodes: one } },
      null,
    ]);
  });

  it('with an outdated filter report it', async () => {
    const { id, name } = await add();
    await server.db.prisma.view.updateMany({ where: { name }, data: { filter: { color: 'red' } } });
    expect(await openView(id)).toBe(
      `CONFLICT: The view ${name} refers to something that no longer exists: update it (RequestFilter: Field "color" is not defined by type "RequestFilter".)`,
    );
  });

  it('of others are changed by nobody but their owner, and shared ones by administrators', async () => {
    const [own, shared] = [await add(), await add({ isShared: true })];
    const byAdmin = await server.graphql('mutation ($id: ID!) { updateView(input: { id: $id, isShared: false }) { view { isShared } } }', {
      id: shared.id,
    });
    expect([
      await call('updateView', { id: own.id }, 'bob'),
      await call('deleteView', { id: globalId('View:999999') }),
      byAdmin.data,
    ]).toEqual([
      `NOT_FOUND: View "${own.id}" does not exist or is not visible to you`,
      `NOT_FOUND: View "${globalId('View:999999')}" does not exist or is not visible to you`,
      { updateView: { view: { isShared: false } } },
    ]);
  });
});
