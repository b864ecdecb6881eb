import { callRefused, refusedAs } from '../../kit/callRefused';
import { addHook, addProcess, addUser, password } from '../../kit/factories';
import { globalId } from '../../kit/globalId';
import { startTestServer, type TestServer } from '../../kit/startTestServer';

let server: TestServer;
let ann: string;
let annId: string;
let stranger: string;
beforeAll(async () => {
  server = await startTestServer();
  await addUser(server, 'ann');
  await addUser(server, 'stranger');
  ann = await addHook(server, 'ann');
  stranger = await addHook(server, 'stranger');
  annId = globalId(`User:${(await server.contextOf('ann')).viewer.id}`);
});
afterAll(() => server.stop());

let processes = 0;
/** The ID of a new process that Ann sees, and a stranger does not. */
async function addItem(more: object = {}, state?: 'TEST'): Promise<string> {
  const participants = [
    { name: 'Requesters', role: 'REQUESTER', users: ['ann'] },
    { name: 'Workers', role: 'ACTOR', users: ['ann'] },
  ];
  const { id } = await addProcess(server, `P ${(processes += 1)}`, { participants, ...more }, state);
  return globalId(`Process:${id}`);
}
async function addView(isShared: boolean): Promise<string> {
  const query = 'mutation ($input: CreateViewInput!) { createView(input: $input) { view { id } } }';
  const input = { name: `View ${Math.random()}`, description: 'All of them', isShared, requests: {} };
  return (await server.graphql(query, { input }, { userName: 'ann', password })).data.createView.view.id;
}
const create = (itemId: string, more: object = {}, token = ann) => server.hook('createFavorite', { itemId, ...more }, {}, token);

async function favoritesOf(userName: string, by = userName) {
  const query = 'query ($userName: String) { user(userName: $userName) { favorites { totalCount nodes { id description itemId } } } }';
  return (await server.graphql(query, { userName }, { userName: by, password })).data.user.favorites;
}

