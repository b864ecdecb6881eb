import { randomBytes, randomUUID } from 'node:crypto';
import { buildSchema } from 'graphql';
import { typeDefs } from '../../src/graphql/createSchema';
import { scopeOf, isWebhook } from '../../src/graphql/guardSchema';
import { addDeadJob } from '../kit/addDeadJob';
import { addHook, addProcess, addRequest, password } from '../kit/factories';
import { globalId } from '../kit/globalId';
import { startTestServer, type TestServer } from '../kit/startTestServer';
import { addPeople, participants } from './addPeople';
import { kinds, matrix, type Kind } from './matrix';

let server: TestServer;
let tokens: Record<Kind, string>;
beforeAll(async () => {
  server = await startTestServer({ trustProxy: ['127.0.0.1'] });
  tokens = await addPeople(server);
});
afterAll(() => server.stop());

/** What there is to be done something to, made anew for each call that may succeed. */
interface Things {
  request: number;
  application: string;
  group: string;
  process: string;
  user: string;
  delegation: string;
  /** A process or a view. */
  item: string;
  favorite: string;
  apiToken: string;
  /** UUIDs. */
  case: string;
  parameters: string | null;
  job: string;
  secret: string;
  callback: string;
  attempt: string;
  delivery: string;
}
/** Settings are set to another value each time. */
let settings = 0;
let choices = 0;
const schema = buildSchema(typeDefs);
const mutations = Object.values(schema.getMutationType()!.getFields());
const administration = new Set(mutations.filter((field) => scopeOf(schema, field) === 'administration').map(({ name }) => name));
const webhooks = new Set(mutations.filter(isWebhook).map(({ name }) => name));
const numbers: Record<string, number> = { 'an assigned action': 1, 'an action nobody has': 2, 'an action to be given': 3 };
const activities: Record<string, string> = { 'assigned actions': 'ASSIGNED', 'actions nobody has': 'OPEN' };
const processes: Record<string, { processName: string; processVersion?: number; isTest?: boolean }> = {
  'its process': { processName: 'Access' },
  'an open process': { processName: 'Access open' },
  'a test of an open process': { processName: 'Access open', processVersion: 1, isTest: true },
  'a private process': { processName: 'Access private' },
  'a case of the requester': { processName: 'Access open' },
  'parameters of the requester': { processName: 'Access open' },
};

