import { Webhook } from 'standardwebhooks';
import { addProcess, addRequest } from '../../kit/factories';
import { globalId } from '../../kit/globalId';
import { startPeer, type Peer, type PeerAnswer } from '../../kit/startPeer';
import { startTestServer, type TestServer } from '../../kit/startTestServer';
import { until } from '../../kit/until';

let peer: Peer;
let server: TestServer;
beforeAll(async () => {
  peer = await startPeer();
  server = await startTestServer({ role: 'all' });
  await allow([peer.host]);
  await addProcess(server, 'P');
});
afterEach(async () => {
  await server.db.pool.query('DELETE FROM graphile_worker._private_jobs; DELETE FROM callback');
});
afterAll(async () => {
  await server.stop();
  await peer.stop();
});

const allow = (hosts: string[]) =>
  server.graphql('mutation ($hosts: [String!]) { updateSettings(input: { outboundAllowedHosts: $hosts }) { clientMutationId } }', {
    hosts,
  });
async function addCallback(input: object = {}): Promise<{ id: string; secret: string }> {
  const { data, errors } = await server.graphql(
    'mutation ($input: CreateCallbackInput!) { createCallback(input: $input) { callback { id } secret } }',
    { input: { url: `${peer.url}/hook`, ...input } },
  );
  if (errors) throw new Error(JSON.stringify(errors));
  return { id: data.createCallback.callback.id, secret: data.createCallback.secret };
}
const update = (input: object) =>
  server.graphql('mutation ($input: UpdateCallbackInput!) { updateCallback(input: $input) { clientMutationId } }', { input });
const resend = (id: string) =>
  server.graphql('mutation ($id: ID!) { resendCallback(input: { id: $id }) { attempt { id number outcome durationMs } } }', { id });

interface Attempt {
  id: string;
  event: string;
  webhookId: string;
  number: number | null;
  outcome: string | null;
  status: number | null;
  error: string | null;
  answer: string | null;
  body: string;
}
interface Callback {
  active: boolean;
  disabledAt: string | null;
  disabledReason: string | null;
  lastSuccessAt: string | null;
  lastFailureAt: string | null;
  failingSince: string | null;
  attempts: { nodes: Attempt[] };
}
const read = async (id: string): Promise<Callback> =>
  (
    await server.graphql(
      `query ($id: ID!) { node(id: $id) { ... on Callback {
        active disabledAt disabledReason lastSuccessAt lastFailureAt failingSince
        attempts { nodes { id event webhookId number outcome status error answer body request { number } } }
      } } }`,
      { id },
    )
  ).data.node;
/** The callback, once so many of its attempts have ended. */
async function tried(id: string, attempts = 1): Promise<Callback> {
  await until(async () => (await read(id)).attempts.nodes.filter(({ outcome }) => outcome !== null).length >= attempts);
  // Once more: the callback itself was read a moment before its attempts.
  return read(id);
}
interface JobRow {
  id: string;
  wait: number;
  number: number | null;
}
const jobs = async (): Promise<JobRow[]> =>
  (
    await server.db.pool.query<JobRow>(
      `SELECT id, extract(epoch FROM run_at - now())::float8 AS wait, (payload ->> 'number')::int AS number FROM graphile_worker._private_jobs
       WHERE locked_at IS NULL ORDER BY id`,
    )
  ).rows;
const noJobs = () => until(async () => (await server.db.pool.query('SELECT FROM graphile_worker._private_jobs')).rowCount === 0);
/** Lets the time pass that jobs wait for, and tells the workers. */
const hurry = () =>
  server.db.pool.query(`SELECT pg_notify('jobs:insert', '{"r": ' || random() || ', "count": ' || count(*) || '}')
    FROM graphile_worker.reschedule_jobs(ARRAY(SELECT id FROM graphile_worker.jobs), run_at => now())`);
const answering = (answer: PeerAnswer) => peer.answer(() => answer);