describe('createFavorite', () => {
  it.each<[string, () => Promise<string>, string]>([
    ['the description of the process', () => addItem({ description: 'Expenses' }), 'PROCESS'],
    ['the description of the view', () => addView(false), 'VIEW'],
  ])('takes %s where none is given', async (_, add, type) => {
    const itemId = await add();
    const { status, body } = await create(itemId, { clientMutationId: 'c' });
    expect([status, body]).toEqual([
      200,
      {
        clientMutationId: 'c',
        favorite: {
          id: expect.any(String) as string,
          ownerId: annId,
          description: type === 'VIEW' ? 'All of them' : 'Expenses',
          type,
          itemId,
          onBehalfOf: null,
        },
      },
    ]);
  });

  it('takes the name of a process without a description', async () => {
    const { body } = await create(await addItem());
    expect(body.favorite.description).toBe(`P ${processes}`);
  });

  it('again gives the same favorite, with the new description if there is one', async () => {
    const itemId = await addItem();
    const answers = [await create(itemId, { description: 'A' }), await create(itemId), await create(itemId, { description: 'B' })];
    const { nodes } = await favoritesOf('ann');
    const [{ id }] = answers.map(({ body }) => body.favorite);
    expect([answers.map(({ body }) => [body.favorite.id, body.favorite.description]), nodes[0]]).toEqual([
      [
        [id, 'A'],
        [id, 'A'],
        [id, 'B'],
      ],
      { id, description: 'B', itemId },
    ]);
  });

  it('by many at once gives one favorite', async () => {
    const itemId = await addItem();
    const before = (await favoritesOf('ann')).totalCount;
    const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => create(itemId, { description: `${n}` })));
    const ids = new Set(answers.map(({ body }) => body.favorite?.id));
    expect([answers.map(({ status }) => status), ids.size, (await favoritesOf('ann')).totalCount - before]).toEqual([
      Array(10).fill(200),
      1,
      1,
    ]);
  });

  it('sent twice with one Idempotency-Key is done once, and answers the same', async () => {
    const itemId = await addItem();
    const send = () => server.hook('createFavorite', { itemId, description: 'Once' }, { 'idempotency-key': 'favor it' }, ann);
    const first = await send();
    await server.hook('updateFavorite', { id: itemId, description: 'Changed' }, {}, ann);
    const second = await send();
    const { nodes } = await favoritesOf('ann');
    expect([second.status, second.body, nodes[0].description]).toEqual([200, first.body, 'Changed']);
  });

  it('names the delegator as owner', async () => {
    const { body } = await create(await addItem(), { onBehalfOfUserName: 'ann' });
    expect([body.favorite.ownerId, body.favorite.onBehalfOf]).toEqual([annId, annId]);
  });

  it('for a delegator creates it for them, as far as they delegated', async () => {
    const [reached, other] = [await addItem(), await addItem()];
    const [delegator, delegatee] = [await server.contextOf('ann'), await server.contextOf('stranger')];
    const processName = `P ${processes - 1}`;
    const data = { delegatorId: delegator.viewer.id, delegateeId: delegatee.viewer.id, processName };
    const { id } = await server.db.prisma.delegation.create({ data });
    const shared = await addProcess(server, 'Seen by both');
    const favor = async (itemId: string) => {
      const { status, body } = await create(itemId, { onBehalfOfUserName: 'ann' }, stranger);
      return [status, body.favorite?.ownerId ?? body.code, body.favorite?.onBehalfOf];
    };
    const answers = [await favor(reached), await favor(other), await favor(globalId(`Process:${shared.id}`))];
    await server.db.prisma.delegation.delete({ where: { id } });
    expect([answers, (await favoritesOf('ann')).nodes[0].itemId]).toEqual([
      [
        [200, annId, annId],
        [404, 'NOT_FOUND', undefined],
        [403, 'FORBIDDEN', undefined],
      ],
      reached,
    ]);
  });

  it('of a version that is not active is refused', async () => {
    const itemId = await addItem({}, 'TEST');
    expect(await callRefused(server, 'createFavorite', { itemId }, ann)).toEqual(
      refusedAs(
        409,
        'CONFLICT',
        `CreateFavorite error: Process P ${processes} version 1 is TEST: only an active version can be a favorite`,
      ),
    );
  });

  it.each<[string, () => Promise<object>, number, string, string]>([
    [
      'a process that he cannot see',
      async () => ({ itemId: await addItem() }),
      404,
      'NOT_FOUND',
      'Process or view "{item}" does not exist or is not visible to you',
    ],
    [
      'a version in test that he cannot see',
      async () => ({ itemId: await addItem({}, 'TEST') }),
      404,
      'NOT_FOUND',
      'Process or view "{item}" does not exist or is not visible to you',
    ],
    [
      'a view that is not shared',
      async () => ({ itemId: await addView(false) }),
      404,
      'NOT_FOUND',
      'Process or view "{item}" does not exist or is not visible to you',
    ],
    [
      'an unknown process',
      () => Promise.resolve({ itemId: globalId('Process:999999') }),
      404,
      'NOT_FOUND',
      'Process or view "{item}" does not exist or is not visible to you',
    ],
    [
      'a request',
      () => Promise.resolve({ itemId: globalId('Request:1') }),
      400,
      'BAD_USER_INPUT',
      'itemId: "{item}" is not a valid ID for Process or View',
    ],
    ['no item', () => Promise.resolve({}), 400, 'BAD_USER_INPUT', 'itemId: Field "itemId" of required type "ID!" was not provided.'],
    [
      'an unknown delegator',
      async () => ({ itemId: await addView(true), onBehalfOfUserName: 'nobody' }),
      400,
      'BAD_USER_INPUT',
      'User "nobody" does not exist, so nothing can be done on their behalf',
    ],
    [
      'somebody who delegated nothing',
      () => Promise.resolve({ itemId: globalId('Process:999999'), onBehalfOfUserName: 'ann' }),
      403,
      'FORBIDDEN',
      'ann has not delegated this to stranger',
    ],
    [
      'too long a description',
      async () => ({ itemId: await addView(true), description: 'x'.repeat(10_001) }),
      400,
      'BAD_USER_INPUT',
      'description: must be at most 10,000 characters long',
    ],
  ])('is refused with %s', async (_, add, status, code, error) => {
    const input = await add();
    const refused = await callRefused(server, 'createFavorite', input, stranger);
    const item = 'itemId' in input ? String(input.itemId) : '';
    expect({ ...refused, error: refused.error.replace('input: Field', 'itemId: Field') }).toEqual(
      refusedAs(status, code, `CreateFavorite error: ${error.replace('{item}', item)}`),
    );
  });
});

