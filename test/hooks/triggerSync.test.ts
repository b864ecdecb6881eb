import { countStatements } from '../kit/countStatements';
import { deliveriesOf } from '../kit/deliveriesOf';
import { addHook, addProcess, addUser } from '../kit/factories';
import { holdCommits } from '../kit/holdCommits';
import { startPeer, type Peer } from '../kit/startPeer';
import { startProxy } from '../kit/startProxy';
import { startReplica, type Replica } from '../kit/startReplica';
import { startTestServer, type HttpAnswer, type TestServer } from '../kit/startTestServer';
import { until } from '../kit/until';

const participants = [{ name: 'Requesters', role: 'REQUESTER', everyone: true }];
const data = [
  { name: 'N', type: 'NUMERIC' },
  { name: 'TEXT', type: 'TEXT' },
];
const call = (name: string, more: object = {}) => ({
  name,
  type: 'HTTP',
  url: '{{runtime.body.url}}',
  retry: { attempts: 1 },
  ...more,
});

let server: TestServer;
let worker: Replica;
let peer: Peer;
beforeAll(async () => {
  server = await startTestServer();
  peer = await startPeer();
  await server.db.prisma.settings.update({ where: { id: 1 }, data: { outboundAllowedHosts: [peer.host] } });
  // The process that is called runs no jobs: it is told by another.
  worker = await startReplica(server, { role: 'jobs' });
  await addUser(server, 'anna');
});
afterAll(async () => {
  await worker.stop();
  await server.stop();
  await peer.stop();
});

let processes = 0;
/** The token of a new SYNC hook that is bound to a new process of this flow. */
async function add(flow: object, trigger: object = {}): Promise<string> {
  const { name } = await addProcess(server, `Sync ${(processes += 1)}`, { participants, data, ...flow });
  return addHook(server, 'anna', { kind: 'TRIGGER', trigger: { processName: name, mode: 'SYNC', ...trigger } });
}
const send = (token: string, body: unknown = {}, headers: Record<string, string> = {}) => server.post(`/hooks/${token}`, body, headers);
const short = ({ status, headers, body }: HttpAnswer) => ({ status, type: headers.get('content-type'), body });
const idOf = ({ headers }: HttpAnswer) => headers.get('sluice-request-id');

/** Resolves to how the request stands that a call was answered about. */
async function requestOf(answer: HttpAnswer) {
  const query = 'query ($id: ID!) { request(id: $id) { status subStatus actions { nodes { activity { name } } } } }';
  return (await server.graphql(query, { id: idOf(answer) })).data.request;
}

/** Has the peer wait with its answer until `answer` is called. */
function holdPeer(body = '{"paid": true}') {
  let answer: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (answer = resolve));
  peer.answer(async () => {
    await held;
    return { headers: { 'content-type': 'application/json' }, body };
  });
  return answer;
}

