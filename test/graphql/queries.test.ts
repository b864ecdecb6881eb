import { buildSchema, isObjectType } from 'graphql';
import { typeDefs } from '../../src/graphql/createSchema';
import { limits } from '../../src/limits';
import { addHook, addProcess, addRequest, addUser } from '../kit/factories';
import { countStatements } from '../kit/countStatements';
import { startTestServer, type TestServer } from '../kit/startTestServer';

type User = { userName: string; password: string };

let server: TestServer;
let clerk: User;
let stranger: User;
let closed: number;
let open: number;
let secret: number;
beforeAll(async () => {
  server = await startTestServer();
  clerk = await addUser(server, 'clerk');
  stranger = await addUser(server, 'stranger');
  const own = [
    { name: 'Requesters', role: 'REQUESTER', users: ['clerk'] },
    { name: 'Workers', role: 'ACTOR', users: ['clerk'] },
  ];
  await addProcess(server, 'Open');
  await addProcess(server, 'Secret', { participants: own, folder: 'Hidden' });
  const token = await addHook(server, 'clerk');
  closed = await addRequest(server, 'Open', {
    parameters: [
      { name: 'TEXT', textValue: 'red' },
      { name: 'NUMERIC', numericValue: 1.5 },
    ],
  });
  open = await addRequest(server, 'Open', {
    parameters: [
      { name: 'TEXT', textValue: 'blue' },
      { name: 'DATE', dateTimeValue: '2026-01-02' },
    ],
  });
  secret = await addRequest(server, 'Secret', {}, token);
  await server.graphql(`mutation {
    createGroup(input: { name: "Readers" }) { group { id } }
    createCallback(input: { url: "https://crm.example/a", events: ["request.failed"] }) { callback { id } }
    createView(input: { name: "Mine", requests: {} }) { view { id } }
  }`);
  await server.hook('completeAction', { requestNumber: closed, number: 1 });
});
afterAll(() => server.stop());

async function ask(query: string, variables: object = {}, user?: User) {
  const { data, errors } = await server.graphql(query, variables, user);
  if (errors) throw new Error(`${errors[0].extensions.code}: ${errors[0].message}`);
  return data;
}

const id = (text: string) => Buffer.from(text).toString('base64');

describe('look-ups', () => {
  it('find a request by number, by ID, or by both', async () => {
    const asked = [{ number: open }, { id: id(`Request:${open}`) }, { number: open, id: id(`Request:${open}`) }, { number: 999_999 }];
    const found = await Promise.all(
      asked.map((one) => ask('query ($number: Int, $id: ID) { request(number: $number, id: $id) { number } }', one)),
    );
    expect(found.map(({ request }) => request)).toEqual([{ number: open }, { number: open }, { number: open }, null]);
  });

  it.each([
    ['group', '(name: "Readers")', '(id: $id)', '(name: "readers")'],
    ['folder', '(name: "Hidden")', '(id: $id)', '(name: "Hid")'],
    ['application', '(name: "Test hook")', '(id: $id)', '(name: "")'],
    ['callback', '(url: "https://crm.example/a")', '(id: $id, url: "https://crm.example/a")', '(url: "https://crm.example")'],
    ['view', '(name: "Mine")', '(id: $id, name: "Mine")', '(name: "Mine", ownerUserName: "clerk")'],
  ])('find a %s by its name, its ID, or both; null where there is none', async (field, byName, byId, unknown) => {
    const named = await ask(`{ found: ${field}${byName} { id } none: ${field}${unknown} { id } }`);
    const again = await ask(`query ($id: ID) { found: ${field}${byId} { id } }`, { id: named.found.id });
    expect([again.found, named.none]).toEqual([named.found, null]);
  });

  it.each([
    ['group', '{ group { id } }', 'The ID or name of the group is required'],
    ['callback', '{ callback { id } }', 'The ID or url of the callback is required'],
    ['folder', '{ folder(id: "R3JvdXA6MQ==") { id } }', 'id: "R3JvdXA6MQ==" is not a valid ID for Folder'],
    [
      'group',
      '{ group(id: "R3JvdXA6MQ==", name: "other") { id } }',
      'id and name refer to different objects: send one of them, or both for the same object',
    ],
  ])('refuse %s where it is not clear what is meant: %s', async (_, query, message) => {
    await expect(ask(query)).rejects.toThrow(`BAD_USER_INPUT: ${message}`);
  });

  it('find many by name with one statement', async () => {
    const names = Array.from({ length: 10 }, (_, n) => `g${n}: group(name: "Group ${n}") { id }`);
    const sent = await countStatements(server.db, () => ask(`{ ${names.join(' ')} }`));
    expect(sent.filter((text) => text.includes('FROM "group"'))).toHaveLength(1);
  });

  it('find an action by the numbers of its request and itself, or by ID', async () => {
    const asked = [{ requestNumber: open, number: 1 }, { id: id(`Action:${open}---1`) }, { requestNumber: open, number: 2 }];
    const query =
      'query ($requestNumber: Int, $number: Int, $id: ID) { action(requestNumber: $requestNumber, number: $number, id: $id) { id activity { name type } } }';
    const found = await Promise.all(asked.map((one) => ask(query, one)));
    const action = { id: id(`Action:${open}---1`), activity: { name: 'DO', type: 'USER' } };
    expect(found.map(({ action: one }) => one)).toEqual([action, action, null]);
  });

  it('find a process by name, by version, in test, or by ID', async () => {
    await addProcess(server, 'Open', { version: 2 }, 'TEST');
    const query =
      'query ($name: String, $version: Int, $inTest: Boolean, $id: ID) { process(name: $name, version: $version, inTest: $inTest, id: $id) { id version } }';
    const { process } = await ask(query, { name: 'Open', inTest: true });
    const asked = [{ name: 'Open' }, { name: 'Open', version: 2 }, { id: process.id }, { name: 'Open', version: 3 }, { name: 'None' }];
    const found = await Promise.all(asked.map((one) => ask(query, one)));
    expect(found.map(({ process: one }) => one?.version ?? null)).toEqual([1, 2, 2, null, null]);
  });

  it.each([
    ['{ request { id } }'],
    [`{ request(id: "${id('User:1')}") { id } }`],
    [`{ request(number: 1, id: "${id('Request:2')}") { id } }`],
    ['{ action(requestNumber: 1) { id } }'],
    [`{ action(id: "${id('Action:1')}") { id } }`],
    ['{ process { id } }'],
    ['{ process(version: 1) { id } }'],
    [`{ process(id: "${id('Process:1')}", name: "Secret") { id } }`],
    ['{ user { id } }'],
  ])('refuse what names nothing, something of another type, or two things: %s', async (query) => {
    await expect(ask(query)).rejects.toThrow('BAD_USER_INPUT');
  });
});