const inputs: Record<string, (things: Things, to: string, kind: Kind) => object> = {
  createRequest: (_, to) => processes[to]!,
  runWorkflow: (_, to) => toWorkflow(processes[to]!),
  runWorkflowBatch: (_, to) => ({ batch: [toWorkflow(processes[to]!)] }),
  triggerProcess: (_, to) => ({ processName: processes[to]!.processName }),
  createCase: () => ({ firstName: 'Jane' }),
  createParameters: (_, to) => ({ workflowDefinitionId: processes[to]!.processName, parameters: {} }),
  runCase: ({ case: caseId, parameters: parametersId }, to) => ({
    workflowDefinitionId: processes[to]!.processName,
    caseId,
    parametersId,
  }),
  updateRequestDataset: ({ request: number }) => ({ number, parameters: [{ name: 'TEXT', textValue: 'a' }] }),
  cancelRequest: ({ request: number }) => ({ number }),
  retryRequest: ({ request: number }) => ({ number }),
  completeAction: ({ request: requestNumber }, to) => ({ requestNumber, number: numbers[to] }),
  completeFormAction: ({ request: requestNumber }, to) => ({ requestNumber, number: numbers[to] }),
  cancelAction: ({ request: requestNumber }, to) => ({ requestNumber, number: numbers[to] }),
  cancelRequestActionsByName: ({ request: requestNumber }, to) => ({ requestNumber, activityName: activities[to] }),
  assignAction: ({ request: requestNumber }, to) => ({ requestNumber, number: numbers[to], assigneeUserName: 'candidate' }),
  cancelActionAssignment: ({ request: requestNumber }, to) => ({ requestNumber, number: numbers[to] }),
  addComment: ({ request }) => ({ subjectId: globalId(`Request:${request}`), message: 'Hm' }),
  removeComment: ({ request }) => ({ id: globalId(`Comment:${request}---1`) }),
  createFavorite: ({ item }) => ({ itemId: item }),
  updateFavorite: ({ favorite: id }) => ({ id, description: 'Mine' }),
  deleteFavorite: ({ favorite: id }) => ({ id }),
  createView: () => ({ name: randomUUID(), requests: {} }),
  updateView: ({ item: id }) => ({ id, description: 'Mine' }),
  deleteView: ({ item: id }) => ({ id }),
  deployProcess: (_, to) => ({
    definition: {
      name: `Deployed ${randomUUID()}`,
      folder: to === 'its folder' ? 'Access' : 'Other',
      participants,
      start: 'DO',
      activities: [{ name: 'DO', type: 'USER', participant: 'Workers' }],
    },
  }),
  setProcessState: ({ process: name }) => ({ name, version: 1, state: 'ARCHIVED' }),
  deleteProcess: ({ process: name }) => ({ name, version: 1 }),
  updateFolder: ({ group }) => ({ name: 'Access', managerGroupNames: ['managers', group] }),
  createUser: () => ({ userName: randomUUID() }),
  updateUser: () => ({ userName: 'stranger', firstName: randomUUID() }),
  setUserStatus: ({ user: userName }) => ({ userName, status: 'INACTIVE' }),
  createApiToken: (_, to) => ({ name: 'x', ...(to === 'one of another' && { userName: 'admin' }) }),
  revokeApiToken: ({ apiToken: id }) => ({ id }),
  // The same one: it is stored as another hash all the same.
  changePassword: () => ({ currentPassword: password, newPassword: password }),
  updateViewer: () => ({ disabledNotifications: anotherChoice() }),
  createGroup: () => ({ name: randomUUID() }),
  updateGroup: ({ group: name }) => ({ name, userNames: ['stranger'] }),
  deleteGroup: ({ group: name }) => ({ name }),
  createDelegation: (_, to, kind) => ({
    delegatorUserName: to === 'for oneself' ? kind : 'admin',
    delegateeUserName: kind === 'stranger' ? 'assignee' : 'stranger',
    to: anotherDay().toISOString().slice(0, 10),
  }),
  updateDelegation: ({ delegation: id }) => ({ id, to: anotherDay().toISOString().slice(0, 10) }),
  deleteDelegation: ({ delegation: id }) => ({ id }),
  createApplication: () => ({ name: randomUUID(), kind: 'OPERATIONS' }),
  updateApplication: ({ application: id }) => ({ id, description: 'x' }),
  rotateApplicationToken: ({ application: id }) => ({ id }),
  deleteApplication: ({ application: id }) => ({ id }),
  cancelRequestFamily: ({ request: number }) => ({ number }),
  deleteRequest: ({ request: number }) => ({ number }),
  deleteTestRequests: () => ({ processName: 'Access' }),
  retryJob: ({ job: id }) => ({ id }),
  deleteJob: ({ job: id }) => ({ id }),
  createCallback: () => ({ url: 'https://93.184.215.14' }),
  updateCallback: ({ callback: id }) => ({ id, active: false }),
  deleteCallback: ({ callback: id }) => ({ id }),
  resendCallback: ({ attempt: id }) => ({ id }),
  replayDelivery: ({ delivery: id }) => ({ id }),
  setSecret: () => ({ name: randomUUID(), value: 'x', hosts: ['pay.example'] }),
  deleteSecret: ({ secret: name }) => ({ name }),
  updateSettings: () => ({ idempotencyRetention: 30 + (settings += 1) }),
};

const toWorkflow = ({ processName }: { processName?: string }) => ({ workflow: processName });

const mailKinds = ['ACTION_ASSIGNED', 'REQUEST_CLOSED', 'REQUEST_CANCELLED', 'ACTION_CANCELLED', 'ASSIGNMENT_CANCELLED'];
/** No two choices that follow are the same: their kinds are the digits of a number. */
const anotherChoice = () => {
  choices += 1;
  return mailKinds.filter((_, digit) => (choices >> digit) % 2 === 1);
};

let days = 0;
/** No two delegations are the same, and every one is changed. */
const anotherDay = () => new Date(Date.UTC(2000, 0, ++days));

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
      // Each call from another address: who is shut out is slowed down where he comes from.
      'x-forwarded-for': `10.0.${Math.floor(calls / 256)}.${calls++ % 256}`,
      ...headers,
    },
  );
  return body.data?.[mutation] ? 'OK' : (body.errors?.[0]?.extensions.code ?? body.code);
}

/** What each kind is answered, each by a call of its own on things of its own. */
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
