import { addHook, addProcess, addRequest, addUser } from '../../kit/factories';
import { globalId } from '../../kit/globalId';
import { startProxy } from '../../kit/startProxy';
import { startReplica, type Replica } from '../../kit/startReplica';
import { startTestServer, type TestServer } from '../../kit/startTestServer';
import { subscribe } from '../../kit/subscribe';
import { until } from '../../kit/until';

let server: TestServer;
let replica: Replica;
let ann: { userName: string; password: string };
let bob: { userName: string; password: string };
let hookOfAnn: string;
beforeAll(async () => {
  server = await startTestServer();
  replica = await startReplica(server);
  ann = await addUser(server, 'ann');
  bob = await addUser(server, 'bob');
  hookOfAnn = await addHook(server, 'ann');
  const participants = [
    { name: 'Requesters', role: 'REQUESTER', everyone: true },
    { name: 'Workers', role: 'ACTOR', users: ['ann'] },
  ];
  await addProcess(server, 'P', { participants });
  await addProcess(server, 'OTHERS', { participants: [participants[0], { name: 'Workers', role: 'ACTOR', users: ['admin'] }] });
});
afterAll(async () => {
  await replica.stop();
  await server.stop();
});

const requestChanged = 'subscription ($id: ID!) { requestChanged(id: $id) { status data(names: ["TEXT"]) { textValue } } }';
const myActionsChanged = 'subscription { myActionsChanged { userName actions { totalCount } } }';
const state = (status: string, textValue: string | null = null) => ({ data: { requestChanged: { status, data: [{ textValue }] } } });
const todo = (totalCount: number, userName = 'ann') => ({ data: { myActionsChanged: { userName, actions: { totalCount } } } });
const setText = (number: number, text: string) =>
  server.hook('updateRequestDataset', { number, parameters: [{ name: 'TEXT', textValue: text }] });