describe('node and nodes', () => {
  it('give everything that has an ID, in the order asked for, and null for what is malformed, unknown or of no type', async () => {
    const { process, viewer, application } = await ask(
      '{ process(name: "Open") { id folder { id } } viewer { id } application: applications { nodes { id } } }',
    );
    const known = [id(`Request:${open}`), id(`Action:${open}---1`), process.id, process.folder.id, viewer.id, application.nodes[0].id];
    const bad = [
      '',
      'x',
      id('Request:0'),
      id('Request:01'),
      id('Request:1.5'),
      id('Request:999999'),
      id('Request:1---1'),
      id('Action:1'),
      id('Nothing:1'),
      id('Assignee:1'),
      id('toString:1'),
      id('Folder:1').replace('=', ''),
      `${known[0]} `,
    ];
    const { nodes } = await ask('query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }', { ids: [...bad, ...known] });
    expect(nodes).toEqual([
      ...bad.map(() => null),
      ...['Request', 'Action', 'Process', 'Folder', 'User', 'Application'].map((type, n) => ({ __typename: type, id: known[n] })),
    ]);
  });

  it('take 200 IDs at most', async () => {
    const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
    expect((await ask(query, { ids: Array(200).fill('x') })).nodes).toHaveLength(200);
    await expect(ask(query, { ids: Array(201).fill('x') })).rejects.toThrow('BAD_USER_INPUT');
  });
});