describe('a SYNC hook whose run ends at once', () => {
  const ten = {
    start: 'S1',
    activities: Array.from({ length: 10 }, (_, n) => ({ name: `S${n + 1}`, type: 'SET', set: { N: '{{data.N + 1}}' } })),
    transitions: Array.from({ length: 9 }, (_, n) => ({ from: `S${n + 1}`, to: `S${n + 2}` })),
    output: { n: '{{data.N}}' },
  };

  it('answers a process of ten SET activities in three round trips, one of them a commit', async () => {
    const token = await add(ten, { stateValues: { N: 0 } });
    await send(token);
    const answers: HttpAnswer[] = [];
    const statements = await countStatements(server.db, async () => answers.push(await send(token)));
    expect([short(answers[0]!), statements.length, statements.filter((text) => /INSERT|UPDATE/.test(text)).length]).toEqual([
      { status: 200, type: 'application/json; charset=utf-8', body: { n: 10 } },
      3,
      1,
    ]);
  });

  it.each([
    ['nothing', undefined, null],
    ['a text', '{{data.TEXT}}', '"x"'],
  ])('answers its output as JSON: %s', async (_, output, expected) => {
    const flow = { start: 'S', activities: [{ name: 'S', type: 'SET', set: { TEXT: 'x' } }], ...(output && { output }) };
    expect(short(await send(await add(flow)))).toEqual({ status: 200, type: 'application/json; charset=utf-8', body: expected ?? 'null' });
  });

  const respond = (fields: object) => ({ start: 'R', activities: [{ name: 'R', type: 'RESPONSE', ...fields }] });
  it.each([
    ['a text', { status: 201, body: 'made {{request.number}}' }, 201, 'text/plain; charset=utf-8', expect.stringMatching(/^made \d+$/)],
    ['JSON', { body: { got: '{{runtime.body.a}}' } }, 200, 'application/json; charset=utf-8', { got: 1 }],
    ['a text of another type', { body: '<b/>', headers: { 'CONTENT-TYPE': 'text/xml' } }, 200, 'text/xml', '<b/>'],
    ['the ID of its request', { body: '{{request.id}}' }, 200, 'text/plain; charset=utf-8', expect.stringMatching(/^UmVxdWVzdDo/)],
    ['nothing', { status: 202 }, 202, null, ''],
    ['nothing, and says so', { status: 204 }, 204, null, ''],
  ])('answers what a RESPONSE says: %s', async (_, fields, status, type, body) => {
    const answer = await send(await add(respond(fields)), { a: 1 });
    expect([short(answer), await requestOf(answer)]).toEqual([
      { status, type, body },
      { status: 'CLOSED', subStatus: 'COMPLETED', actions: { nodes: [{ activity: { name: 'R' } }] } },
    ]);
  });

  it.each<[string, string, object, number, string]>([
    ['a date', "$fromMillis(runtime.body.at, '[D01].[M01].[Y]')", { at: 0 }, 200, '"01.01.1970"'],
    [
      'a picture that backtracks',
      `$toMillis(runtime.body.t, '${'[Yw]'.repeat(10)}#')`,
      { t: `${'-'.repeat(99)}x` },
      500,
      'INTERNAL_SERVER_ERROR',
    ],
    ['a long picture', '$fromMillis(0, runtime.body.p)', { p: '[FNn] '.repeat(150_000) }, 500, 'INTERNAL_SERVER_ERROR'],
  ])('answers in time, and others meanwhile, where its answer needs %s', async (_, expression, body, status, expected) => {
    const token = await add(respond({ body: { date: `{{${expression}}}` } }));
    const state = { isAnswered: false };
    const answering = send(token, body).finally(() => (state.isAnswered = true));
    const healthy: number[] = [];
    while (!state.isAnswered) healthy.push((await fetch(`${server.url}/healthz`)).status);
    const answer = await answering;
    expect([answer.status, answer.status === 200 ? JSON.stringify(answer.body.date) : answer.body.code, new Set(healthy)]).toEqual([
      status,
      expected,
      new Set([200]),
    ]);
  });

  it('answers by a condition', async () => {
    const token = await add({
      start: 'LOOK',
      activities: [
        { name: 'LOOK', type: 'SET', set: { N: '{{runtime.body.amount}}' } },
        { name: 'YES', type: 'RESPONSE', headers: { 'X-Own': '{{data.N}}' }, body: { ok: true } },
        { name: 'NO', type: 'RESPONSE', status: 422, body: 'too much' },
      ],
      transitions: [
        { from: 'LOOK', to: 'YES', when: 'data.N < 100' },
        { from: 'LOOK', to: 'NO', otherwise: true },
      ],
    });
    const [yes, no] = [await send(token, { amount: 5 }), await send(token, { amount: 500 })];
    expect([yes.status, yes.headers.get('x-own'), yes.body, no.status, no.body]).toEqual([200, '5', { ok: true }, 422, 'too much']);
  });

  it('answers the first RESPONSE that is reached, which ends the request', async () => {
    const answer = await send(
      await add({
        start: ['A', 'B'],
        activities: [
          { name: 'A', type: 'RESPONSE', body: 'a' },
          { name: 'B', type: 'RESPONSE', body: 'b' },
        ],
      }),
    );
    expect([answer.body, await requestOf(answer)]).toEqual([
      'a',
      { status: 'CLOSED', subStatus: 'COMPLETED', actions: { nodes: [{ activity: { name: 'A' } }] } },
    ]);
  });

  it.each([
    ['as ERROR', { activities: [{ name: 'S', type: 'END', as: 'ERROR', message: 'Too much' }] }, 'ERROR', ': Too much'],
    ['as CANCELLED', { activities: [{ name: 'S', type: 'END', as: 'CANCELLED' }] }, 'CANCELLED', ''],
    ['by a failure', { activities: [{ name: 'S', type: 'SET', set: { N: 'none' } }] }, 'ERROR', ': S: N: not a number: "none"'],
    ['by an expression', { activities: [{ name: 'S', type: 'SET', set: { N: '{{$inner(1)}}' } }] }, 'ERROR', /: S: .+/],
    ['by its output', { activities: [{ name: 'S', type: 'SET', set: {} }], output: { a: '{{$inner(1)}}' } }, 'ERROR', /: output: .+/],
    ['by a call to an inner host', { activities: [call('S', { url: 'http://127.0.0.1:1/x' })] }, 'ERROR', /: S: .*127\.0\.0\.1/],
  ])('answers 500 and how it ended %s, and why to administrators alone', async (_, flow, end, why) => {
    const token = await add({ start: 'S', ...flow });
    let answer!: HttpAnswer;
    const [entry] = await deliveriesOf(server, 1, async () => (answer = await send(token)));
    const logged = await until(async () => (await server.db.prisma.delivery.findUniqueOrThrow({ where: { id: entry!.id } })).error);
    const id = idOf(answer);
    const number = Number(
      Buffer.from(id ?? '', 'base64')
        .toString()
        .slice('Request:'.length),
    );
    const error = `Request ${number} ended as ${end}`;
    expect([answer.status, answer.body, logged]).toEqual([
      500,
      { error, code: 'INTERNAL_SERVER_ERROR', requestId: id, number },
      typeof why === 'string' ? error + why : expect.stringMatching(new RegExp(`^${error}${why.source}`)),
    ]);
  });

  it('answers a repeat under an Idempotency-Key the same, and starts nothing', async () => {
    const token = await add(respond({ status: 201, headers: { 'X-Own': 'yes' }, body: '{{request.number}}' }));
    const key = { 'idempotency-key': 'k' };
    const [first, second] = [await send(token, {}, key), await send(token, {}, key)];
    expect([short(second), idOf(second), second.headers.get('x-own'), second.headers.get('idempotent-replayed')]).toEqual([
      short(first),
      idOf(first),
      'yes',
      'true',
    ]);
  });
});