describe('sendCallback', () => {
  it('tells of a run of the Workflows API under the IDs that its caller knows, from the first commit on', async () => {
    answering({ status: 204 });
    await addCallback({ events: ['request.awaiting', 'request.completed'] });
    const { uuid: workflowDefinitionId } = await addProcess(server, 'API_RUN', { allowUserActions: true });
    const run = 'mutation ($input: RunCaseInput!) { runCase(input: $input) { uuid number } }';
    const { data } = await server.graphql('mutation { createCase(input: {}) { case { uuid } } }');
    const caseId = data.createCase.case.uuid;
    const { uuid: id, number } = (await server.graphql(run, { input: { workflowDefinitionId, caseId } })).data.runCase;
    await server.hook('completeAction', { requestNumber: number, number: 1 });
    const calls = await peer.wait(2);
    const told = calls
      .map(({ body }) => (JSON.parse(body) as { data: Record<'id' | 'caseId' | 'uuid' | 'runStatus', string> }).data)
      .map(({ id, caseId, uuid, runStatus }) => ({ id, caseId, uuid, runStatus }));
    expect(told.sort((a, b) => a.runStatus.localeCompare(b.runStatus))).toEqual(
      ['AWAITING', 'COMPLETED'].map((runStatus) => ({ id, caseId, uuid: id, runStatus })),
    );
  });

  it('tells of a request what was committed, signed as Standard Webhooks', async () => {
    answering({ status: 204 });
    const { id, secret } = await addCallback({ events: ['request.cancelled'] });
    const number = await addRequest(server, 'P');
    await server.hook('cancelRequest', { number });
    const [call] = await peer.wait(1);
    const { lastSuccessAt, attempts } = await tried(id);
    const { request } = (await server.graphql('query ($number: Int) { request(number: $number) { uuid closedAt } }', { number })).data;
    const data = {
      requestId: globalId(`Request:${number}`),
      number,
      uuid: request.uuid,
      status: 'CLOSED',
      subStatus: 'CANCELLED',
      processName: 'P',
      runStatus: 'CANCELLED',
    };
    expect(new Webhook(secret).verify(call!.body, call!.headers as Record<string, string>)).toEqual({
      type: 'request.cancelled',
      timestamp: request.closedAt,
      data,
    });
    expect([call!.method, call!.url, call!.headers['content-type'], peer.calls.length, lastSuccessAt === null]).toEqual([
      'POST',
      '/hook',
      'application/json',
      1,
      false,
    ]);
    expect(attempts.nodes).toEqual([
      {
        id: expect.any(String),
        event: 'request.cancelled',
        webhookId: call!.headers['webhook-id'],
        number: 1,
        outcome: 'SUCCEEDED',
        status: 204,
        error: null,
        answer: null,
        body: call!.body,
        request: { number },
      },
    ]);
  });

  it('tries again after a failure, later and later, with the same body and ID, and a timestamp of its own', async () => {
    peer.answer((_, number) => (number === 2 ? { status: 204 } : { status: 500, body: 'Out of order' }));
    const { id, secret } = await addCallback({ events: ['request.awaiting'] });
    await addRequest(server, 'P');
    const failing = await tried(id);
    const [job] = await jobs();
    await hurry();
    const calls = await peer.wait(2);
    const { attempts, failingSince } = await tried(id, 2);
    calls.forEach(({ body, headers }) => new Webhook(secret).verify(body, headers as Record<string, string>));
    expect([
      job!.wait > 3,
      job!.wait < 6,
      new Set(calls.map(({ body }) => body)).size,
      new Set(calls.map(({ headers }) => headers['webhook-id'])).size,
    ]).toEqual([true, true, 1, 1]);
    expect([failing.failingSince !== null, failingSince, failing.active]).toEqual([true, null, true]);
    expect(attempts.nodes.map(({ number, outcome, status, error, answer }) => [number, outcome, status, error, answer])).toEqual([
      [2, 'SUCCEEDED', 204, null, null],
      [1, 'FAILED', 500, 'answered 500 Internal Server Error', 'Out of order'],
    ]);
  });

  it('waits as Standard Webhooks say, a fifth more or less, and gives up after the tenth attempt', async () => {
    answering({ status: 500 });
    const { id } = await addCallback({ events: ['request.awaiting'] });
    await addRequest(server, 'P');
    const waits: number[] = [];
    for (let attempt = 1; attempt < 10; attempt += 1) {
      await tried(id, attempt);
      waits.push((await jobs())[0]!.wait);
      await hurry();
    }
    const { attempts, active } = await tried(id, 10);
    await noJobs();
    const schedule = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
    expect(waits.map((wait, n) => wait > schedule[n]! * 0.79 - 2 && wait < schedule[n]! * 1.21)).toEqual(schedule.map(() => true));
    expect([new Set(waits.map((wait, n) => Math.round((wait / schedule[n]!) * 100))).size > 1, attempts.nodes.length, active]).toEqual([
      true,
      10,
      true,
    ]);
  });

  it('waits for as long as the receiver asks', async () => {
    answering({ status: 429, headers: { 'retry-after': '3600' } });
    const { id } = await addCallback({ events: ['request.awaiting'] });
    await addRequest(server, 'P');
    await tried(id);
    const [job] = await jobs();
    expect([job!.wait > 3_590, job!.wait <= 3_600]).toEqual([true, true]);
  });

  it.each<[string, PeerAnswer, number | null, string]>([
    ['a redirect', { status: 302, headers: { location: '/other' } }, 302, 'answered 302 Found: redirects are not followed'],
    ['a connection that breaks', null, null, 'other side closed'],
    ['404', { status: 404 }, 404, 'answered 404 Not Found'],
  ])('fails for %s', async (_, answer, status, error) => {
    answering(answer);
    const { id } = await addCallback({ events: ['request.awaiting'] });
    await addRequest(server, 'P');
    const [attempt] = (await tried(id)).attempts.nodes;
    expect([attempt!.outcome, attempt!.status, attempt!.error, peer.calls.length]).toEqual([
      'FAILED',
      status,
      expect.stringContaining(error),
      1,
    ]);
  });

  it('keeps the beginning of an answer, where it is text', async () => {
    peer.answer((_, number) => ({ body: number === 1 ? 'é'.repeat(5_000) : Buffer.from([0, 1, 2]) }));
    const { id } = await addCallback({ events: ['request.awaiting'] });
    await addRequest(server, 'P');
    await tried(id);
    await addRequest(server, 'P');
    const { attempts } = await tried(id, 2);
    expect(attempts.nodes.map(({ outcome, answer }) => [outcome, answer])).toEqual([
      ['SUCCEEDED', null],
      ['SUCCEEDED', 'é'.repeat(1_000)],
    ]);
  });

  it('reaches no private address that the settings do not name any more', async () => {
    answering({ status: 204 });
    const { id } = await addCallback({ url: `https://${peer.host}/hook`, events: ['request.awaiting'] });
    await allow([]);
    await addRequest(server, 'P');
    const https = (await tried(id)).attempts.nodes[0]!.error;
    await server.db.pool.query(`UPDATE callback SET url = replace(url, 'https', 'http')`);
    await addRequest(server, 'P');
    const http = (await tried(id, 2)).attempts.nodes[0]!.error;
    await allow([peer.host]);
    expect([https, http, peer.calls.length]).toEqual([
      `127.0.0.1 is not a public address. To allow it, add ${peer.host} to the setting outboundAllowedHosts`,
      'only https URLs can be called, and http URLs of hosts in the setting outboundAllowedHosts',
      0,
    ]);
  });

  it('disables a callback whose receiver is gone; what waits for it ends', async () => {
    peer.answer((_, number) => ({ status: number === 1 ? 500 : 410 }));
    const { id } = await addCallback({ events: ['request.awaiting'] });
    await addRequest(server, 'P');
    await tried(id);
    await addRequest(server, 'P');
    const { active, disabledAt, disabledReason } = await tried(id, 2);
    await hurry();
    await noJobs();
    await addRequest(server, 'P');
    expect([active, disabledAt === null, disabledReason, (await jobs()).length, peer.calls.length]).toEqual([
      false,
      false,
      'The receiver answered 410 Gone',
      0,
      2,
    ]);
    expect(server.logged.filter((line) => line.includes('a callback is disabled'))).toHaveLength(1);
  });

  it.each([
    ['disables a callback after five days of nothing but failures', '5 days 1 second', false, 'Every call failed for 5 days'],
    ['goes on before', '4 days 23 hours', true, null],
  ])('%s', async (_, since, active, reason) => {
    answering({ status: 500 });
    const { id } = await addCallback({ events: ['request.awaiting'] });
    await server.db.pool.query('UPDATE callback SET failing_since = now() - $1::interval', [since]);
    await addRequest(server, 'P');
    const callback = await tried(id);
    expect([callback.active, callback.disabledReason]).toEqual([active, reason]);
  });

  it('goes on when an administrator says so, with five days before it', async () => {
    peer.answer((_, number) => ({ status: number === 1 ? 410 : 500 }));
    const { id } = await addCallback({ events: ['request.awaiting'] });
    await server.db.pool.query(`UPDATE callback SET failing_since = now() - interval '6 days'`);
    await addRequest(server, 'P');
    await tried(id);
    await update({ id, active: true });
    const again = await read(id);
    await addRequest(server, 'P');
    const { active } = await tried(id, 2);
    expect([again.active, again.disabledAt, again.disabledReason, again.failingSince, active]).toEqual([true, null, null, null, true]);
  });

  it('signs by a new secret from the next attempt on', async () => {
    peer.answer((_, number) => ({ status: number === 1 ? 500 : 204 }));
    const { id } = await addCallback({ events: ['request.awaiting'] });
    await addRequest(server, 'P');
    await tried(id);
    const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
    await update({ id, secret });
    await hurry();
    const [, call] = await peer.wait(2);
    expect(new Webhook(secret).verify(call!.body, call!.headers as Record<string, string>)).toEqual(expect.anything());
  });

  it('does nothing for a callback that was removed meanwhile', async () => {
    answering({ status: 500 });
    const { id } = await addCallback({ events: ['request.awaiting'] });
    await addRequest(server, 'P');
    await tried(id);
    await server.graphql('mutation ($id: ID!) { deleteCallback(input: { id: $id }) { clientMutationId } }', { id });
    await hurry();
    await noJobs();
    expect(peer.calls).toHaveLength(1);
  });

  it('records nothing where the callback is removed during the call', async () => {
    let release!: () => void;
    const held = new Promise<void>((resolve) => (release = resolve));
    peer.answer(() => held.then(() => ({ status: 500 })));
    const { id } = await addCallback({ events: ['request.awaiting'] });
    await addRequest(server, 'P');
    await peer.wait(1);
    await server.graphql('mutation ($id: ID!) { deleteCallback(input: { id: $id }) { clientMutationId } }', { id });
    release();
    await until(async () => (await jobs()).length === 1);
    await hurry();
    await noJobs();
    expect([peer.calls.length, await server.db.prisma.callbackAttempt.count()]).toEqual([1, 0]);
  });

  it('writes down a call once where two workers made it', async () => {
    let release!: () => void;
    const held = new Promise<void>((resolve) => (release = resolve));
    peer.answer(() => held.then(() => ({ status: 500 })));
    const { id } = await addCallback({ events: ['request.awaiting'] });
    await addRequest(server, 'P');
    await peer.wait(1);
    // As if the first were gone.
    await server.db.pool.query('UPDATE graphile_worker._private_jobs SET locked_at = NULL, locked_by = NULL');
    await hurry();
    await peer.wait(2);
    release();
    await tried(id);
    await until(async () => (await jobs()).length === 1);
    expect([(await read(id)).attempts.nodes.length, (await jobs()).map(({ number }) => number)]).toEqual([1, [2]]);
  });

  it('goes on with other callbacks while a receiver hangs', async () => {
    let release!: () => void;
    const held = new Promise<void>((resolve) => (release = resolve));
    peer.answer(({ url }) => (url === '/hangs' ? held : Promise.resolve()).then(() => ({ status: 204 })));
    await addCallback({ url: `${peer.url}/hangs`, events: ['request.awaiting'] });
    for (let n = 0; n < 10; n += 1) await addRequest(server, 'P');
    await until(() => Promise.resolve(peer.calls.length >= 5));
    const { id } = await addCallback({ events: ['request.cancelled'] });
    await server.hook('cancelRequest', { number: await addRequest(server, 'P') });
    const { attempts } = await tried(id);
    const hanging = peer.calls.filter(({ url }) => url === '/hangs').length;
    release();
    await noJobs();
    expect([attempts.nodes.length, hanging]).toEqual([1, 5]);
  });

  describe('for a receiver that did not answer in time', () => {
    /** A callback that has been sent one event, and whose attempt of another one timed out so long ago. */
    async function addSlowCallback(ago: string, failingFor: string): Promise<string> {
      answering({ status: 204 });
      const { id } = await addCallback({ events: ['request.awaiting'] });
      await addRequest(server, 'P');
      await tried(id);
      await server.db.pool.query(
        `WITH failing AS (UPDATE callback SET failing_since = now() - $1::interval - $2::interval)
         INSERT INTO callback_attempt (callback_id, request_id, event, webhook_id, number, at, duration_ms, error, body)
         SELECT callback_id, request_id, event, 'other', 1, now() - $1::interval, 15000, 'no answer within 15 s', body FROM callback_attempt`,
        [ago, failingFor],
      );
      return id;
    }

    it.each([
      ['a minute', '0 seconds', 50, 120],
      ['as long as it has been failing', '5 minutes', 290, 360],
      ['at most ten minutes', '3 days', 590, 660],
    ])('waits %s', async (_, failingFor, atLeast, atMost) => {
      await addSlowCallback('5 seconds', failingFor);
      await addRequest(server, 'P');
      await until(async () => (await jobs()).some(({ wait }) => wait > 5));
      const [job] = await jobs();
      const inTime = job!.wait > atLeast && job!.wait < atMost;
      expect({ inTime, number: job!.number, calls: peer.calls.length }).toEqual({ inTime: true, number: null, calls: 1 });
    });

    it('sends the event after that', async () => {
      const id = await addSlowCallback('2 minutes', '0 seconds');
      await addRequest(server, 'P');
      const [last] = (await tried(id, 3)).attempts.nodes;
      expect({ number: last!.number, outcome: last!.outcome, calls: peer.calls.length }).toEqual({
        number: 1,
        outcome: 'SUCCEEDED',
        calls: 2,
      });
    });

    it('resends at once', async () => {
      const id = await addSlowCallback('5 seconds', '0 seconds');
      const [, first] = (await read(id)).attempts.nodes;
      await resend(first!.id);
      const [last] = (await tried(id, 3)).attempts.nodes;
      expect({ number: last!.number, outcome: last!.outcome }).toEqual({ number: null, outcome: 'SUCCEEDED' });
    });
  });

  it('counts its attempts', async () => {
    peer.answer((_, number) => ({ status: number === 1 ? 204 : 410 }));
    const count = async (outcome: string) =>
      Number(
        new RegExp(`sluice_callback_attempts_total\\{outcome="${outcome}"\\} (\\d+)`).exec(
          await (await fetch(`${server.url}/metrics`)).text(),
        )?.[1] ?? 0,
      );
    const before = [await count('succeeded'), await count('given up')];
    const { id } = await addCallback({ events: ['request.awaiting'] });
    await addRequest(server, 'P');
    await tried(id);
    await addRequest(server, 'P');
    await tried(id, 2);
    await until(async () => (await count('given up')) > before[1]!);
    expect(await count('succeeded')).toBe(before[0]! + 1);
  });

  it('logs no secret and no path', async () => {
    peer.answer(() => null);
    const { id, secret } = await addCallback({ url: `${peer.url}/hook?key=abc`, events: ['request.awaiting'] });
    await addRequest(server, 'P');
    await tried(id);
    const all = server.logged.join('');
    expect([all.includes('a callback failed'), all.includes(secret), all.includes('key=abc')]).toEqual([true, false, false]);
  });
});