describe('requests', () => {
  const since = '2026-01-01';
  it.each<[string, () => object, () => number[]]>([
    ['number', () => ({ number: open }), () => [open]],
    ['status', () => ({ status: 'CLOSED' }), () => [closed]],
    ['sub-status', () => ({ subStatus: 'COMPLETED' }), () => [closed]],
    ['process', () => ({ processName: 'Secret' }), () => [secret]],
    ['version', () => ({ processName: 'Open', processVersion: 1 }), () => [open, closed]],
    ['another version', () => ({ processName: 'Open', processVersion: 2 }), () => []],
    ['requester', () => ({ requesterUserName: 'clerk' }), () => [secret]],
    ['test', () => ({ isTest: true }), () => []],
    ['opening since', () => ({ openedSince: since }), () => [secret, open, closed]],
    ['opening before', () => ({ openedBefore: since }), () => []],
    ['closing since', () => ({ closedSince: since }), () => [closed]],
    ['closing before', () => ({ closedBefore: since }), () => []],
    ['numbers', () => ({ numbers: [open, secret, 999_999] }), () => [secret, open]],
    ['statuses', () => ({ statuses: ['OPEN', 'CLOSED'] }), () => [secret, open, closed]],
    ['one status of a list', () => ({ statuses: ['CLOSED'] }), () => [closed]],
    ['no status', () => ({ statuses: [] }), () => []],
    ['sub-statuses', () => ({ subStatuses: ['COMPLETED', 'ERROR'] }), () => [closed]],
    ['processes', () => ({ processNames: ['Secret', 'Open', 'Nowhere'] }), () => [secret, open, closed]],
    ['no process', () => ({ processNames: [] }), () => []],
    ['requesters', () => ({ requesterUserNames: ['clerk', 'nobody', 'clerk'] }), () => [secret]],
    ['requesters and processes', () => ({ requesterUserNames: ['clerk', 'admin'], processNames: ['Open'] }), () => [open, closed]],
    ['no requester', () => ({ requesterUserNames: [] }), () => []],
    ['opening after', () => ({ openedAfter: since }), () => [secret, open, closed]],
    ['closing after', () => ({ closedAfter: since }), () => [closed]],
    ['not a status', () => ({ not: { status: 'CLOSED' } }), () => [secret, open]],
    ['not one of the statuses', () => ({ not: { statuses: ['OPEN'] } }), () => [closed]],
    ['not a sub-status, which open ones do not have', () => ({ not: { subStatus: 'COMPLETED' } }), () => [secret, open]],
    ['not a process', () => ({ not: { processName: 'Open' } }), () => [secret]],
    ['not a requester', () => ({ not: { requesterUserNames: ['clerk'] } }), () => [open, closed]],
    ['not both of two', () => ({ not: { processNames: ['Open'], status: 'CLOSED' } }), () => [secret, open]],
    ['not these data', () => ({ not: { data: [{ name: 'TEXT', textValue: 'red' }] } }), () => [secret, open]],
    ['a not of nothing, which does not restrict', () => ({ not: {} }), () => [secret, open, closed]],
    ['a text', () => ({ data: [{ name: 'TEXT', textValue: 'red' }] }), () => [closed]],
    ['a number', () => ({ data: [{ name: 'NUMERIC', numericValue: 1.5 }] }), () => [closed]],
    ['a moment, however it is written', () => ({ data: [{ name: 'DATE', dateTimeValue: '2026-01-02T01:00:00+01:00' }] }), () => [open]],
    ['a part of a JSON value, which is not the value', () => ({ data: [{ name: 'JSON', jsonValue: [] }] }), () => []],
    ['empty data', () => ({ data: [{ name: 'DATE', dateTimeValue: null }], processName: 'Open' }), () => [closed]],
    [
      'several data',
      () => ({
        data: [
          { name: 'TEXT', textValue: 'red' },
          { name: 'NUMERIC', numericValue: 2 },
        ],
      }),
      () => [],
    ],
    ['null, which does not restrict', () => ({ status: null, number: null, data: null }), () => [secret, open, closed]],
  ])('are filtered by %s', async (_, filter, expected) => {
    const { requests } = await ask('query ($filter: RequestFilter) { requests(filter: $filter) { totalCount nodes { number } } }', {
      filter: filter(),
    });
    expect(requests).toEqual({ totalCount: expected().length, nodes: expected().map((number) => ({ number })) });
  });

  it.each([
    ['RequestFilter', 'requests', { not: { not: { number: 1 } } }, 'filter.not.not: cannot contain another not'],
    ['RequestFilter', 'requests', { numbers: Array(101).fill(1) }, 'filter.numbers: must be at most 100 values, not 101'],
    [
      'ActionFilter',
      'actions',
      { not: { activityNames: Array(101).fill('') } },
      'filter.not.activityNames: must be at most 100 values, not 101',
    ],
    ['UserFilter', 'users', { userNames: Array(101).fill('') }, 'filter.userNames: must be at most 100 values, not 101'],
  ])('%s refuses what is more than a filter holds: %s', async (type, list, filter, message) => {
    await expect(ask(`query ($filter: ${type}) { ${list}(filter: $filter) { totalCount } }`, { filter })).rejects.toThrow(message);
  });

  it.each<[string, object[]]>([
    ['without a value', [{ name: 'TEXT' }]],
    ['with two values', [{ name: 'TEXT', textValue: 'x', numericValue: 1 }]],
    ['with half a surrogate pair', [{ name: 'TEXT', textValue: '\ud800' }]],
    ['with half a surrogate pair in JSON', [{ name: 'JSON', jsonValue: { '\udc00': 1 } }]],
    ['that nests too deep', [{ name: 'JSON', jsonValue: JSON.parse(`${'['.repeat(201)}${']'.repeat(201)}`) as object }]],
    ['about more data than 20', Array.from({ length: 21 }, () => ({ name: 'TEXT', textValue: 'red' }))],
  ])('refuse a data filter %s', async (_, data) => {
    await expect(ask('query ($filter: RequestFilter) { requests(filter: $filter) { totalCount } }', { filter: { data } })).rejects.toThrow(
      'BAD_USER_INPUT',
    );
  });

  it('refuse to give more than 200 of their data by name', async () => {
    const names = Array.from({ length: 201 }, (_, n) => `DATA ${n}`);
    await expect(ask('query ($names: [String!]) { requests { nodes { data(names: $names) { name } } } }', { names })).rejects.toThrow(
      'BAD_USER_INPUT: names: must have at most 200 items, not 201',
    );
  });

  it('show their data by name, in the order of the definition', async () => {
    const { request } = await ask(
      'query ($number: Int) { request(number: $number) { all: data { name type textValue numericValue dateTimeValue jsonValue } some: data(names: ["NUMERIC", "NONE"]) { numericValue } } }',
      { number: closed },
    );
    const empty = { textValue: null, numericValue: null, dateTimeValue: null, jsonValue: null };
    expect(request).toEqual({
      all: [
        { name: 'TEXT', type: 'TEXT', ...empty, textValue: 'red' },
        { name: 'NUMERIC', type: 'NUMERIC', ...empty, numericValue: 1.5 },
        { name: 'DATE', type: 'DATETIME', ...empty },
        { name: 'JSON', type: 'JSON', ...empty },
      ],
      some: [{ numericValue: 1.5 }],
    });
  });
});