describe('a SYNC hook whose run goes on in another process', () => {
  const pays = { start: 'PAY', activities: [call('PAY')], output: { paid: '{{results.PAY.body.paid}}' } };

  it('answers when it has ended', async () => {
    peer.answer(() => ({ headers: { 'content-type': 'application/json' }, body: '{"paid": true}' }));
    const token = await add(pays);
    const answers = await Promise.all(Array.from({ length: 10 }, () => send(token, { url: peer.url })));
    expect(answers.map(({ status, body }) => [status, body])).toEqual(Array(10).fill([200, { paid: true }]));
  });

  it('answers 500 when it has failed', async () => {
    peer.answer(() => ({ status: 400 }));
    const { status, body } = await send(await add(pays), { url: peer.url });
    expect([status, body.error]).toEqual([500, expect.stringMatching(/^Request \d+ ended as ERROR$/)]);
  });

  it('answers the RESPONSE of a failure', async () => {
    peer.answer(() => ({ status: 500 }));
    const token = await add({
      start: 'PAY',
      activities: [call('PAY'), { name: 'SORRY', type: 'RESPONSE', status: 502, body: 'sorry' }],
      transitions: [{ from: 'PAY', to: 'SORRY', on: 'ERROR' }],
    });
    const { status, body } = await send(token, { url: peer.url });
    expect([status, body]).toEqual([502, 'sorry']);
  });

  it('answers at once by a RESPONSE after which it goes on', async () => {
    const release = holdPeer();
    const token = await add({
      start: 'ANSWER',
      activities: [{ name: 'ANSWER', type: 'RESPONSE', status: 202, body: 'soon', continue: true }, call('PAY')],
      transitions: [{ from: 'ANSWER', to: 'PAY' }],
    });
    const answer = await send(token, { url: peer.url });
    const before = await requestOf(answer);
    release();
    await until(async () => (await requestOf(answer)).status === 'CLOSED');
    expect([answer.status, answer.body, before.status]).toEqual([202, 'soon', 'OPEN']);
  });

  it('answers by a RESPONSE that is reached later, while the rest goes on', async () => {
    const second = { name: 'TELL', type: 'RESPONSE', body: { paid: '{{results.PAY.body.paid}}' }, continue: true };
    const release = holdPeer();
    const token = await add({
      start: 'PAY',
      activities: [call('PAY'), second, call('BOOK')],
      transitions: [
        { from: 'PAY', to: 'TELL' },
        { from: 'TELL', to: 'BOOK' },
      ],
    });
    const waiting = send(token, { url: peer.url });
    await peer.wait(1);
    const releaseSecond = holdPeer();
    release();
    const answer = await waiting;
    const before = await requestOf(answer);
    releaseSecond();
    await until(async () => (await requestOf(answer)).status === 'CLOSED');
    expect([answer.status, answer.body, before.status]).toEqual([200, { paid: true }, 'OPEN']);
  });

  it('answers 504 with the request when that takes too long, which goes on; a repeat under its key gets the end, until it is deleted', async () => {
    const release = holdPeer();
    const token = await add(pays, { timeoutMs: 200 });
    const key = { 'idempotency-key': 'slow' };
    const begun = performance.now();
    const late = await send(token, { url: peer.url }, key);
    const waited = performance.now() - begun;
    release();
    await until(async () => (await requestOf(late)).status === 'CLOSED');
    const repeat = await send(token, { url: peer.url }, key);
    const number = Number(
      Buffer.from(idOf(late) ?? '', 'base64')
        .toString()
        .slice('Request:'.length),
    );
    await server.graphql(`mutation { deleteRequest(input: { number: ${number} }) { number } }`);
    const gone = await send(token, { url: peer.url }, key);
    expect([gone.status, gone.body]).toMatchObject([
      404,
      { error: `Request "${number}" does not exist or is not visible to you`, code: 'NOT_FOUND' },
    ]);
    expect([late.status, late.body, waited > 200, repeat.status, repeat.body, idOf(repeat)]).toEqual([
      504,
      {
        error: `Request ${number} has not ended yet: it continues in the background`,
        code: 'TIMEOUT',
        requestId: idOf(late),
        number,
      },
      true,
      200,
      { paid: true },
      idOf(late),
    ]);
  });
});

