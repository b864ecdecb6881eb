import type { Sql } from '../../../src/sql';
import { findDeliveries, type DeliveriesArgs, type DeliveriesOf } from '../../../src/modules/delivery/delivery';
import { deliveriesOf } from '../../kit/deliveriesOf';
import { addHook, addProcess, addUser } from '../../kit/factories';
import { globalId } from '../../kit/globalId';
import { administrator, startTestServer, type TestServer } from '../../kit/startTestServer';

let server: TestServer;
let first: number;
let second: number;
beforeAll(async () => {
  server = await startTestServer();
  await addUser(server, 'anna');
  await addProcess(server, 'P');
  const anna = await addHook(server, 'anna', { name: 'Hook of Anna' });
  const batches = await addHook(server, 'anna', { name: 'Batches', kind: 'WORKFLOWS', secret: 's' });
  const gone = await addHook(server, 'anna', { name: 'Gone' });
  const create = (headers: object, token: string) => server.hook('createRequest', { processName: 'P' }, { ...headers }, token);
  await deliveriesOf(server, 6, async () => {
    first = (await create({ 'idempotency-key': 'k' }, anna)).body.number;
    await create({ 'idempotency-key': 'k' }, anna);
    await server.hook('cancelRequest', { number: 999_999 }, {}, anna);
    await create({}, gone);
    const batch = [{ uid: 'a' }, { uid: 'b' }];
    const { body } = await server.post(`/hooks/${batches}`, { workflow: 'P', batch }, { 'inbound-webhook-secret': 's' });
    second = body.runs[1].number;
    await server.post(`/hooks/${'x'.repeat(32)}`, {});
  });
  const { id } = await server.db.prisma.application.findUniqueOrThrow({ where: { name: 'Gone' } });
  await server.graphql(`mutation { deleteApplication(input: { id: "${globalId(`Application:${id}`)}" }) { clientMutationId } }`);
});
afterAll(() => server.stop());

/** The operations of the deliveries of this filter. */
async function operationsOf(filter: object): Promise<unknown> {
  const query = 'query ($filter: DeliveryFilter) { deliveries(filter: $filter) { totalCount nodes { operation } } }';
  const { data, errors } = await server.graphql(query, { filter });
  if (errors) return errors[0].message;
  const { totalCount, nodes } = data.deliveries;
  expect(totalCount).toBe(nodes.length);
  return (nodes as { operation: string | null }[]).map(({ operation }) => operation);
}

const [create, cancel, batch, unknown] = ['createRequest', 'cancelRequest', 'runWorkflowBatch', null];