describe('resendCallback', () => {
  it('sends the same once more, now and once', async () => {
    answering({ status: 500 });
    const { id, secret } = await addCallback({ events: ['request.awaiting'] });
    await addRequest(server, 'P');
    const [first] = (await tried(id)).attempts.nodes;
    await server.db.pool.query('DELETE FROM graphile_worker._private_jobs');
    const { data } = await resend(first!.id);
    const { attempts } = await tried(id, 2);
    await noJobs();
    const calls = await peer.wait(2);
    new Webhook(secret).verify(calls[1]!.body, calls[1]!.headers as Record<string, string>);
    expect(data.resendCallback.attempt).toEqual({ id: attempts.nodes[0]!.id, number: null, outcome: null, durationMs: null });
    expect([attempts.nodes[0], calls[1]!.body, calls[1]!.headers['webhook-id'], attempts.nodes.length]).toEqual([
      { ...first, id: attempts.nodes[0]!.id, number: null },
      calls[0]!.body,
      calls[0]!.headers['webhook-id'],
      2,
    ]);
  });

  it('is enough where it is taken: the schedule ends', async () => {
    peer.answer((_, number) => ({ status: number === 1 ? 500 : 204 }));
    const { id } = await addCallback({ events: ['request.awaiting'] });
    await addRequest(server, 'P');
    const [first] = (await tried(id)).attempts.nodes;
    await resend(first!.id);
    await tried(id, 2);
    await hurry();
    await noJobs();
    expect([peer.calls.length, (await read(id)).attempts.nodes.length]).toEqual([2, 2]);
  });

  it('sends it twice when it is asked twice at once', async () => {
    answering({ status: 204 });
    const { id } = await addCallback({ events: ['request.awaiting'] });
    await addRequest(server, 'P');
    const [first] = (await tried(id)).attempts.nodes;
    await Promise.all([resend(first!.id), resend(first!.id)]);
    const { attempts } = await tried(id, 3);
    await noJobs();
    expect([new Set(attempts.nodes.map(({ webhookId }) => webhookId)).size, peer.calls.length]).toEqual([1, 3]);
  });

  it('says so in the attempt where the callback is stopped before it is made', async () => {
    answering({ status: 500 });
    const { id } = await addCallback({ events: ['request.awaiting'] });
    await addRequest(server, 'P');
    await tried(id);
    await server.db.pool.query(`INSERT INTO callback_attempt (callback_id, request_id, event, webhook_id, at, body)
      SELECT callback_id, request_id, event, webhook_id, at, body FROM callback_attempt`);
    await update({ id, active: false });
    await server.db.pool
      .query(`SELECT graphile_worker.add_job('sendCallback', jsonb_build_object('callbackId', callback_id, 'requestId', request_id,
      'event', event, 'webhookId', webhook_id, 'body', body, 'attemptId', id)::json) FROM callback_attempt WHERE duration_ms IS NULL`);
    const [last] = (await tried(id, 2)).attempts.nodes;
    expect([last!.outcome, last!.error, peer.calls.length]).toEqual(['FAILED', 'The callback was not active any more', 1]);
  });

  it.each<[string, (attempt: string, callback: string) => Promise<string>, string]>([
    ['of a callback that is not active', async (attempt, id) => (await update({ id, active: false }), attempt), 'CONFLICT'],
    ['that is not there', () => Promise.resolve(globalId('CallbackAttempt:999999')), 'NOT_FOUND'],
    ['that is none', () => Promise.resolve(globalId('Callback:1')), 'BAD_USER_INPUT'],
  ])('refuses an attempt %s', async (_, arrange, code) => {
    answering({ status: 204 });
    const { id } = await addCallback({ events: ['request.awaiting'] });
    await addRequest(server, 'P');
    const [first] = (await tried(id)).attempts.nodes;
    const { errors } = await resend(await arrange(first!.id, id));
    expect([errors[0].extensions.code, (await read(id)).attempts.nodes.length, (await jobs()).length]).toEqual([code, 1, 0]);
  });
});