describe('the log of a SYNC hook', () => {
  it('tells what was answered in the end', async () => {
    const release = holdPeer();
    const name = `Logged ${Math.random()}`;
    const flow = await addProcess(server, 'Logged', { participants, data, start: 'PAY', activities: [call('PAY')] });
    const token = await addHook(server, 'anna', {
      name,
      kind: 'TRIGGER',
      trigger: { processName: flow.name, mode: 'SYNC', timeoutMs: 500 },
    });
    const late = await send(token, { url: peer.url });
    release();
    const query =
      'query ($name: String) { deliveries(filter: { applicationName: $name }) { nodes { status error operation request { id } } } }';
    const entries = async () => (await server.graphql(query, { name })).data.deliveries.nodes as { status: number }[];
    const logged = await until(async () => (await entries()).find(({ status }) => status === 504));
    expect(logged).toEqual({
      status: 504,
      error: expect.stringContaining('has not ended yet'),
      operation: 'triggerProcess',
      request: { id: idOf(late) },
    });
    await until(async () => (await requestOf(late)).status === 'CLOSED');
  });
});

describe('a SYNC hook whose first step takes longer than its caller waits', () => {
  const ends = { start: 'E', activities: [{ name: 'E', type: 'END' }] };
  const computes = {
    start: 'S',
    activities: [{ name: 'S', type: 'SET', set: { N: '{{( $forever := function($n) { $forever($n + 1) }; $forever(0) )}}' } }],
  };
  const tooSlow = { error: expect.stringMatching(/The run has not ended yet: it continues in the background$/), code: 'TIMEOUT' };

  it.each([
    ['it is being stored', ends, true, 'COMPLETED'],
    ['it computes', computes, false, 'ERROR'],
  ])('answers 504 in time while %s, which goes on: one request, and one entry in the log', async (_, flow, isHeld, subStatus) => {
    const token = await add(flow, { timeoutMs: 50 });
    const { id: applicationId } = await server.db.prisma.application.findFirstOrThrow({ orderBy: { id: 'desc' } });
    const held = isHeld ? await holdCommits(server.databaseUrl) : null;
    let late: HttpAnswer | undefined;
    const entries = await deliveriesOf(server, 1, async () => {
      late = await send(token);
      await held?.release();
    });
    const [line] = await server.db.prisma.history.findMany({ where: { applicationId } });
    const requests = await server.db.prisma.request.findMany({ where: { id: line!.requestId } });
    expect([short(late!), idOf(late!), requests, entries]).toEqual([
      { status: 504, type: 'application/json; charset=utf-8', body: tooSlow },
      null,
      [expect.objectContaining({ status: 'CLOSED', subStatus })],
      [expect.objectContaining({ applicationId, status: 504, code: 'TIMEOUT', requestId: requests[0]?.id, operation: 'triggerProcess' })],
    ]);
  });

  it('keeps its slot until the work has ended', async () => {
    const narrow = await startReplica(server, { maxConcurrentRequests: 1 });
    const path = `/hooks/${await add(ends, { timeoutMs: 50 })}`;
    const held = await holdCommits(server.databaseUrl);
    const late = await narrow.post(path, {});
    const refused = await narrow.post(path, {});
    await held.release();
    const done = await until(async () => {
      const answer = await narrow.post(path, {});
      return answer.status === 200 ? answer : null;
    });
    await narrow.stop();
    expect([late.status, refused.status, done?.body]).toEqual([504, 503, 'null']);
  });

  it('gives the end to a repeat under its key', async () => {
    const token = await add({ ...ends, output: 'the end' }, { timeoutMs: 50 });
    const held = await holdCommits(server.databaseUrl);
    const late = [await send(token, {}, { 'idempotency-key': 'late' }), await send(token, {}, { 'idempotency-key': 'late' })];
    await held.release();
    const repeat = await until(async () => {
      const answer = await send(token, {}, { 'idempotency-key': 'late' });
      return answer.status === 200 ? answer : null;
    });
    expect([late.map(({ status }) => status), repeat?.body, repeat?.headers.get('idempotent-replayed')]).toEqual([
      [504, 504],
      '"the end"',
      'true',
    ]);
  });
});

