import { randomBytes, randomUUID } from 'node:crypto';
import { buildSchema } from 'graphql';
import { typeDefs } from '../../src/graphql/createSchema';
import { scopeOf, isWebhook } from '../../src/graphql/guardSchema';
import { addDeadJob } from '../kit/addDeadJob';
import { addHook, addProcess, addRequest, password } from '../kit/factories';
import { globalId } from '../kit/globalId';
import { startTestServer, type TestServer } from '../kit/startTestServer';
import { addPeople } from './addPeople';
import { anotherDay, inputs, kinds, matrix, participants, type Kind, type Things } from './matrix';

let server: TestServer;
let tokens: Record<Kind, string>;
beforeAll(async () => {
  server = await startTestServer({ trustProxy: ['127.0.0.1'] });
  tokens = await addPeople(server);
  // As in reading.test.ts.
}, 120_000);
afterAll(() => server.stop());

const schema = buildSchema(typeDefs);
const mutations = Object.values(schema.getMutationType()!.getFields());
const administration = new Set(mutations.filter((field) => scopeOf(schema, field) === 'administration').map(({ name }) => name));
const webhooks = new Set(mutations.filter(isWebhook).map(({ name }) => name));

async function addThings(mutation: string, to: string, kind: Kind): Promise<Things> {
  const things = {
    request: 0,
    application: '',
    group: randomUUID(),
    process: randomUUID(),
    user: randomUUID(),
    delegation: '',
    item: '',
    favorite: '',
    apiToken: '',
    session: '',
    case: '',
    parameters: null as string | null,
    job: '',
    secret: randomUUID(),
    callback: '',
    attempt: '',
    delivery: '',
  };
  if (mutation === 'runCase') {
    const { prisma } = server.db;
    const creatorOf = async (other: string) => {
      const { viewer } = await server.contextOf(to === other ? 'requester' : kind);
      return { uuid: randomUUID(), creatorId: viewer.id, createdAt: new Date() };
    };
    things.case = (await prisma.case.create({ data: await creatorOf('a case of the requester') })).uuid;
    if (to === 'parameters of the requester') {
      const data = { ...(await creatorOf(to)), processName: 'Access open', values: {} };
      things.parameters = (await prisma.parameterSet.create({ data })).uuid;
    }
  }
  if (mutation.endsWith('Job')) things.job = globalId(`Job:${await addDeadJob(server)}`);
  if (to === 'a callback') {
    const data = { url: 'https://crm.example', events: ['request.failed'], secret: new Uint8Array() };
    const { id: callbackId } = await server.db.prisma.callback.create({ data });
    const requestId = await addRequest(server, 'Access', {}, tokens.requester);
    const sent = { callbackId, requestId, event: 'request.failed', webhookId: 'x', at: new Date(), body: '' };
    const { id } = await server.db.prisma.callbackAttempt.create({ data: sent });
    Object.assign(things, { callback: globalId(`Callback:${callbackId}`), attempt: globalId(`CallbackAttempt:${id}`) });
  }
  if (mutation === 'replayDelivery') {
    await addRequest(server, 'Access', {}, tokens.requester);
    const { id } = await server.db.prisma.delivery.findFirstOrThrow({ where: { operation: 'createRequest' } });
    things.delivery = globalId(`Delivery:${id}`);
  }
  if (mutation === 'deleteSecret')
    await server.db.prisma.secret.create({ data: { name: things.secret, value: new Uint8Array(), hosts: [], updatedAt: new Date() } });
  if (mutation === 'endSessions') {
    const { viewer: owner } = await server.contextOf(to === 'their own' ? kind : 'admin');
    const { id } = await server.db.prisma.session.create({
      data: { userId: owner.id, tokenHash: randomBytes(32), passwordStamp: '', expiresAt: new Date('2100-01-01') },
    });
    things.session = globalId(`Session:${id}`);
  }
  if (mutation === 'revokeApiToken') {
    const { viewer: owner } = await server.contextOf(to === 'their own' ? kind : 'admin');
    const { id } = await server.db.prisma.apiToken.create({ data: { userId: owner.id, name: 'x', tokenHash: randomBytes(32) } });
    things.apiToken = globalId(`ApiToken:${id}`);
  }
  if (mutation === 'setUserStatus') await server.db.prisma.user.create({ data: { userName: things.user } });
  if (mutation === 'setProcessState' || mutation === 'deleteProcess')
    await addProcess(server, things.process, { folder: 'Access', participants });
  if (mutation.endsWith('Group') || mutation === 'updateFolder') await server.db.prisma.group.create({ data: { name: things.group } });
  if (/Application/.test(mutation)) {
    const { id } = await server.db.prisma.application.create({
      data: { name: randomUUID(), kind: 'OPERATIONS', tokenHash: randomBytes(32) },
    });
    things.application = globalId(`Application:${id}`);
  }
  if (to === 'of requester to assignee') {
    const [delegator, delegatee] = await Promise.all(['requester', 'assignee'].map((name) => server.contextOf(name)));
    const { id } = await server.db.prisma.delegation.create({
      data: { delegatorId: delegator!.viewer.id, delegateeId: delegatee!.viewer.id, to: anotherDay() },
    });
    things.delegation = globalId(`Delegation:${id}`);
  }
  if (/View|Favorite/.test(mutation)) {
    const owner = await server.db.prisma.user.findUniqueOrThrow({ where: { userName: 'requester' } });
    const data = { ownerId: owner.id, name: randomUUID(), isShared: to === 'a shared view', kind: 'REQUESTS', filter: {} } as const;
    const view = await server.db.prisma.view.create({ data });
    const process = await server.db.prisma.process.findFirstOrThrow({ where: { name: 'Access' } });
    things.item = to === 'its process' ? globalId(`Process:${process.id}`) : globalId(`View:${view.id}`);
    const { id } = await server.db.prisma.favorite.create({ data: { ownerId: owner.id, viewId: view.id, description: '' } });
    things.favorite = globalId(`Favorite:${id}`);
    return things;
  }
  const isOnRequest = webhooks.has(mutation) && !/^(createRequest|runWorkflow|triggerProcess)/.test(mutation);
  if (isOnRequest || ['cancelRequestFamily', 'deleteRequest', 'deleteTestRequests'].includes(mutation)) {
    things.request = await addRequest(server, 'Access', {}, tokens.requester);
    if (to !== 'a request nobody works on') {
      await server.hook('assignAction', { requestNumber: things.request, number: 1, assigneeUserName: 'assignee' });
    }
    if (mutation.startsWith('delete')) {
      await server.hook('cancelRequest', { number: things.request });
      await server.db.pool.query('UPDATE request SET is_test = true WHERE id = $1', [things.request]);
    }
    if (mutation === 'retryRequest') {
      await server.db.pool.query(`UPDATE action SET status = 'CLOSED', sub_status = 'ERROR', closed_at = now() WHERE request_id = $1`, [
        things.request,
      ]);
      await server.db.pool.query(
        `UPDATE request SET status = 'CLOSED', sub_status = 'ERROR', closed_at = now(), engine = engine || '{"failedAction": 1}' WHERE id = $1`,
        [things.request],
      );
    }
    if (mutation === 'removeComment') {
      await server.hook('addComment', { subjectId: globalId(`Request:${things.request}`), message: 'Hm' }, {}, tokens.requester);
    }
  }
  return things;
}

