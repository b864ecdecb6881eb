import { createSessions } from '../../src/identity/createSessions';
import { addDeadJob } from '../kit/addDeadJob';
import { addProcess, addRequest, password } from '../kit/factories';
import { startTestServer, type TestServer } from '../kit/startTestServer';
import { addPeople } from './addPeople';
import { kinds, matrix, type Kind } from './matrix';

let server: TestServer;
let number: number;
beforeAll(async () => {
  server = await startTestServer();
  const tokens = await addPeople(server);
  number = await addRequest(server, 'Access', {}, tokens.requester);
  await server.hook('assignAction', { requestNumber: number, number: 1, assigneeUserName: 'assignee' });
});
afterAll(() => server.stop());

const able = kinds.filter((kind) => kind !== 'inactive');
const ask = async (query: string, kind: Kind) => (await server.graphql(query, { number }, { userName: kind, password })).data;

/** Returns what the matrix says that the mutation answers each kind: null for what they may not see. */
function allowed(mutation: string, to: string): Record<string, boolean | null> {
  const { outcomes } = matrix.find((rule) => rule.mutation === mutation && rule.to === to)!;
  return Object.fromEntries(able.map((kind) => [kind, outcomes[kind] === 'NOT_FOUND' ? null : outcomes[kind] === 'OK']));
}

describe.each([
  ['viewerCanCancel', 'cancelRequest'],
  ['viewerCanUpdateDataset', 'updateRequestDataset'],
])('Request.%s', (field, mutation) => {
  it(`is what ${mutation} answers`, async () => {
    const query = `query ($number: Int!) { request(number: $number) { ${field} } }`;
    const seen = await Promise.all(able.map(async (kind) => [kind, (await ask(query, kind)).request?.[field] ?? null]));
    expect(Object.fromEntries(seen)).toEqual(allowed(mutation, 'the request'));
  });
});

describe.each([
  ['viewerCanComplete', 'completeAction', 'an assigned action', 1],
  ['viewerCanComplete', 'completeAction', 'an action nobody has', 2],
  ['viewerCanComplete', 'completeAction', 'an action to be given', 3],
  ['viewerCanCancel', 'cancelAction', 'an assigned action', 1],
  ['viewerCanCancel', 'cancelAction', 'an action nobody has', 2],
  ['viewerCanAssign', 'assignAction', 'an assigned action', 1],
  ['viewerCanCancelAssignment', 'cancelActionAssignment', 'an assigned action', 1],
])('Action.%s', (field, mutation, to, action) => {
  it(`is what ${mutation} of ${to} answers`, async () => {
    const query = `query ($number: Int!) { action(requestNumber: $number, number: ${action}) { ${field} } }`;
    const seen = await Promise.all(able.map(async (kind) => [kind, (await ask(query, kind)).action?.[field] ?? null]));
    expect(Object.fromEntries(seen)).toEqual(allowed(mutation, to));
  });
});

describe('Action.viewerCanAssign', () => {
  it('is true for users who can assign an unassigned action, even if only to themselves', async () => {
    const query = 'query ($number: Int!) { action(requestNumber: $number, number: 2) { viewerCanAssign } }';
    const seen = await Promise.all(able.map(async (kind) => [kind, (await ask(query, kind)).action?.viewerCanAssign ?? null]));
    expect(Object.fromEntries(seen)).toEqual({ ...allowed('assignAction', 'an action nobody has'), assignee: true });
  });
});

describe('Process.viewerCanStart', () => {
  it.each([
    ['Access', 'its process'],
    ['Access open', 'an open process'],
    ['Access private', 'a private process'],
  ])('of the process %s is what createRequest answers', async (name, to) => {
    const query = `{ process(name: "${name}") { viewerCanStart } }`;
    const seen = await Promise.all(able.map(async (kind) => [kind, (await ask(query, kind)).process?.viewerCanStart ?? null]));
    expect(Object.fromEntries(seen)).toEqual(allowed('createRequest', to));
  });
});