describe('actions', () => {
  it.each<[string, () => object, () => number[]]>([
    ['status', () => ({ status: 'CLOSED' }), () => [closed]],
    ['sub-status', () => ({ subStatus: 'COMPLETED' }), () => [closed]],
    ['request', () => ({ requestNumber: open }), () => [open]],
    ['activity', () => ({ activityName: 'DO' }), () => [secret, open, closed]],
    ['process', () => ({ processName: 'Secret' }), () => [secret]],
    ['assignee', () => ({ assigneeUserName: 'clerk' }), () => []],
    ['having an assignee', () => ({ isAssigned: true }), () => [closed]],
    ['having none', () => ({ isAssigned: false, status: 'NOT_STARTED' }), () => [secret, open]],
    ['opening since', () => ({ openedSince: '2026-01-01' }), () => [secret, open, closed]],
    ['opening before', () => ({ openedBefore: '2026-01-01' }), () => []],
    ['opening after', () => ({ openedAfter: '2026-01-01' }), () => [secret, open, closed]],
    ['statuses', () => ({ statuses: ['NOT_STARTED', 'RUNNING'] }), () => [secret, open]],
    ['sub-statuses', () => ({ subStatuses: ['COMPLETED', 'CANCELLED'] }), () => [closed]],
    ['requests', () => ({ requestNumbers: [open, closed] }), () => [open, closed]],
    ['activities', () => ({ activityNames: ['DO', 'UNDO'] }), () => [secret, open, closed]],
    ['processes', () => ({ processNames: ['Secret', 'Open'] }), () => [secret, open, closed]],
    ['assignees', () => ({ assigneeUserNames: ['clerk', 'admin'] }), () => [closed]],
    ['assignees and processes', () => ({ assigneeUserNames: ['admin'], processNames: ['Secret'] }), () => []],
    ['not a status', () => ({ not: { status: 'CLOSED' } }), () => [secret, open]],
    ['not an assignee', () => ({ not: { assigneeUserNames: ['admin'] } }), () => [secret, open]],
    ['not a process', () => ({ not: { processNames: ['Open'] } }), () => [secret]],
  ])('are filtered by %s', async (_, filter, expected) => {
    const { actions } = await ask('query ($filter: ActionFilter) { actions(filter: $filter) { totalCount nodes { requestNumber } } }', {
      filter: filter(),
    });
    expect(actions).toEqual({ totalCount: expected().length, nodes: expected().map((requestNumber) => ({ requestNumber })) });
  });

  it('of a viewer, and the requests of a viewer and of a process, are filtered and ordered like all lists', async () => {
    const mine = await addRequest(server, 'Open');
    const query = `{
      viewer {
        actions(filter: { processName: "Open" }, orderBy: { direction: ASC }) { totalCount nodes { requestNumber } }
        requests(filter: { status: OPEN, processName: "Open" }, orderBy: { field: OPENED_AT, direction: ASC }) { nodes { number } }
      }
      process(name: "Open", version: 1) { requests(filter: { status: CLOSED }) { totalCount nodes { number } } }
    }`;
    const found = await ask(query);
    await server.hook('cancelRequest', { number: mine });
    expect(found).toEqual({
      viewer: {
        actions: { totalCount: 2, nodes: [{ requestNumber: open }, { requestNumber: mine }] },
        requests: { nodes: [{ number: open }, { number: mine }] },
      },
      process: { requests: { totalCount: 1, nodes: [{ number: closed }] } },
    });
  });

  it('of a viewer are those that they can complete now', async () => {
    const query = '{ viewer { actions { nodes { requestNumber } } requests { totalCount } } }';
    const seen = [await ask(query, {}, clerk), await ask(query, {}, stranger)];
    const both = { requestNumber: open };
    expect(seen.map(({ viewer }) => viewer)).toEqual([
      { actions: { nodes: [{ requestNumber: secret }, both] }, requests: { totalCount: 1 } },
      { actions: { nodes: [both] }, requests: { totalCount: 0 } },
    ]);
  });
});