describe('requestChanged', () => {
  it('tells how the request is now, and again after each change, in whatever process it was made', async () => {
    const number = await addRequest(server, 'P');
    const here = await subscribe(server.url, requestChanged, { id: globalId(`Request:${number}`) });
    const there = await subscribe(replica.url, requestChanged, { id: globalId(`Request:${number}`) });
    const first = [await here.next(), await there.next()];
    await setText(number, 'a');
    const second = [await here.next(), await there.next()];
    await server.hook('cancelRequest', { number });
    const third = [await here.next(), await there.next()];
    here.leave();
    there.leave();
    expect([first, second, third]).toEqual([state('OPEN'), state('OPEN', 'a'), state('CLOSED', 'a')].map((one) => [one, one]));
  });

  it('tells of many changes at once in few events, the last of which is how it is', async () => {
    const number = await addRequest(server, 'P');
    const subscribed = await subscribe(replica.url, requestChanged, { id: globalId(`Request:${number}`) });
    await subscribed.next();
    const begun = performance.now();
    for (let n = 1; n <= 60; n += 1) await setText(number, String(n));
    const events = [];
    do events.push(await subscribed.next());
    while (events.at(-1).data.requestChanged.data[0].textValue !== '60');
    subscribed.leave();
    // Each rests for a quarter of a second, however long the changes take.
    expect(events.length).toBeLessThanOrEqual((performance.now() - begun) / 250 + 2);
  });

  it.each([
    [
      'a request that is not there',
      () => globalId('Request:99999999'),
      'Request "99999999" does not exist or is not visible to you',
      'NOT_FOUND',
    ],
    ['the ID of something else', () => globalId('User:1'), `id: "${globalId('User:1')}" is not a valid ID for Request`, 'BAD_USER_INPUT'],
  ])('refuses %s', async (_, id, message, code) => {
    const subscribed = await subscribe(server.url, requestChanged, { id: id() });
    const answer = await subscribed.next();
    expect([answer.errors[0].message, answer.errors[0].extensions.code, await subscribed.next()]).toEqual([message, code, 'complete']);
  });

  it('refuses a request that the viewer may not see like one that is not there', async () => {
    const number = await addRequest(server, 'OTHERS');
    const subscribed = await subscribe(server.url, requestChanged, { id: globalId(`Request:${number}`) }, bob);
    expect((await subscribed.next()).errors[0].extensions).toEqual({ code: 'NOT_FOUND', reason: 'REQUEST_NOT_FOUND' });
  });

  it('ends with the change after which the viewer may not see it any more', async () => {
    const number = await addRequest(server, 'OTHERS');
    const admin = await server.contextOf('admin');
    const { db } = admin;
    const process = await db.prisma.process.findFirstOrThrow({ where: { name: 'OTHERS' } });
    const { id: userId } = await db.prisma.user.findUniqueOrThrow({ where: { userName: 'bob' } });
    const membership = { processId: process.id, participant: 'Workers', userId, isCoordinator: false };
    await db.prisma.participantUser.create({ data: membership });
    const subscribed = await subscribe(server.url, requestChanged, { id: globalId(`Request:${number}`) }, bob);
    const first = await subscribed.next();
    await db.prisma.participantUser.deleteMany({ where: membership });
    await setText(number, 'not for him');
    expect([first, await subscribed.next(), await subscribed.next()]).toEqual([state('OPEN'), 'complete', 'closed']);
  });

  it('tells a user who is made inactive so, and ends', async () => {
    const carl = await addUser(server, 'carl');
    const number = await addRequest(server, 'P', {}, await addHook(server, 'carl'));
    const subscribed = await subscribe(server.url, requestChanged, { id: globalId(`Request:${number}`) }, carl);
    await subscribed.next();
    await server.graphql('mutation { setUserStatus(input: { userName: "carl", status: INACTIVE }) { user { id } } }');
    await setText(number, 'not for him');
    const told = await subscribed.next();
    expect([told.data, told.errors[0].extensions.code, await subscribed.next()]).toEqual([undefined, 'UNAUTHENTICATED', 'complete']);
  });

  it('goes on after the database was out of reach, and misses nothing', async () => {
    const number = await addRequest(server, 'P');
    const proxy = await startProxy(server.databaseUrl);
    const behind = await startReplica({ databaseUrl: proxy.databaseUrl });
    const subscribed = await subscribe(behind.url, requestChanged, { id: globalId(`Request:${number}`) });
    await subscribed.next();
    await server.db.query({
      name: 'cut',
      text: `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'sluice listens' AND datname = current_database()`,
      values: [],
    });
    await setText(number, 'meanwhile');
    const event = await subscribed.next();
    await setText(number, 'afterwards');
    const after = await subscribed.next();
    subscribed.leave();
    await behind.stop();
    await proxy.stop();
    expect([event, after]).toEqual([state('OPEN', 'meanwhile'), state('OPEN', 'afterwards')]);
  });
});

describe('myActionsChanged', () => {
  it('tells what the viewer can do now, and again when there is more or less of it', async () => {
    const subscribed = await subscribe(replica.url, myActionsChanged, {}, ann);
    const totalCount = Number((await subscribed.next()).data.myActionsChanged.actions.totalCount);
    const number = await addRequest(server, 'P');
    const more = await subscribed.next();
    await server.hook('completeAction', { requestNumber: number, number: 1 }, {}, hookOfAnn);
    const less = await subscribed.next();
    subscribed.leave();
    expect([more, less]).toEqual([todo(totalCount + 1), todo(totalCount)]);
  });

  it('says nothing of what changes nothing for the viewer', async () => {
    const subscribed = await subscribe(server.url, myActionsChanged, {}, bob);
    const first = await subscribed.next();
    const number = await addRequest(server, 'P');
    await setText(number, 'x');
    await addRequest(server, 'OTHERS');
    // Then something that does: were the rest told, it would come first.
    await addProcess(server, 'BOBS', {
      participants: [
        { name: 'Requesters', role: 'REQUESTER', everyone: true },
        { name: 'Workers', role: 'ACTOR', users: ['bob'] },
      ],
    });
    await addRequest(server, 'BOBS');
    expect([first, await subscribed.next(), subscribed.waiting]).toEqual([todo(0, 'bob'), todo(1, 'bob'), []]);
    subscribed.leave();
  });

  it('tells of what others delegated', async () => {
    const dora = await addUser(server, 'dora');
    await server.graphql(
      'mutation { createDelegation(input: { delegatorUserName: "ann", delegateeUserName: "dora" }) { delegation { id } } }',
    );
    const subscribed = await subscribe(server.url, myActionsChanged, {}, dora);
    const totalCount = Number((await subscribed.next()).data.myActionsChanged.actions.totalCount);
    await addRequest(server, 'P');
    expect(await subscribed.next()).toEqual(todo(totalCount + 1, 'dora'));
    subscribed.leave();
  });
});

