import { addHook, addProcess, addRequest } from '../../kit/factories';
import { startPeer, type Peer } from '../../kit/startPeer';
import { startTestServer, type TestServer } from '../../kit/startTestServer';
import { until } from '../../kit/until';

let peer: Peer;
let server: TestServer;
beforeAll(async () => {
  peer = await startPeer();
  server = await startTestServer({ role: 'all' });
  await server.graphql(
    `mutation ($input: CreateCallbackInput!) {
      updateSettings(input: { outboundAllowedHosts: ["${peer.host}"] }) { clientMutationId } createCallback(input: $input) { clientMutationId }
    }`,
    { input: { url: `${peer.url}/hook` } },
  );
});
afterAll(async () => {
  await server.stop();
  await peer.stop();
});

const user = { name: 'DO', type: 'USER', participant: 'Workers' };
const call = (path = '/') => ({ name: 'CALL', type: 'HTTP', url: peer.url + path });
const set = (name = 'SET') => ({ name, type: 'SET', set: { TEXT: 'a' } });
const fail = { name: 'FAIL', type: 'SET', set: { NUMERIC: "{{$number('x')}}" } };
const complete = (requestNumber: number, number = 1) => server.hook('completeAction', { requestNumber, number });

/** Resolves to what callbacks were notified of a request, in the order in which it happened, once that is as much as `events`. */
async function told(number: number, events: string[]): Promise<string[]> {
  const found = await until(async () => {
    const { rows } = await server.db.pool.query<{ event: string }>(
      `SELECT event FROM callback_attempt WHERE request_id = $1 ORDER BY body::json ->> 'timestamp'`,
      [number],
    );
    return rows.length >= events.length && rows;
  });
  return (found || []).map(({ event }) => event.replace('request.', ''));
}
const idle = () =>
  until(async () => (await server.db.pool.query('SELECT FROM graphile_worker._private_jobs WHERE run_at <= now()')).rowCount === 0);

let processes = 0;
async function start(more: object): Promise<number> {
  const name = `EVENTS_${(processes += 1)}`;
  await addProcess(server, name, more);
  return addRequest(server, name);
}

describe('callbacks are told', () => {
  it.each<[string, () => object, (number: number) => Promise<unknown>, string[]]>([
    ['of what ends in the commit that begins it', () => ({ start: 'SET', activities: [set()] }), () => idle(), ['completed']],
    [
      'of what ends as cancelled by itself',
      () => ({ start: 'OVER', activities: [{ name: 'OVER', type: 'END', as: 'CANCELLED' }] }),
      () => idle(),
      ['cancelled'],
    ],
    ['of what fails', () => ({ start: 'FAIL', activities: [fail] }), () => idle(), ['failed']],
    [
      'of people, once while they are waited for',
      () => ({ start: ['DO', 'DO'], activities: [user] }),
      async (number) => (await complete(number), await complete(number, 2)),
      ['awaiting', 'completed'],
    ],
    [
      'of people who come after people only once',
      () => ({ activities: [user, { ...user, name: 'NEXT' }], transitions: [{ from: 'DO', to: 'NEXT' }] }),
      async (number) => (await complete(number), await complete(number, 2)),
      ['awaiting', 'completed'],
    ],
    [
      'of no delay alone',
      () => ({ start: 'WAIT', activities: [{ name: 'WAIT', type: 'DELAY', for: 'PT0.05S' }] }),
      () => idle(),
      ['completed'],
    ],
    [
      'of people beside a delay',
      () => ({ start: ['WAIT', 'DO'], activities: [{ name: 'WAIT', type: 'DELAY', for: 'PT1H' }, user] }),
      (number) => complete(number, 2),
      ['awaiting'],
    ],
    [
      'of people who are waited for again after something else',
      () => ({
        activities: [user, call(), { ...user, name: 'NEXT' }],
        transitions: [
          { from: 'DO', to: 'CALL' },
          { from: 'CALL', to: 'NEXT' },
        ],
      }),
      (number) => complete(number),
      ['awaiting', 'awaiting'],
    ],
    [
      'of people only when nothing else runs',
      () => ({ start: ['DO', 'CALL'], activities: [user, call('/slow')] }),
      () => idle(),
      ['awaiting'],
    ],
    [
      'of who is cancelled',
      () => ({ activities: [user] }),
      (number) => server.hook('cancelRequest', { number }),
      ['awaiting', 'cancelled'],
    ],
    [
      'of nothing more when it is commented, assigned or given data',
      () => ({ activities: [user] }),
      async (requestNumber) => {
        await server.hook('assignAction', { requestNumber, number: 1, assigneeUserName: 'admin' });
        await server.hook('updateRequestDataset', { number: requestNumber, parameters: [{ name: 'TEXT', textValue: 'b' }] });
        await complete(requestNumber);
      },
      ['awaiting', 'completed'],
    ],
  ])('%s', async (_, process, act, events) => {
    const number = await start(process());
    await act(number);
    const all = await told(number, events);
    await idle();
    expect([all, await told(number, events)]).toEqual([events, events]);
  });

  it('of what fails again after it was retried', async () => {
    peer.answer(({ url }) => ({ status: url === '/down' ? 404 : 204 }));
    const number = await start({ start: 'CALL', activities: [call('/down')] });
    await told(number, ['failed']);
    await server.hook('retryRequest', { number });
    expect(await told(number, ['failed', 'failed'])).toEqual(['failed', 'failed']);
  });

  it('of sub-processes, of each as of its own process', async () => {
    await addProcess(server, 'CHILD', { start: 'SET', activities: [set()] });
    const number = await start({ start: 'SUB', activities: [{ name: 'SUB', type: 'SUBPROCESS', process: 'CHILD' }] });
    const own = await told(number, ['completed']);
    const { data } = await server.graphql('query ($n: Int) { request(number: $n) { subrequests { nodes { number } } } }', { n: number });
    expect([own, await told(data.request.subrequests.nodes[0].number, ['completed'])]).toEqual([['completed'], ['completed']]);
  });

  it('of each of a batch', async () => {
    await addProcess(server, 'BATCHED', { start: 'SET', activities: [set()] });
    const hook = await addHook(server, 'admin', { kind: 'WORKFLOWS', secret: 's' });
    const { body } = await server.post(`/hooks/${hook}`, { workflow: 'BATCHED', batch: [{}, {}, {}] }, { 'inbound-webhook-secret': 's' });
    const each = await Promise.all((body.runs as { number: number }[]).map(({ number }) => told(number, ['completed'])));
    expect(each).toEqual([['completed'], ['completed'], ['completed']]);
  });

  it('once where two do the same at once', async () => {
    const number = await start({ activities: [user] });
    await Promise.all([complete(number), complete(number)]);
    await told(number, ['awaiting', 'completed']);
    await idle();
    expect(await told(number, ['awaiting', 'completed'])).toEqual(['awaiting', 'completed']);
  });

  it('once where a call is sent twice under one Idempotency-Key', async () => {
    await addProcess(server, 'TWICE', { start: 'SET', activities: [set()] });
    const send = () => server.hook('createRequest', { processName: 'TWICE' }, { 'idempotency-key': 'twice' });
    const [one, other] = await Promise.all([send(), send()]);
    await told(one.body.number, ['completed']);
    await idle();
    expect([other.body.number, await told(one.body.number, ['completed'])]).toEqual([one.body.number, ['completed']]);
  });
});