describe('users, groups and processes', () => {
  it.each([
    ['users', '{ userNameStartsWith: "cl" }', 'userName', ['clerk']],
    ['users', '{ userNameStartsWith: "%" }', 'userName', []],
    ['groups', '{ nameStartsWith: "nothing" }', 'name', []],
    ['processes', '{ nameStartsWith: "Sec" }', 'name', ['Secret']],
    ['processes', '{ folderName: "Nowhere" }', 'name', []],
    ['processes', '{ folderNames: ["Nowhere", "Hidden"], states: [ACTIVE, TEST] }', 'name', ['Secret']],
    ['processes', '{ names: ["Secret"], deployedAfter: "2026-01-01", not: { state: ARCHIVED } }', 'name', ['Secret']],
    ['processes', '{ not: { name: "Open" } }', 'name', ['Secret']],
    ['users', '{ userNames: ["clerk", "admin"], statuses: [ACTIVE] }', 'userName', ['clerk', 'admin']],
    ['users', '{ userNames: ["clerk", "admin"], not: { userName: "admin" } }', 'userName', ['clerk']],
    ['users', '{ groupNames: ["Readers"] }', 'userName', []],
    ['groups', '{ names: ["Readers", "Writers"] }', 'name', ['Readers']],
    ['folders', '{ names: ["Hidden"] }', 'name', ['Hidden']],
    ['applications', '{ names: ["Test hook"], kinds: [OPERATIONS] }', 'name', ['Test hook']],
    ['callbacks', '{ processNames: ["Open"] }', 'url', []],
    [
      'auditEntries',
      '{ operations: ["createView", "createGroup"], changedAfter: "2026-01-01" }',
      'operation',
      ['createView', 'createGroup'],
    ],
    ['auditEntries', '{ operations: ["createView", "createGroup"], not: { operation: "createView" } }', 'operation', ['createGroup']],
    ['auditEntries', '{ operations: ["createView"], actorUserNames: ["clerk"] }', 'operation', []],
    ['deliveries', '{ operations: ["completeAction"], statuses: [200], kinds: [OPERATIONS] }', 'operation', ['completeAction']],
    ['deliveries', '{ operations: ["completeAction"], not: { hasError: false } }', 'operation', []],
  ])('%s are filtered by %s', async (list, filter, field, expected) => {
    const found = await ask(`{ ${list}(filter: ${filter}) { nodes { ${field} } } }`);
    const { nodes } = found[list] as { nodes: Record<string, string>[] };
    expect(nodes.map((node) => node[field])).toEqual(expected);
  });
});