describe('what an administrator or a manager changes', () => {
  const fields = {
    'Process.viewerCanManage': ['process(name: "Access") { viewerCanManage }', ['manager', 'groupManager', 'administrator']],
    'User.viewerCanChange': ['user(userName: "requester") { viewerCanChange }', ['administrator']],
    'Request.viewerCanCancelFamily': ['request(number: $number) { viewerCanCancelFamily }', ['administrator']],
    'Folder.viewerCanChange': ['folder(name: "Access") { viewerCanChange }', ['administrator']],
    'Folder.viewerCanDeploy': ['folder(name: "Access") { viewerCanDeploy }', ['manager', 'groupManager', 'administrator']],
  } as const;

  it.each(Object.entries(fields))('%s is true for those alone', async (_, [query, who]) => {
    const seen = await Promise.all(
      able.map(async (kind) => {
        const data = (await ask(`query ($number: Int!) { request(number: $number) { number } found: ${query} }`, kind)) as {
          found: Record<string, boolean> | null;
        };
        return Object.values(data.found ?? {})[0] ? [kind] : [];
      }),
    );
    expect(seen.flat().sort()).toEqual([...who].sort());
  });
});

describe('the fields viewerCan… of what a page administers', () => {
  /** A field to read, the mutation that its button calls, and what that is done to in the matrix. */
  const buttons: [string, string, string][] = [
    ['process(name: "Access") { viewerCanDeleteTestRequests }', 'deleteTestRequests', 'its process'],
    ['viewer { viewerCanDelegate }', 'createDelegation', 'for oneself'],
    ['user(userName: "admin") { viewerCanDelegate }', 'createDelegation', 'for somebody else'],
    ['viewer { viewerCanCreateApiToken }', 'createApiToken', 'their own'],
    ['user(userName: "admin") { viewerCanCreateApiToken }', 'createApiToken', 'one of another'],
    ['viewer { viewerCanEndSessions }', 'endSessions', 'their own'],
    ['user(userName: "admin") { viewerCanEndSessions }', 'endSessions', 'one of another'],
    ['user(userName: "requester") { favorites { nodes { viewerCanChange } } }', 'updateFavorite', 'a favorite of the requester'],
    ['user(userName: "requester") { favorites { nodes { viewerCanChange } } }', 'deleteFavorite', 'a favorite of the requester'],
    ['user(userName: "requester") { sessions { nodes { viewerCanEnd } } }', 'revokeApiToken', 'one of another'],
    ['application(name: "Test hook") { viewerCanChange }', 'updateApplication', 'anything'],
    ['callback(url: "https://crm.example") { viewerCanChange }', 'updateCallback', 'a callback'],
    ['callback(url: "https://crm.example") { attempts { nodes { viewerCanResend } } }', 'resendCallback', 'a callback'],
    ['deliveries(last: 1) { nodes { viewerCanReplay } }', 'replayDelivery', 'a call of a hook'],
    ['jobs(filter: { state: DEAD }) { nodes { viewerCanChange } }', 'retryJob', 'a dead job'],
    ['jobs(filter: { state: DEAD }) { nodes { viewerCanChange } }', 'deleteJob', 'a dead job'],
    ['secrets { nodes { viewerCanChange } }', 'deleteSecret', 'a secret'],
    ['settings { viewerCanChange }', 'updateSettings', 'anything'],
  ];
  beforeAll(async () => {
    const { prisma } = server.db;
    const { id: ownerId } = await prisma.user.findUniqueOrThrow({ where: { userName: 'requester' } });
    const { id: processId } = await prisma.process.findFirstOrThrow({ where: { name: 'Access' } });
    await prisma.favorite.create({ data: { ownerId, processId, description: '' } });
    await createSessions(server.db).begin(ownerId);
    await prisma.secret.create({ data: { name: 'KEY', value: new Uint8Array(), hosts: [], updatedAt: new Date() } });
    const { id: callbackId } = await prisma.callback.create({
      data: { url: 'https://crm.example', events: ['request.failed'], secret: new Uint8Array() },
    });
    await prisma.callbackAttempt.create({
      data: { callbackId, requestId: number, event: 'request.failed', webhookId: 'x', at: new Date(), body: '' },
    });
    await addDeadJob(server);
  });

  /** The one value in an answer; false where there is nothing. */
  const leafOf = (value: unknown): unknown =>
    typeof value === 'object' && value !== null ? leafOf(Object.values(value)[0]) : (value ?? false);

  it.each(buttons)('%s is what %s of %s answers', async (query, mutation, to) => {
    const seen = await Promise.all(able.map(async (kind) => [kind, leafOf(await ask(`{ ${query} }`, kind))]));
    const expected = Object.entries(allowed(mutation, to)).map(([kind, can]) => [kind, can ?? false]);
    // The requester sees a session that is their own.
    const own = query.includes('sessions {') ? { requester: true } : {};
    expect(Object.fromEntries(seen)).toEqual({ ...Object.fromEntries(expected), ...own });
  });

  it('are false for a job that is not dead, an inactive callback, and a delivery whose hook is gone or whose body is not kept', async () => {
    const { prisma, pool } = server.db;
    await pool.query('UPDATE graphile_worker._private_jobs SET attempts = 0');
    await prisma.callback.updateMany({ data: { active: false } });
    await pool.query('UPDATE delivery SET is_whole = false');
    const query = `{ jobs { nodes { viewerCanChange } } callbacks { nodes { attempts { nodes { viewerCanResend } } } }
      deliveries(last: 1) { nodes { viewerCanReplay } } }`;
    expect(Object.values((await server.graphql(query)).data as object).map(leafOf)).toEqual([false, false, false]);
  });
});