describe('a caller who waits for a run', () => {
  const pays = { start: 'PAY', activities: [call('PAY')] };

  it('holds no slot and no connection', async () => {
    const narrow = await startReplica(server, { maxConcurrentRequests: 2 });
    const release = holdPeer();
    const token = await add(pays);
    const waiting = Array.from({ length: 2 }, () => narrow.post(`/hooks/${token}`, { url: peer.url }));
    await until(async () => (await server.db.prisma.request.count({ where: { status: 'OPEN' } })) >= 2 && peer.calls.length >= 2);
    waiting.push(...Array.from({ length: 2 }, () => narrow.post(`/hooks/${token}`, { url: peer.url })));
    await peer.wait(4);
    release();
    const answers = await Promise.all(waiting);
    await narrow.stop();
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  });

  it('is answered nothing of the run when its hook was switched off meanwhile', async () => {
    const release = holdPeer();
    const token = await add({ start: 'PAY', activities: [call('PAY')], output: { secret: 'the output' } });
    const waiting = send(token, { url: peer.url });
    await peer.wait(1);
    await server.db.prisma.application.updateMany({ data: { active: false } });
    release();
    const { status, body } = await waiting;
    await server.db.prisma.application.updateMany({ data: { active: true } });
    expect([status, body.code, JSON.stringify(body).includes('the output')]).toEqual([404, 'NOT_FOUND', false]);
  });

  it('is told that the run goes on where too many wait, and not to send it again', async () => {
    const full = await startReplica(server, { maxWaits: 0 });
    const answer = await full.post(`/hooks/${await add(pays)}`, { url: peer.url });
    await full.stop();
    await until(async () => (await requestOf(answer)).status === 'CLOSED');
    expect([answer.status, answer.headers.get('retry-after'), idOf(answer) === null]).toEqual([504, null, false]);
  });

  it('is no longer waited for when the caller leaves before the wait begins', async () => {
    const narrow = await startReplica(server, { maxWaits: 1 });
    const release = holdPeer();
    const path = `/hooks/${await add(pays)}`;
    const held = await holdCommits(server.databaseUrl);
    const leaving = new AbortController();
    const left = fetch(narrow.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ url: peer.url }),
      signal: leaving.signal,
    }).catch(() => 'left');
    await held.isWaitedFor();
    leaving.abort();
    await left;
    await held.release();
    await peer.wait(1);
    const waiting = narrow.post(path, { url: peer.url });
    await peer.wait(2);
    release();
    const { status } = await waiting;
    await narrow.stop();
    expect(status).toBe(200);
  });

  it('does not hold a slot when the call repeats one that is running', async () => {
    const narrow = await startReplica(server, { maxConcurrentRequests: 2 });
    const release = holdPeer();
    const path = `/hooks/${await add(pays)}`;
    const repeated = () => narrow.post(path, { url: peer.url }, { 'idempotency-key': 'places' });
    const first = await holdCommits(server.databaseUrl);
    const waiting = [repeated(), repeated()];
    await first.isWaitedFor();
    await first.release();
    await peer.wait(1);
    const second = await holdCommits(server.databaseUrl);
    const other = narrow.post(path, { url: peer.url });
    await second.isWaitedFor();
    const { status } = await narrow.post('/hooks/none', {});
    await second.release();
    release();
    const answers = await Promise.all([...waiting, other]);
    await narrow.stop();
    expect([status, answers.map((answer) => answer.status), new Set(answers.map(idOf)).size]).toEqual([404, [200, 200, 200], 2]);
  });

  it('finds in the log of deliveries how long it took, and why it failed', async () => {
    const release = holdPeer();
    const token = await add(pays);
    const entries = await deliveriesOf(server, 2, async () => {
      const waiting = send(token, { url: peer.url });
      await peer.wait(1);
      await send(await add(pays, { timeoutMs: 400 }), { url: peer.url });
      release();
      await waiting;
    });
    const find = () => server.db.prisma.delivery.findMany({ where: { id: { in: entries.map(({ id }) => id) } }, orderBy: { id: 'asc' } });
    // Entered with their effect, they are told their end afterwards.
    await until(async () => (await find()).every(({ durationMs }) => durationMs >= 400));
    const [done, late] = await find();
    expect([done, late]).toEqual([
      expect.objectContaining({ status: 200, code: null, error: null }),
      expect.objectContaining({
        status: 504,
        code: 'TIMEOUT',
        error: `Request ${late!.requestId} has not ended yet: it continues in the background`,
      }),
    ]);
  });

  it('is told that the run goes on when the database is lost meanwhile, and not to send it again', async () => {
    const proxy = await startProxy(server.databaseUrl);
    const behind = await startReplica(proxy);
    const release = holdPeer();
    const waiting = behind.post(`/hooks/${await add(pays)}`, { url: peer.url });
    await peer.wait(1);
    await proxy.stop();
    release();
    const answer = await waiting;
    await behind.stop();
    expect([answer.status, answer.body.code, idOf(answer) === null]).toEqual([504, 'TIMEOUT', false]);
    // Reads and deliveries are sent again for up to 15 seconds.
  }, 90_000);

  it('is told so when the process stops', async () => {
    const stopping = await startReplica(server);
    const release = holdPeer();
    const waiting = stopping.post(`/hooks/${await add(pays)}`, { url: peer.url });
    await peer.wait(1);
    await stopping.stop();
    release();
    const answer = await waiting;
    expect([answer.status, answer.body.code, idOf(answer) === null]).toEqual([504, 'TIMEOUT', false]);
  });
});