describe('requestCounts', () => {
  const counts = async (by: string, filter: object = {}, user?: User) =>
    (
      await ask(
        `query ($by: RequestCountsBy!, $filter: RequestFilter) {
          requestCounts(by: $by, filter: $filter) { count processName status activityName assignee { userName } } }`,
        { by, filter },
        user,
      )
    ).requestCounts;
  const none = { processName: null, status: null, activityName: null, assignee: null };

  it.each([
    ['PROCESS', { processNames: ['Open', 'Secret'], numbers: [0] }, []],
    [
      'PROCESS',
      {},
      [
        { processName: 'Open', count: 2 },
        { processName: 'Secret', count: 1 },
      ],
    ],
    [
      'STATUS',
      {},
      [
        { status: 'OPEN', count: 2 },
        { status: 'CLOSED', count: 1 },
      ],
    ],
    ['ACTIVITY', {}, [{ activityName: 'DO', count: 2 }]],
    ['ASSIGNEE', {}, [{ assignee: null, count: 2 }]],
    ['STATUS', { requesterUserNames: ['clerk'], not: { status: 'CLOSED' } }, [{ status: 'OPEN', count: 1 }]],
  ])('by %s with the filter %j', async (by, filter, expected) => {
    const before = { ...filter, not: (filter as { not?: object }).not ?? { isTest: true }, openedAfter: '2026-01-01' };
    expect(await counts(by, { numbers: [open, closed, secret], ...before })).toEqual(expected.map((group) => ({ ...none, ...group })));
  });

  it('count what the viewer may see', async () => {
    const numbers = [open, closed, secret];
    const seen = [await counts('PROCESS', { numbers }, clerk), await counts('PROCESS', { numbers }, stranger)];
    expect(seen).toEqual([
      expect.arrayContaining([{ ...none, processName: 'Secret', count: 1 }]),
      [{ ...none, processName: 'Open', count: 1 }],
    ]);
  });

  it('name the assignees with one statement', async () => {
    const sent = await countStatements(server.db, () => counts('ASSIGNEE'));
    expect(sent.filter((text) => text.includes('"user" u')).length).toBeLessThanOrEqual(1);
  });
});

describe('orderBy', () => {
  const fields: Record<string, string[]> = {
    users: ['CREATED_AT', 'USER_NAME', 'LAST_NAME'],
    groups: ['CREATED_AT', 'NAME'],
    folders: ['CREATED_AT', 'NAME'],
    processes: ['DEPLOYED_AT', 'NAME'],
    views: ['CREATED_AT', 'NAME'],
    applications: ['CREATED_AT', 'NAME'],
    secrets: ['CREATED_AT', 'NAME'],
    requests: ['NUMBER', 'OPENED_AT', 'CLOSED_AT'],
    actions: [],
    callbacks: [],
    cases: [],
    deliveries: [],
    auditEntries: [],
    jobs: [],
  };
  const orders = Object.entries(fields).flatMap(([list, by]) =>
    by.length > 0 ? by.map((field) => [list, `field: ${field}, `]) : [[list, '']],
  );

  it.each(orders)('%s can be ordered { %sdirection }, and its pages are those of one list', async (list, field) => {
    const page = (args: string) => `${list}(${args}) { nodes { id } pageInfo { endCursor hasNextPage } }`;
    interface Page {
      nodes: { id: string }[];
      pageInfo: { endCursor: string; hasNextPage: boolean };
    }
    const { all, reversed }: { all: Page; reversed: Page } = await ask(`{
      all: ${page(`first: 200, orderBy: { ${field}direction: ASC }`)} reversed: ${page(`first: 200, orderBy: { ${field}direction: DESC }`)} }`);
    const ids: string[] = [];
    for (let after: string | null = null, hasNext = true; hasNext;) {
      const found: Record<string, Page> = await ask(
        `query ($after: String) { ${page(`first: 2, after: $after, orderBy: { ${field}direction: ASC }`)} }`,
        { after },
      );
      const { nodes, pageInfo } = found[list]!;
      ids.push(...nodes.map((node) => node.id));
      after = pageInfo.endCursor;
      hasNext = pageInfo.hasNextPage;
    }
    expect(ids).toEqual(all.nodes.map((node) => node.id));
    expect(reversed.nodes).toEqual([...all.nodes].reverse());
  });

  it('is an argument of every list', () => {
    const types = Object.values(buildSchema(typeDefs).getTypeMap()).filter(isObjectType);
    const lists = types.flatMap((type) => Object.values(type.getFields()).map((field) => ({ type, field })));
    const without = lists
      .filter(({ field }) => String(field.type).endsWith('Connection!') && !field.args.some(({ name }) => name === 'orderBy'))
      .map(({ type, field }) => `${type.name}.${field.name}`);
    expect(without).toEqual([]);
  });

  it('by a name puts them in the order of their names', async () => {
    const { users }: { users: { nodes: object[] } } = await ask(
      '{ users(orderBy: { field: USER_NAME, direction: ASC }) { nodes { userName } } }',
    );
    expect(users.nodes.slice(0, 2)).toEqual([{ userName: 'admin' }, { userName: 'clerk' }]);
  });

  it('refuses a cursor that was made up', async () => {
    const after = Buffer.from(JSON.stringify(['users USER_NAME ASC', 'a\0'])).toString('base64url');
    await expect(
      ask('query ($after: String) { users(after: $after, orderBy: { field: USER_NAME, direction: ASC }) { nodes { id } } }', { after }),
    ).rejects.toThrow('BAD_USER_INPUT');
  });
});