describe('Request.viewerCanRetry', () => {
  it('is what retryRequest answers', async () => {
    await server.db.pool.query(
      `UPDATE request SET status = 'CLOSED', sub_status = 'ERROR', closed_at = now(), engine = engine || '{"failedAction": 1}' WHERE id = $1`,
      [number],
    );
    const query = 'query ($number: Int!) { request(number: $number) { viewerCanRetry } }';
    const seen = await Promise.all(able.map(async (kind) => [kind, (await ask(query, kind)).request?.viewerCanRetry ?? null]));
    const { outcomes } = matrix.find(({ mutation }) => mutation === 'retryRequest')!;
    expect(seen.filter(([, can]) => can).map(([kind]) => kind)).toEqual(able.filter((kind) => outcomes[kind] === 'OK'));
  });
});

describe('what is closed', () => {
  it('lets nobody do anything to it', async () => {
    const closed = await addRequest(server, 'Access open');
    await server.hook('cancelRequest', { number: closed });
    const query = `query ($number: Int!) { request(number: $number) { viewerCanCancel viewerCanUpdateDataset actions(first: 1) { nodes {
      viewerCanComplete viewerCanAssign viewerCanCancel viewerCanCancelAssignment candidates { totalCount } } } } }`;
    const none = { viewerCanComplete: false, viewerCanAssign: false, viewerCanCancel: false, viewerCanCancelAssignment: false };
    expect((await server.graphql(query, { number: closed })).data).toEqual({
      request: { viewerCanCancel: false, viewerCanUpdateDataset: false, actions: { nodes: [{ ...none, candidates: { totalCount: 0 } }] } },
    });
  });
});

describe('what depends on the action itself', () => {
  const see = async (requestNumber: number, action: number) => {
    const query = `{ action(requestNumber: ${requestNumber}, number: ${action}) { viewerCanComplete viewerCanAssign viewerCanCancel } }`;
    const { viewerCanComplete, viewerCanAssign, viewerCanCancel } = (await server.graphql(query)).data.action;
    return [viewerCanComplete, viewerCanAssign, viewerCanCancel];
  };
  const user = (name: string) => ({ name, type: 'USER', participant: 'Workers' });
  const end = { name: 'E', type: 'END' };
  const way = (from: string, more: object) => ({ from, to: 'E', ...more });

  it.each<[string, object[], boolean]>([
    ['without a transition for it', [way('A', {})], false],
    ['with one for errors alone', [way('A', { on: 'ERROR' })], false],
    ['with one that is always taken', [way('A', { on: 'CANCEL' })], true],
    ['with one for all exceptions', [way('A', { on: 'EXCEPTION' })], true],
    ['with a condition that is not true', [way('A', { on: 'CANCEL', when: "data.TEXT = 'x'" })], false],
    ['with a condition that is true', [way('A', { on: 'CANCEL', when: '$exists(request.number)' })], true],
  ])('is exact for the cancellation of an activity %s', async (name, transitions, can) => {
    await addProcess(server, name, {
      start: ['A', 'B'],
      activities: [user('A'), user('B'), end],
      transitions: [...transitions, way('B', { on: 'CANCEL' })],
    });
    const requestNumber = await addRequest(server, name);
    const seen = await see(requestNumber, 1);
    const { status } = await server.hook('cancelAction', { requestNumber, number: 1 });
    expect([seen, status]).toEqual([[true, true, can], can ? 200 : 409]);
  });

  it('is false for what only the engine does', async () => {
    const wait = { name: 'W', type: 'DELAY', for: 'PT1H' };
    await addProcess(server, 'Waits', { start: 'W', activities: [wait, end], transitions: [way('W', { on: 'CANCEL' })] });
    expect(await see(await addRequest(server, 'Waits'), 1)).toEqual([false, false, true]);
  });
});