async function callByHook(mutation: string, input: object, kind: Kind): Promise<string> {
  if (mutation.startsWith('runWorkflow')) return callByWorkflows(input, kind);
  if (mutation === 'triggerProcess') return callByTrigger(input, kind);
  const { status, body } = await server.hook(mutation, input, {}, tokens[kind]);
  return status === 200 ? 'OK' : body.code;
}

/** The body of a hook of kind WORKFLOWS is the input itself, but that a batch names a workflow beside its items. */
async function callByWorkflows(input: { batch?: { workflow: string }[] }, kind: Kind): Promise<string> {
  const hook = await addHook(server, kind, { kind: 'WORKFLOWS', secret: 's' });
  const { status, body } = await server.post(
    `/hooks/${hook}`,
    { workflow: input.batch?.[0]?.workflow, ...input },
    { 'inbound-webhook-secret': 's' },
  );
  return status === 202 ? 'OK' : body.code;
}

async function callByTrigger(trigger: object, kind: Kind): Promise<string> {
  const hook = await addHook(server, kind, { kind: 'TRIGGER', trigger });
  const { status, body } = await server.post(`/hooks/${hook}`, {});
  return status === 200 ? 'OK' : body.code;
}

let calls = 0;

async function callByGraphql(mutation: string, input: object, kind: Kind, headers: Record<string, string> = {}): Promise<string> {
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input!`;
  const query = `mutation ($input: ${type}) { ${mutation}(input: $input) { clientMutationId } }`;
  const { body } = await server.post(
    '/graphql',
    { query, variables: { input } },
    {
      accept: 'application/json',
      authorization: `Basic ${Buffer.from(`${kind}:${password}`).toString('base64')}`,
      // Each call from another address: who is shut out is slowed down where they come from.
      'x-forwarded-for': `10.0.${Math.floor(calls / 256)}.${calls++ % 256}`,
      ...headers,
    },
  );
  return body.data?.[mutation] ? 'OK' : (body.errors?.[0]?.extensions.code ?? body.code);
}

/** Resolves to what each kind is answered, each by a call of its own on things of its own. */
async function outcomesOf(mutation: string, to: string, call: typeof callByHook): Promise<Record<string, string>> {
  const each = await Promise.all(
    kinds.map(
      async (kind) => [kind, await call(mutation, inputs[mutation]!(await addThings(mutation, to, kind), to, kind), kind)] as const,
    ),
  );
  return Object.fromEntries(each);
}

describe('the access matrix', () => {
  it('has a row for each mutation, and none for others', () => {
    expect([...new Set(matrix.map(({ mutation }) => mutation))].sort()).toEqual(mutations.map(({ name }) => name).sort());
  });

  it.each(matrix.filter(({ mutation }) => webhooks.has(mutation)))(
    'holds for hooks: $mutation of $to',
    async ({ mutation, to, outcomes }) => {
      expect(await outcomesOf(mutation, to, callByHook)).toEqual({ ...outcomes, inactive: 'FORBIDDEN' });
    },
  );

  it.each(matrix)('holds for GraphQL: $mutation of $to', async ({ mutation, to, outcomes }) => {
    expect(await outcomesOf(mutation, to, callByGraphql)).toEqual({ ...outcomes, inactive: 'UNAUTHENTICATED' });
  });

  it.each(matrix.filter(({ mutation, outcomes }) => administration.has(mutation) && outcomes.administrator === 'OK'))(
    'has each act of the administration in the audit trail: $mutation of $to',
    async ({ mutation, to }) => {
      const since = new Date().toISOString();
      await callByGraphql(
        mutation,
        inputs[mutation]!(await addThings(mutation, to, 'administrator'), to, 'administrator'),
        'administrator',
      );
      const { data } = await server.graphql(
        'query ($filter: AuditFilter) { auditEntries(filter: $filter) { nodes { operation actor { userName } } } }',
        { filter: { operation: mutation, since } },
      );
      expect(data.auditEntries.nodes).toContainEqual({ operation: mutation, actor: { userName: 'administrator' } });
    },
  );

  // What a system-operation user can do as an administrator, of all that the administration has.
  const harmless = ['createView', 'updateView', 'deleteView', 'retryJob', 'deleteJob', 'resendCallback'];

  it.each(matrix.filter(({ outcomes }) => outcomes.administrator === 'OK'))(
    'leaves whoever acts as an administrator nothing that outlives it: $mutation of $to',
    async ({ mutation, to }) => {
      const input = inputs[mutation]!(await addThings(mutation, to, 'administrator'), to, 'administrator');
      expect(await callByGraphql(mutation, input, 'systemOperator', { 'x-impersonate-user': 'administrator' })).toBe(
        administration.has(mutation) && !harmless.includes(mutation) ? 'FORBIDDEN' : 'OK',
      );
    },
  );

  it.each(Object.keys(inputs).filter((mutation) => !webhooks.has(mutation)))('keeps hooks from %s', async (mutation) => {
    expect(await callByHook(mutation, {}, 'administrator')).toBe('BAD_USER_INPUT');
  });
});