describe('a list of actions', () => {
  it('is given oldest first when asked for, its pages too', async () => {
    const query =
      'query ($after: String) { actions(first: 1, after: $after, orderBy: { direction: ASC }) { pageInfo { endCursor } nodes { requestNumber } } }';
    const first = await ask(query);
    const second = await ask(query, { after: first.actions.pageInfo.endCursor });
    expect([first, second].map(({ actions }) => actions.nodes[0].requestNumber)).toEqual([closed, open].sort((a, b) => a - b));
  });
});

describe('a stranger', () => {
  it('sees nothing that belongs to others, whatever the query', async () => {
    const { process } = await ask('{ process(name: "Secret") { id folder { id } } }');
    const ids = [id(`Request:${secret}`), id(`Action:${secret}---1`), process.id, process.folder.id];
    const query = `query ($ids: [ID!]!, $number: Int!, $process: ID!) {
      nodes(ids: $ids) { id }
      request(number: $number) { id }
      action(requestNumber: $number, number: 1) { id }
      byName: process(name: "Secret") { id }
      byId: process(id: $process) { id }
      requests(filter: { processName: "Secret" }) { totalCount nodes { id } }
      actions(filter: { processName: "Secret" }) { totalCount nodes { id } }
      processes(filter: { name: "Secret" }) { totalCount nodes { id } }
      user(userName: "clerk") { email requests { totalCount } actions(first: 200) { nodes { requestNumber } } }
      settings { engineUserName }
    }`;
    const nothing = { totalCount: 0, nodes: [] };
    expect(await ask(query, { ids, number: secret, process: process.id }, stranger)).toEqual({
      nodes: [null, null, null, null],
      request: null,
      action: null,
      byName: null,
      byId: null,
      requests: nothing,
      actions: nothing,
      processes: nothing,
      user: { email: null, requests: { totalCount: 0 }, actions: { nodes: [{ requestNumber: open }] } },
      settings: null,
    });
  });

  it('sees a process that they can start, but not its definition or the requests of others', async () => {
    const query = '{ process(name: "Open") { name definition requests { nodes { number } } } }';
    const [{ process: own }, { process: managed }] = [await ask(query, {}, stranger), await ask(query)];
    expect([own, managed.definition.name]).toEqual([{ name: 'Open', definition: null, requests: { nodes: [{ number: open }] } }, 'Open']);
  });
});

describe('a nested query', () => {
  const query = `query ($first: Int) {
    requests(first: $first, filter: { processName: "Many" }) {
      nodes {
        process { name folder { name } requests(first: 1) { totalCount nodes { number } } }
        requester { userName groups { name } requests(first: 1) { nodes { number } } }
        data { name textValue }
        actions { totalCount nodes { id activity { name } assignee { userName } request { number requester { userName } } } }
        history { nodes { type actor { userName } application { name } } }
      }
    }
  }`;

  it('takes as many statements for 50 requests as for one', async () => {
    await addProcess(server, 'Many');
    await Promise.all(Array.from({ length: 50 }, () => addRequest(server, 'Many')));
    // Definitions are in memory from now on.
    await ask(query, { first: 1 });
    const one = await countStatements(server.db, () => ask(query, { first: 1 }));
    const fifty = await countStatements(server.db, async () => {
      expect((await ask(query, { first: 50 })).requests.nodes).toHaveLength(50);
    });
    expect(fifty).toHaveLength(one.length);
  });
});