describe('subscriptions', () => {
  it('are told to two hundred at once', async () => {
    const number = await addRequest(server, 'P');
    const all = await Promise.all(
      Array.from({ length: 200 }, (_, n) =>
        subscribe(
          n % 2 ? server.url : replica.url,
          n % 4 < 2 ? requestChanged : myActionsChanged,
          { id: globalId(`Request:${number}`) },
          n < 100 ? ann : undefined,
        ),
      ),
    );
    await Promise.all(all.map((one) => one.next()));
    await server.hook('completeAction', { requestNumber: number, number: 1 }, {}, hookOfAnn);
    const events = await Promise.all(all.filter((_, n) => n % 4 < 2).map((one) => one.next()));
    all.forEach((one) => one.leave());
    expect(new Set(events.map((event) => event.data.requestChanged.status))).toEqual(new Set(['CLOSED']));
  }, 30_000);

  it('take no place among the requests that are worked on', async () => {
    const narrow = await startReplica(server, { maxConcurrentRequests: 1 });
    const subscribed = await subscribe(narrow.url, myActionsChanged);
    await subscribed.next();
    const { status } = await narrow.post(`/hooks/${server.token}`, { operation: 'createRequest', args: { input: { processName: 'P' } } });
    subscribed.leave();
    await narrow.stop();
    expect(status).toBe(200);
  });

  it.each([
    ['a user', { maxUserSubscriptions: 2 }, 'You already have 2 subscriptions: close one, or poll instead'],
    ['all', { maxSubscriptions: 2 }, 'All users together already have 2 subscriptions: close one, or poll instead'],
  ])('are limited for %s, and free again when they end', async (_, limits, message) => {
    const narrow = await startReplica(server, limits);
    const open = [await subscribe(narrow.url, myActionsChanged), await subscribe(narrow.url, myActionsChanged)];
    const refused = await subscribe(narrow.url, myActionsChanged);
    const { errors } = await refused.next();
    open[0]!.leave();
    await until(async () => {
      const again = await subscribe(narrow.url, myActionsChanged);
      const event = await again.next();
      again.leave();
      return event.data;
    });
    open[1]!.leave();
    await narrow.stop();
    expect([errors[0].message, errors[0].extensions.code]).toEqual([message, 'TOO_MANY_REQUESTS']);
  });

  it('end at once when the process stops', async () => {
    // What it would wait for, if it did, is longer than this test may take.
    const stopping = await startReplica(server, { requestTimeoutMs: 600_000 });
    const subscribed = await subscribe(stopping.url, myActionsChanged);
    await subscribed.next();
    await stopping.stop();
    expect([await subscribed.next(), await subscribed.next()]).toEqual(['complete', 'closed']);
  });

  it.each([
    [
      'too deep',
      `subscription { myActionsChanged { ${'groups { users { nodes { '.repeat(6)} id ${'} } }'.repeat(6)} } }`,
      /nests deeper than 15 levels/,
    ],
    ['two at once', 'subscription { myActionsChanged { id } other: myActionsChanged { id } }', /only one top level field/],
  ])('are refused when they are %s', async (_, query, message) => {
    const subscribed = await subscribe(server.url, query);
    expect((await subscribed.next()).errors[0].message).toMatch(message);
  });

  it('need a token that may read', async () => {
    const { data } = await server.graphql('mutation { createApiToken(input: { name: "t", scopes: ["operations"] }) { token } }');
    const subscribed = await subscribe(server.url, myActionsChanged, {}, undefined, {
      authorization: `Bearer ${data.createApiToken.token}`,
    });
    expect((await subscribed.next()).errors[0].extensions.code).toBe('FORBIDDEN');
  });
});