describe('updateFavorite', () => {
  it.each<[string, (id: string, itemId: string) => object]>([
    ['its own ID', (id) => ({ id })],
    ['the ID of the item', (_, itemId) => ({ id: itemId })],
    ['itemId', (_, itemId) => ({ itemId })],
    ['its own ID in itemId', (id) => ({ itemId: id })],
    ['both', (id, itemId) => ({ id, itemId })],
  ])('finds it by %s', async (_, input) => {
    const itemId = await addItem();
    const { id } = (await create(itemId)).body.favorite;
    const { status, body } = await server.hook('updateFavorite', { ...input(id, itemId), description: 'Mine' }, {}, ann);
    expect([status, body]).toEqual([
      200,
      { clientMutationId: null, favorite: { id, ownerId: annId, description: 'Mine', type: 'PROCESS', itemId, onBehalfOf: null } },
    ]);
  });

  it('without a description leaves the one it has', async () => {
    const itemId = await addItem();
    await create(itemId, { description: 'A' });
    const answers = [
      await server.hook('updateFavorite', { itemId }, {}, ann),
      await server.hook('updateFavorite', { itemId, description: null }, {}, ann),
    ];
    expect(answers.map(({ body }) => body.favorite.description)).toEqual(['A', 'A']);
  });

  it('by many at once answers each, and keeps what one of them said', async () => {
    const itemId = await addItem();
    await create(itemId);
    const update = (description: string) => server.hook('updateFavorite', { itemId, description }, {}, ann);
    const answers = await Promise.all(['a', 'b', 'c', 'd'].map(update));
    const { nodes } = await favoritesOf('ann');
    expect([answers.map(({ body }) => body.favorite.description), ['a', 'b', 'c', 'd'].includes(nodes[0].description)]).toEqual([
      ['a', 'b', 'c', 'd'],
      true,
    ]);
  });

  it('sent twice with one Idempotency-Key is done once', async () => {
    const itemId = await addItem();
    await create(itemId);
    const send = () => server.hook('updateFavorite', { itemId, description: 'Once' }, { 'idempotency-key': 'rename it' }, ann);
    const first = await send();
    await server.hook('updateFavorite', { itemId, description: 'Later' }, {}, ann);
    expect([(await send()).body, (await favoritesOf('ann')).nodes[0].description]).toEqual([first.body, 'Later']);
  });

  it.each<[string, (id: string, itemId: string) => object, number, string, string]>([
    ['nothing', () => ({}), 400, 'BAD_USER_INPUT', 'A favorite ID or item ID is required'],
    [
      'an unknown favorite',
      () => ({ id: globalId('Favorite:999999') }),
      404,
      'NOT_FOUND',
      `You have no favorite "${globalId('Favorite:999999')}"`,
    ],
    [
      'two that disagree',
      (id) => ({ id, itemId: globalId('Process:999999') }),
      400,
      'BAD_USER_INPUT',
      'id and itemId refer to different objects: send one of them, or both for the same object',
    ],
    [
      'the ID of a user',
      () => ({ id: globalId('User:1') }),
      400,
      'BAD_USER_INPUT',
      `id: "${globalId('User:1')}" is not a valid ID for Favorite or Process or View`,
    ],
  ])('is refused with %s', async (_, input, status, code, error) => {
    const itemId = await addItem();
    const { id } = (await create(itemId)).body.favorite;
    expect(await callRefused(server, 'updateFavorite', { ...input(id, itemId), description: 'x' }, ann)).toEqual(
      refusedAs(status, code, `UpdateFavorite error: ${error}`),
    );
  });

  it('is refused with a delegator', async () => {
    const { id } = (await create(await addItem())).body.favorite;
    const error = 'updateFavorite cannot be done on behalf of another user: leave onBehalfOfUserName out';
    expect(await callRefused(server, 'updateFavorite', { id, onBehalfOfUserName: 'ann', description: 'x' }, ann)).toEqual(
      refusedAs(400, 'BAD_USER_INPUT', error),
    );
  });

  it('of a favorite of somebody else is refused as if there were none', async () => {
    const itemId = await addView(true);
    const { id } = (await create(itemId)).body.favorite;
    expect(await callRefused(server, 'updateFavorite', { id, description: 'x' }, stranger)).toEqual(
      refusedAs(404, 'NOT_FOUND', `UpdateFavorite error: You have no favorite "${id}"`),
    );
  });
});

describe('deleteFavorite', () => {
  it('removes it for good, by two at once for one of them, and the item stays', async () => {
    const itemId = await addItem();
    const { id } = (await create(itemId)).body.favorite;
    const answers = await Promise.all([1, 2, 3].map(() => server.hook('deleteFavorite', { id }, {}, ann)));
    const again = (await create(itemId)).body.favorite;
    expect([answers.map(({ status }) => status).sort(), again.id === id]).toEqual([[200, 404, 404], false]);
  });

  it('sent twice with one Idempotency-Key is done once', async () => {
    const itemId = await addItem();
    await create(itemId);
    const send = () => server.hook('deleteFavorite', { itemId }, { 'idempotency-key': 'forget it' }, ann);
    const first = await send();
    await create(itemId);
    const second = await send();
    expect([first.body, second.body, (await favoritesOf('ann')).nodes[0].itemId]).toEqual([
      { clientMutationId: null },
      { clientMutationId: null },
      itemId,
    ]);
  });
});

describe('favorites', () => {
  it('are seen by their owner alone', async () => {
    const { id } = (await create(await addView(true))).body.favorite;
    const node = async (userName: string) =>
      (await server.graphql('query ($id: ID!) { node(id: $id) { id } }', { id }, { userName, password })).data.node;
    expect([await node('ann'), await node('stranger'), await favoritesOf('ann', 'stranger')]).toEqual([
      { id },
      null,
      { totalCount: 0, nodes: [] },
    ]);
  });
});