describe('search', () => {
  const people = [
    { userName: 'zoe.long', firstName: 'Zoë', lastName: 'Lang-Strauß', email: 'z.l@mail.example' },
    { userName: 'percent', firstName: '100%', lastName: 'O_Neil', email: null },
  ];
  const texts: Record<string, string> = {};
  beforeAll(async () => {
    await server.db.prisma.user.createMany({ data: people });
    const value = `begin ${'x'.repeat(limits.searchedDataCharacters.value - 13)} middle far`;
    for (const [name, textValue] of Object.entries({ long: value, café: 'Crème brûlée 50% \\ off, they say "hi"', none: '' }))
      texts[await addRequest(server, 'Open', { parameters: [{ name: 'TEXT', textValue }] })] = name;
  });
  const find = async (term: string, user?: User) => {
    const query =
      'query ($term: String!) { search(term: $term) { users { totalCount nodes { userName } } requests { totalCount nodes { number } } } }';
    const { users, requests } = (await ask(query, { term }, user)).search as {
      users: { totalCount: number; nodes: { userName: string }[] };
      requests: { totalCount: number; nodes: { number: number }[] };
    };
    const found = {
      users: users.nodes.map(({ userName }) => userName),
      requests: requests.nodes.map(({ number }) => texts[number] ?? number),
    };
    expect([users.totalCount, requests.totalCount]).toEqual([found.users.length, found.requests.length]);
    return found;
  };

  it.each([
    ['LER', ['clerk']],
    ['zoË', ['zoe.long']],
    ['strauss', ['zoe.long']],
    ['lang zoe', ['zoe.long']],
    ['lang ler', []],
    ['0%', ['percent']],
    ['o_n', ['percent']],
    ['%%', []],
    ['__', []],
    ['Z.L@mail', ['zoe.long']],
    ['\ufefflong', ['zoe.long']],
  ])('finds users by any part of their names and address: %s', async (term, users) => {
    expect((await find(term)).users).toEqual(users);
  });

  it('finds no address that is hidden from the viewer', async () => {
    await server.db.prisma.user.update({ where: { userName: 'clerk' }, data: { email: 'c@mail.example' } });
    const found = await Promise.all([find('mail.ex'), find('mail.ex', clerk), find('mail.ex', stranger), find('zoe mail', clerk)]);
    expect(found.map(({ users }) => users)).toEqual([['zoe.long', 'clerk'], ['clerk'], [], []]);
  });

  it.each([
    ['BRÛL', ['café']],
    ['50% \\', ['café']],
    ['50_', []],
    ['ed', []],
    ['red', () => [closed]],
    ['begin', ['long']],
    ['middle', []],
    ['x middle', []],
    ['x midd', ['long']],
    ['say "hi', ['café']],
    ['", "', []],
    ['SECRE', () => [secret]],
  ])('finds requests by the texts of their data and the names of their processes: %s', async (term, numbers) => {
    expect((await find(term)).requests).toEqual(typeof numbers === 'function' ? numbers() : numbers);
  });

  it('finds a request by its number alone, as people write it', async () => {
    const found = await Promise.all([`${open}`, `#${open}`, ` 00${open} `, '0', '99999999999'].map((term) => find(term)));
    expect(found.map(({ requests }) => requests)).toEqual([[open], [open], [open], [], []]);
  });

  it('shows nobody a request that is hidden from them, whatever it is found by', async () => {
    await server.db.pool.query(`UPDATE request SET data = '{"TEXT": "Whispered"}' WHERE id = $1`, [secret]);
    const terms = ['Whisper', 'Secret', `${secret}`];
    const found = await Promise.all([...terms.map((term) => find(term, clerk)), ...terms.map((term) => find(term, stranger))]);
    expect(found.map(({ requests }) => requests)).toEqual([[secret], [secret], [secret], [], [], []]);
  });

  it('gives pages that are filtered and ordered as in other lists', async () => {
    const query = `query ($after: String) { search(term: "ope") { requests(first: 1, after: $after, orderBy: { direction: ASC },
      filter: { numbers: [${open}, ${closed}] }) { totalCount nodes { number } pageInfo { hasNextPage endCursor } } } }`;
    const { requests: first } = (await ask(query)).search;
    const { requests: second } = (await ask(query, { after: first.pageInfo.endCursor })).search;
    expect([first, second].map(({ totalCount, nodes, pageInfo: { hasNextPage } }) => [totalCount, nodes, hasNextPage])).toEqual([
      [2, [{ number: closed }], true],
      [2, [{ number: open }], false],
    ]);
  });

  it.each([
    ['x', 'must have 2 to 100 characters'],
    [' \u200bx ', 'must have 2 to 100 characters'],
    ['', 'must have 2 to 100 characters'],
    ['x'.repeat(101), 'must have 2 to 100 characters'],
    ['a\u0000b', 'must not contain control characters'],
    ['a b c d e f g h i j k', 'must have at most 10 words'],
  ])('refuses %j', async (term, reason) => {
    await expect(find(term)).rejects.toThrow(`BAD_USER_INPUT: term: ${reason}`);
  });

  it('is refused when it takes too long', async () => {
    const { pool } = server.db;
    const { rows } = await pool.query<{ body: string }>(`SELECT pg_get_functiondef('name_key'::regproc) AS body`);
    await pool.query(`CREATE OR REPLACE FUNCTION name_key("name" text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS
      $$ BEGIN PERFORM pg_sleep(60); RETURN name; END $$`);
    try {
      await expect(find('lang')).rejects.toThrow(/^BAD_USER_INPUT: The search took longer than 5000 ms/);
    } finally {
      await pool.query(rows[0]!.body);
    }
  }, 60_000);
});