describe('the format CLOUDEVENTS of a callback', () => {
  it('tells of an event as a CloudEvent, the same when it is sent again', async () => {
    const { id, secret } = await addCallback({ format: 'CLOUDEVENTS', events: ['request.awaiting'] });
    const from = peer.calls.length;
    const number = await addRequest(server, 'P');
    const [attempt] = (await tried(id)).attempts.nodes;
    await resend(attempt!.id);
    await tried(id, 2);
    const [first, again] = peer.calls.slice(from);
    expect([first!.headers['content-type'], again!.body, attempt!.body]).toEqual([
      'application/cloudevents+json; charset=utf-8',
      first!.body,
      first!.body,
    ]);
    expect(new Webhook(secret).verify(first!.body, first!.headers as Record<string, string>)).toEqual({
      specversion: '1.0',
      id: first!.headers['webhook-id'],
      source: 'urn:sluice:process:P',
      type: 'request.awaiting',
      subject: String(number),
      time: expect.stringMatching(/^20/),
      datacontenttype: 'application/json',
      data: expect.objectContaining({ number, processName: 'P' }),
    });
  });

  it('can be set back', async () => {
    const { id } = await addCallback({ format: 'CLOUDEVENTS', events: ['request.awaiting'] });
    await update({ id, format: null });
    const from = peer.calls.length;
    await addRequest(server, 'P');
    await tried(id);
    expect([peer.calls[from]!.headers['content-type'], JSON.parse(peer.calls[from]!.body).type]).toEqual([
      'application/json',
      'request.awaiting',
    ]);
  });
});

describe('secretOverlapHours of updateCallback', () => {
  it('has the secret before sign as well, as long as it says', async () => {
    const { id, secret } = await addCallback({ events: ['request.awaiting'] });
    const other = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    const isSignedBy = async (...by: string[]) => {
      const from = peer.calls.length;
      await addRequest(server, 'P');
      const { body, headers } = (await peer.wait(from + 1))[from]!;
      const verifies = (one: string) => {
        try {
          return Boolean(new Webhook(one).verify(body, headers as Record<string, string>));
        } catch {
          return false;
        }
      };
      return by.map(verifies);
    };
    await update({ id, secret: other, secretOverlapHours: 24 });
    const during = await isSignedBy(secret, other);
    await server.db.pool.query("UPDATE callback SET previous_secret_until = now() - interval '1 second'");
    const after = await isSignedBy(secret, other);
    await update({ id, secret, secretOverlapHours: 0 });
    expect([during, after, await isSignedBy(secret, other)]).toEqual([
      [true, true],
      [false, true],
      [true, false],
    ]);
    expect((await update({ id, secret, secretOverlapHours: 721 })).errors[0].message).toBe('secretOverlapHours: must be from 0 to 720');
  });
});