describe('deliveries', () => {
  it('tell of every call, newest first', async () => {
    const { data } = await server.graphql(
      `{ deliveries { totalCount nodes { status operation duplicate kind error code idempotencyKey method path body isWhole application { name }
        applicationName user { userName } request { number } requests { nodes { number } } replayOf { id } } } }`,
    );
    const call = { method: 'POST', path: '/hooks', replayOf: null, kind: 'OPERATIONS', isWhole: true, user: { userName: 'anna' } };
    const hook = { application: { name: 'Hook of Anna' }, applicationName: 'Hook of Anna' };
    const fine = { ...call, status: 200, operation: create, duplicate: false, error: null, code: null, idempotencyKey: null };
    const body = JSON.stringify({ operation: create, args: { input: { processName: 'P' } } });
    const of = (...numbers: number[]) => ({ requests: { nodes: numbers.map((number) => ({ number })) } });
    const error = 'CancelRequest error: Request "999999" does not exist or is not visible to you';
    const cancelled = JSON.stringify({ operation: cancel, args: { input: { number: 999_999 } } });
    const sent = JSON.stringify({ workflow: 'P', batch: [{ uid: 'a' }, { uid: 'b' }] });
    const nothing = { application: null, applicationName: null, user: null, request: null, ...of() };
    expect(data.deliveries).toEqual({
      totalCount: 6,
      nodes: [
        {
          ...fine,
          ...nothing,
          status: 404,
          kind: null,
          operation: null,
          code: 'NOT_FOUND',
          error: expect.any(String),
          body: null,
          isWhole: false,
        },
        {
          ...fine,
          application: { name: 'Batches' },
          applicationName: 'Batches',
          kind: 'WORKFLOWS',
          status: 202,
          operation: batch,
          body: sent,
          request: null,
          ...of(second - 1, second),
        },
        { ...fine, application: null, applicationName: 'Gone', body, request: { number: first + 1 }, ...of(first + 1) },
        {
          ...fine,
          ...hook,
          status: 404,
          operation: cancel,
          error: error.replace('CancelRequest error: ', ''),
          code: 'NOT_FOUND',
          body: cancelled,
          request: null,
          ...of(),
        },
        { ...fine, ...hook, duplicate: true, idempotencyKey: 'k', body, request: { number: first }, ...of(first) },
        { ...fine, ...hook, idempotencyKey: 'k', body, request: { number: first }, ...of(first) },
      ],
    });
  });

  it.each<[() => object, unknown]>([
    [() => ({ applicationName: 'Hook of Anna' }), [cancel, create, create]],
    [() => ({ applicationName: 'Gone' }), [create]],
    [() => ({ applicationName: 'Nobody' }), []],
    [() => ({ kind: 'WORKFLOWS' }), [batch]],
    [() => ({ kind: 'REST' }), []],
    [() => ({ status: 404 }), [unknown, cancel]],
    [() => ({ status: 404, operation: cancel }), [cancel]],
    [() => ({ operation: create }), [create, create, create]],
    [() => ({ requestNumber: first }), [create, create]],
    [() => ({ requestNumber: second }), [batch]],
    [() => ({ requestNumber: second, hasError: true }), []],
    [() => ({ hasError: true }), [unknown, cancel]],
    [() => ({ hasError: false, duplicate: false }), [batch, create, create]],
    [() => ({ duplicate: true }), [create]],
    [() => ({ since: '2001-01-01T00:00:00Z' }), [unknown, batch, create, cancel, create, create]],
    [() => ({ before: '2001-01-01T00:00:00Z' }), []],
    [() => ({ since: new Date(Date.now() + 60_000).toISOString() }), []],
  ])('are filtered: %s', async (filter, expected) => {
    expect(await operationsOf(filter())).toEqual(expected);
  });

  it('are paged', async () => {
    const page = async (after: string | null) =>
      (
        await server.graphql(
          `query ($after: String) { deliveries(first: 4, after: $after) { nodes { operation } pageInfo { endCursor hasNextPage } } }`,
          { after },
        )
      ).data.deliveries;
    const one = await page(null);
    const two = await page(one.pageInfo.endCursor);
    expect([one.nodes.length, one.pageInfo.hasNextPage, two.nodes, two.pageInfo.hasNextPage]).toEqual([
      4,
      true,
      [{ operation: create }, { operation: create }],
      false,
    ]);
  });

  it('are those of their request, one by one or of a batch, and those of their hook', async () => {
    const { data } = await server.graphql(
      `query ($first: Int!, $second: Int!) {
        one: request(number: $first) { deliveries { nodes { duplicate } } }
        of: request(number: $second) { deliveries(filter: { operation: "runWorkflowBatch" }) { totalCount } other: deliveries(filter: { requestNumber: $first }) { totalCount } }
        applications(filter: { name: "Hook of Anna" }) { nodes { deliveries(filter: { requestNumber: $first }) { totalCount } } } }`,
      { first, second },
    );
    expect(data).toEqual({
      one: { deliveries: { nodes: [{ duplicate: true }, { duplicate: false }] } },
      of: { deliveries: { totalCount: 1 }, other: { totalCount: 0 } },
      applications: { nodes: [{ deliveries: { totalCount: 2 } }] },
    });
  });
});

describe('the plans of lists of deliveries', () => {
  const many = 30_000;
  beforeAll(async () => {
    await server.db.pool.query(
      `INSERT INTO delivery (received_at, duration_ms, application_id, address, method, path, status, error, request_id, duplicate, is_whole)
      SELECT now() - n * interval '1 second', 1, n % 7, '::1', 'POST', '/hooks', CASE WHEN n % 5000 = 1 THEN 404 ELSE 200 END,
        CASE WHEN n % 5000 = 1 THEN 'x' END, n / 2, false, false FROM generate_series(1, $1) n`,
      [many],
    );
    await server.db.pool.query('VACUUM ANALYZE delivery');
  });

  it.each<[string, DeliveriesArgs, DeliveriesOf | undefined]>([
    ['all', {}, undefined],
    ['the last', { last: 50 }, undefined],
    ['of an application', {}, { applicationId: 3 }],
    ['of a name', { filter: { applicationName: 'Hook of Anna' } }, undefined],
    ['of a request', {}, { requestId: 77 }],
    ['of the number of a request', { filter: { requestNumber: 77 } }, undefined],
    ['with an error', { filter: { hasError: true } }, undefined],
    ['of a status', { filter: { status: 404 } }, undefined],
    ['of a time', { filter: { since: new Date(Date.now() - 20_000_000), before: new Date(Date.now() - 19_990_000) } }, undefined],
  ])('read few rows: %s', async (_, asked, of) => {
    const context = await server.contextOf(administrator.userName);
    const statements: Sql[] = [];
    const read = (statement: Sql) => {
      statements.push(statement);
      return context.db.query(statement);
    };
    await findDeliveries({ ...context, db: { ...context.db, read: read as typeof context.db.read } }, 'deliveries', asked, of);
    const plans = statements.map(({ text, values }) => server.db.pool.query({ text: `EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, values }));
    const read_ = (await Promise.all(plans)).map(({ rows }) =>
      rowsOf((rows[0] as { 'QUERY PLAN': { Plan: Plan }[] })['QUERY PLAN'][0]!.Plan),
    );
    expect(read_.reduce((sum, one) => sum + one, 0)).toBeLessThan(500);
  });
});

interface Plan {
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: Plan[];
}

function rowsOf(plan: Plan): number {
  const own =
    plan['Relation Name'] === 'delivery' ? (plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0)) * plan['Actual Loops'] : 0;
  return own + (plan.Plans ?? []).reduce((sum, one) => sum + rowsOf(one), 0);
}
