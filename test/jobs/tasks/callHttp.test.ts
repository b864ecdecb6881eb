import { createServer, type AddressInfo } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { addProcess, addRequest } from '../../kit/factories';
import { startPeer, type Peer } from '../../kit/startPeer';
import { startTestServer, type TestServer } from '../../kit/startTestServer';
import { until } from '../../kit/until';

let peer: Peer;
let server: TestServer;
beforeAll(async () => {
  peer = await startPeer();
  server = await startTestServer({ role: 'all' });
  await allow([peer.host]);
});
afterAll(async () => {
  await server.stop();
  await peer.stop();
});

const allow = (hosts: string[]) =>
  server.graphql('mutation ($hosts: [String!]) { updateSettings(input: { outboundAllowedHosts: $hosts }) { clientMutationId } }', {
    hosts,
  });
const json = (body: object, status = 200) => ({ status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
const setSecret = (name: string, value: string, hosts: string[]) =>
  server.graphql('mutation ($input: SetSecretInput!) { setSecret(input: $input) { secret { name } } }', { input: { name, value, hosts } });
const retry = { attempts: 3, delay: 'PT0.01S' };

interface Ended {
  number: number;
  uuid: string;
  subStatus: string;
  message: string;
  output: unknown;
  history: { nodes: { type: string; detail: Record<string, unknown> }[] };
}
let processes = 0;
/** Runs a process of this one HTTP activity until it ends; gives the request. Its output is what came back. */
async function call(activity: object, more: object = {}, input: object = {}): Promise<Ended> {
  const name = `CALLS_${(processes += 1)}`;
  const activities = [{ name: 'CALL', type: 'HTTP', url: `${peer.url}/hello`, retry, ...activity }];
  await addProcess(server, name, { start: 'CALL', activities, output: '{{results.CALL}}', ...more });
  return end(await addRequest(server, name, input));
}
async function end(number: number): Promise<Ended> {
  return until(async () => {
    const { request } = (
      await server.graphql(
        'query ($number: Int) { request(number: $number) { number uuid subStatus message output history { nodes { type detail } } } }',
        { number },
      )
    ).data;
    return request.subStatus !== null && request;
  });
}

describe('a value of a caller in the URL of an HTTP activity (E16)', () => {
  const url = () => `${peer.url}/customers/{{data.TEXT}}/orders?of={{data.TEXT}}`;
  const callWith = (value: string) => call({ url: url() }, {}, { parameters: [{ name: 'TEXT', textValue: value }] });

  it.each([['..'], ['%2e%2E'], ['../../admin'], ['7/../../admin'], ['..\\admin'], ['7\r\nX-Own: 1']])(
    'calls nobody where it would leave its segment: %j',
    async (value) => {
      peer.answer(() => json({}));
      const before = peer.calls.length;
      const { subStatus, message } = await callWith(value);
      expect([subStatus, peer.calls.length - before, message]).toEqual(['ERROR', 0, expect.stringContaining('{{data.TEXT}}')]);
    },
  );

  it.each([
    ['7/8?a=b#c&of=x', '/customers/7%2F8%3Fa%3Db%23c%26of%3Dx/orders?of=7%2F8%3Fa%3Db%23c%26of%3Dx'],
    ['é 漢;x=1', '/customers/%C3%A9%20%E6%BC%A2%3Bx%3D1/orders?of=%C3%A9%20%E6%BC%A2%3Bx%3D1'],
    ['v1..2', '/customers/v1..2/orders?of=v1..2'],
    ['user@evil.example:80', '/customers/user%40evil.example%3A80/orders?of=user%40evil.example%3A80'],
  ])('reaches the peer in its segment: %j', async (value, expected) => {
    peer.answer(() => json({}));
    const before = peer.calls.length;
    const { subStatus } = await callWith(value);
    expect([subStatus, peer.calls.slice(before).map((made) => made.url)]).toEqual(['COMPLETED', [expected]]);
  });
});

describe('HTTP', () => {
  it('calls, and keeps what came back', async () => {
    peer.answer(() => json({ paid: true }, 201));
    const body = { amount: '{{data.NUMERIC}}' };
    const { subStatus, output, uuid } = await call(
      { method: 'POST', body, headers: { Authorization: 'Bearer abc' } },
      {},
      { parameters: [{ name: 'NUMERIC', numericValue: 7 }] },
    );
    expect([subStatus, output, peer.calls]).toEqual([
      'COMPLETED',
      { status: 201, headers: expect.objectContaining({ 'content-type': 'application/json' }), body: { paid: true } },
      [
        {
          method: 'POST',
          url: '/hello',
          headers: expect.objectContaining({
            authorization: 'Bearer abc',
            'content-type': 'application/json',
            'idempotency-key': `${uuid}-1`,
          }),
          body: '{"amount":7}',
        },
      ],
    ]);
  });

  it.each<[string, () => ReturnType<Parameters<Peer['answer']>[0]>]>([
    ['5xx', () => ({ status: 503 })],
    ['429', () => ({ status: 429, headers: { 'retry-after': '0' } })],
    ['a connection that breaks', () => null],
  ])('tries again after %s, under the same key', async (_, failure) => {
    peer.answer((__, number) => (number < 3 ? failure() : json({})));
    const { subStatus } = await call({});
    expect([subStatus, peer.calls.length, new Set(peer.calls.map(({ headers }) => headers['idempotency-key'])).size]).toEqual([
      'COMPLETED',
      3,
      1,
    ]);
  });

  it('leaves the peer alone for as long as it asks for', async () => {
    peer.answer((_, number) => (number === 1 ? { status: 503, headers: { 'retry-after': '3600' } } : json({})));
    await addProcess(server, 'BUSY', { start: 'CALL', activities: [{ name: 'CALL', type: 'HTTP', url: peer.url, retry }] });
    const number = await addRequest(server, 'BUSY');
    const job = await until(async () => {
      const { rows } = await server.db.pool.query(
        `SELECT extract(epoch FROM run_at - now())::int AS wait, job.payload FROM graphile_worker._private_jobs job WHERE payload ->> 'attempt' = '2'`,
      );
      return rows[0];
    });
    await server.hook('cancelRequest', { number });
    await server.db.pool.query('DELETE FROM graphile_worker._private_jobs');
    expect([job.wait > 3_500, job.wait <= 3_600, job.payload.attempt, peer.calls.length]).toEqual([true, true, 2, 1]);
  });

  it('fails after the last attempt, and the history tells what was sent and answered, without secrets', async () => {
    peer.answer(() => json({ error: 'down', token: 'abc' }, 500));
    const { subStatus, message, history } = await call({
      method: 'POST',
      url: `${peer.url}/pay?apiKey=abc`,
      headers: { Authorization: 'Bearer abc', 'X-Other': 'x' },
      body: { password: 'abc', name: 'x'.repeat(3_000) },
    });
    const { detail } = history.nodes.find(({ type }) => type === 'ACTION_FAILED')!;
    expect([subStatus, message, peer.calls.length]).toEqual(['ERROR', `CALL: ${peer.url} answered 500 Internal Server Error`, 3]);
    expect(detail).toEqual({
      activity: 'CALL',
      message: `${peer.url} answered 500 Internal Server Error`,
      attempts: 3,
      input: expect.stringContaining(
        `{"method":"POST","url":"${peer.url}/pay?apiKey=%5Bredacted%5D","headers":{"X-Other":"x","Authorization":"[redacted]"},"body":{`,
      ),
      answer: { status: 500, headers: expect.anything(), body: { error: 'down', token: '[redacted]' } },
    });
    expect([JSON.stringify(history).includes('abc'), String(detail.input).length]).toEqual([false, 2049]);
  });

  it('sends secrets in headers, and shows them nowhere', async () => {
    await setSecret('PAY_KEY', 'Bearer the value', [peer.host]);
    peer.answer(() => json({}, 400));
    const { message, history } = await call({ secrets: { Authorization: 'PAY_KEY' } });
    const { rows } = await server.db.pool.query<{ text: string }>(
      `SELECT (SELECT json_agg(p)::text FROM process p) || (SELECT json_agg(r)::text FROM request r) || (SELECT json_agg(h)::text FROM history h)
        || (SELECT json_agg(s)::text FROM secret s) || (SELECT json_agg(a)::text FROM audit_entry a) AS text`,
    );
    expect([message, peer.calls.map(({ headers }) => headers.authorization), `${rows[0]!.text}${JSON.stringify(history)}`]).toEqual([
      `CALL: ${peer.url} answered 400 Bad Request`,
      ['Bearer the value'],
      expect.not.stringContaining('the value'),
    ]);
  });

  it.each([
    ['takes', 200],
    ['refuses', 400],
  ])('shows no secret that a peer tells again who %s it', async (_, status) => {
    await setSecret('TOLD', 'Bearer sk_live_123', [peer.host]);
    peer.answer(({ headers }) => ({
      ...json(
        {
          told: [headers['authorization']],
          'by name': { [`sk_live_123 of ${status}`]: `key=${String(headers['authorization']).slice(7)}` },
        },
        status,
      ),
      headers: { 'content-type': 'application/json', 'x-told': String(headers['authorization']) },
    }));
    const { number } = await call({ secrets: { Authorization: 'TOLD' } });
    const { rows } = await server.db.pool.query<{ text: string; results: unknown }>(
      `SELECT r.*::text || (SELECT json_agg(h)::text FROM history h WHERE h.request_id = r.id) AS text, r.engine #> '{results,CALL}' AS results
      FROM request r WHERE r.id = $1`,
      [number],
    );
    expect(rows).toEqual([
      {
        text: expect.not.stringContaining('sk_live'),
        results: {
          status,
          headers: expect.objectContaining({ 'x-told': '[redacted]' }),
          body: { told: ['[redacted]'], 'by name': { [`[redacted] of ${status}`]: 'key=[redacted]' } },
        },
      },
    ]);
  });

  it('sends the value that a secret has when it calls', async () => {
    await setSecret('ROTATED', 'before', [peer.host]);
    peer.answer((_, number) => json({}, number === 1 ? 400 : 200));
    const { number } = await call({ secrets: { 'X-Key': 'ROTATED' } });
    await setSecret('ROTATED', 'after', [peer.host]);
    await server.hook('retryRequest', { number });
    await end(number);
    expect(peer.calls.map(({ headers }) => headers['x-key'])).toEqual(['before', 'after']);
  });

  it.each<[string, object, RegExp]>([
    ['that is not there', { A: 'NONE' }, /^CALL: secrets\.A: secret "NONE" does not exist/],
    ['of another host', { A: 'ELSEWHERE' }, /^CALL: secrets\.A: the secret ELSEWHERE cannot be sent to 127\.0\.0\.1:\d+$/],
    ['of another key', { A: 'UNREADABLE' }, /^CALL: secrets\.A: A secret cannot be decrypted/],
  ])('calls nobody with a secret %s', async (_, secrets, message) => {
    await setSecret('ELSEWHERE', 'x', ['pay.example']);
    await setSecret('UNREADABLE', 'x', [peer.host]);
    await server.db.pool.query("UPDATE secret SET value = '\\x00' WHERE name = 'UNREADABLE'");
    peer.answer(() => json({}));
    const ended = await call({ secrets });
    expect([ended.subStatus, ended.message, peer.calls]).toEqual(['ERROR', expect.stringMatching(message), []]);
  });

  it('sends no secret by plain http to a host that the settings do not name', async () => {
    await setSecret('PLAIN', 'x', ['93.184.215.14']);
    const { message } = await call({ url: 'http://93.184.215.14/', secrets: { A: 'PLAIN' } });
    expect(message).toBe('CALL: secrets: they are only sent by https, or to a host in outboundAllowedHosts');
  });

  it.each([
    ['another 4xx', () => ({ status: 404 }), 'answered 404 Not Found'],
    ['a redirect', () => ({ status: 302, headers: { location: '/' } }), 'answered 302 Found: redirects are not followed'],
    ['an answer that is too large', () => ({ body: Buffer.alloc(1_000_001, 'x') }), ': the answer has more than 1000000 bytes'],
    ['an answer that cannot be stored', () => ({ body: Buffer.from([0, 1, 2]) }), ': the answer is neither text nor storable JSON'],
  ])('fails at once for %s', async (_, answer, reason) => {
    peer.answer(answer);
    const { message } = await call({});
    expect([message.replace(`${peer.url} `, '').replace(peer.url, ''), peer.calls.length]).toEqual([`CALL: ${reason}`, 1]);
  });

  const typed = (type: string, coding?: string) => ({ 'content-type': type, ...(coding !== undefined && { 'content-encoding': coding }) });
  const euro = Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xa4, 0x22, 0x7d]);
  it.each<[string, Record<string, string>, Buffer, unknown]>([
    ['gzip', typed('application/json', 'gzip'), gzipSync('{"a":"é"}'), { a: 'é' }],
    ['br', typed('text/plain', 'br'), brotliCompressSync('é'), 'é'],
    ['deflate, and gzip after it', typed('application/json', 'deflate, gzip'), gzipSync(deflateSync('[1]')), [1]],
    ['ISO-8859-15', typed('application/json; charset=ISO-8859-15'), euro, { a: '€' }],
    ['windows-1252', typed('text/plain; charset=windows-1252'), Buffer.from([0x80, 0xe9]), '€é'],
    ['UTF-16, compressed', typed('text/plain; charset=utf-16le', 'gzip'), gzipSync(Buffer.from('漢é', 'utf16le')), '漢é'],
    ['a byte order mark before JSON', typed('application/json'), Buffer.from('\ufeff{"a":1}'), { a: 1 }],
    ['a byte order mark before text', typed('text/plain'), Buffer.from('\ufeffa'), 'a'],
    ['nothing, whatever its coding', typed('application/json', 'br'), Buffer.alloc(0), null],
    ['a number of many digits', typed('application/json'), Buffer.from('{"id":820982911946154508}'), { id: '820982911946154508' }],
  ])('reads an answer in %s', async (_, headers, body, expected) => {
    peer.answer(() => ({ headers, body }));
    expect(await call({}, { output: { body: '{{results.CALL.body}}' } })).toMatchObject({
      subStatus: 'COMPLETED',
      output: { body: expected },
    });
  });

  it.each<[string, Record<string, string>, Buffer, string]>([
    [
      'an unknown coding',
      typed('text/plain', 'zstd'),
      Buffer.from('x'),
      'The Content-Encoding zstd is not supported: use one of gzip, deflate, br, or none',
    ],
    [
      'a broken coding',
      typed('text/plain', 'gzip'),
      Buffer.from('plain'),
      'the answer cannot be decoded as gzip, the encoding that its Content-Encoding names: it is damaged, incomplete, or not gzip',
    ],
    ['what unpacks to too much', typed('text/plain', 'gzip'), gzipSync(Buffer.alloc(1_000_001)), 'the answer is larger than 1000000 bytes'],
    [
      'an unknown charset',
      typed('text/plain; charset=x-nonsense'),
      Buffer.from('x'),
      'The charset x-nonsense is not supported: send UTF-8',
    ],
    [
      'another charset than is declared',
      typed('text/plain; charset=utf-16le'),
      Buffer.from([0, 0xd8, 0x41]),
      'the answer is not utf-16le, the charset that its Content-Type names',
    ],
    [
      'a charset that is not declared',
      typed('text/plain'),
      Buffer.from([0xe9]),
      'the answer is not UTF-8, and its Content-Type declares no other charset',
    ],
  ])('fails at once for %s', async (_, headers, body, reason) => {
    peer.answer(() => ({ headers, body }));
    const { message } = await call({});
    expect([message, peer.calls.length]).toEqual([`CALL: ${peer.url}: ${reason}`, 1]);
  });

  it.each(['', 'Connection: Upgrade\r\nUpgrade: websocket\r\n'])(
    'fails at once for a peer that switches protocols: %j',
    async (headers) => {
      const switching = createServer((socket) =>
        socket.once('data', () => socket.end(`HTTP/1.1 101 Switching Protocols\r\n${headers}\r\n`)),
      );
      await new Promise<void>((resolve) => switching.listen(0, '127.0.0.1', resolve));
      const host = `127.0.0.1:${(switching.address() as AddressInfo).port}`;
      await allow([host]);
      const { message } = await call({ url: `http://${host}/` });
      await allow([peer.host]);
      switching.close();
      expect(message).toBe(`CALL: http://${host} answered 101 Switching Protocols, which the call did not request`);
    },
  );

  it('fails when the peer does not answer in time', async () => {
    peer.answer(() => new Promise(() => undefined));
    const { message } = await call({ timeout: 'PT0.05S', retry: { attempts: 2, delay: 'PT0.01S' } });
    expect([message, peer.calls.length]).toEqual([`CALL: ${peer.url} did not answer within 50 ms`, 2]);
  });

  it('goes on along ERROR, where the answer can be read', async () => {
    peer.answer(() => json({ reason: 'no money' }, 402));
    const { subStatus, output } = await call(
      {},
      {
        activities: [
          { name: 'CALL', type: 'HTTP', url: peer.url },
          { name: 'NOTE', type: 'SET', set: { TEXT: '{{results.CALL.body.reason}}' } },
        ],
        transitions: [{ from: 'CALL', to: 'NOTE', on: 'ERROR' }],
        output: '{{data.TEXT}}',
      },
    );
    expect([subStatus, output]).toEqual(['COMPLETED', 'no money']);
  });

  it('reaches no private address that the settings do not name', async () => {
    peer.answer(() => json({}));
    await allow([]);
    const { message } = await call({});
    await allow([peer.host]);
    expect([message, peer.calls]).toEqual([
      `CALL: 127.0.0.1 is not a public address. To allow it, add ${peer.host} to the setting outboundAllowedHosts`,
      [],
    ]);
  });

  it('does not call for a request that was cancelled meanwhile', async () => {
    peer.answer((_, number) => (number === 1 ? { status: 503 } : json({})));
    await addProcess(server, 'CANCELLED', {
      start: 'CALL',
      activities: [{ name: 'CALL', type: 'HTTP', url: peer.url, retry: { attempts: 3, delay: 'PT1S' } }],
    });
    const number = await addRequest(server, 'CANCELLED');
    await peer.wait(1);
    await until(async () => (await server.hook('cancelRequest', { number })).status === 200);
    await until(async () => (await server.db.pool.query('SELECT FROM graphile_worker.jobs')).rowCount === 0);
    expect([(await end(number)).subStatus, peer.calls.length]).toEqual(['CANCELLED', 1]);
  });

  it('waits for no other peer that hangs, however many calls wait for that', async () => {
    const fast = await startPeer();
    await allow([peer.host, fast.host]);
    let release!: () => void;
    const held = new Promise<void>((resolve) => (release = resolve));
    peer.answer(() => held.then(() => json({})));
    await addProcess(server, 'PEER', {
      start: 'CALL',
      activities: [{ name: 'CALL', type: 'HTTP', url: '{{data.TEXT}}', retry }],
    });
    const callTo = (url: string) => addRequest(server, 'PEER', { parameters: [{ name: 'TEXT', textValue: url }] });
    const hanging = await Promise.all(Array.from({ length: 20 }, () => callTo(peer.url)));
    await peer.wait(5);
    const answered = await Promise.all(Array.from({ length: 20 }, () => callTo(fast.url)));
    const ends = await Promise.all(answered.map(end));
    const meanwhile = peer.calls.length;
    release();
    await Promise.all(hanging.map(end));
    await fast.stop();
    await allow([peer.host]);
    expect([new Set(ends.map(({ subStatus }) => subStatus)), meanwhile]).toEqual([new Set(['COMPLETED']), 5]);
  });

  it('is not done by people', async () => {
    let release!: () => void;
    const held = new Promise<void>((resolve) => (release = resolve));
    peer.answer(() => held.then(() => json({})));
    await addProcess(server, 'SLOW', { start: 'CALL', activities: [{ name: 'CALL', type: 'HTTP', url: peer.url }] });
    const requestNumber = await addRequest(server, 'SLOW');
    const { status, body } = await server.hook('completeAction', { requestNumber, number: 1 });
    const given = await server.hook('assignAction', { requestNumber, number: 1, assigneeUserName: 'admin' });
    await server.hook('cancelRequest', { number: requestNumber });
    release();
    const error = `Action 1 of request ${requestNumber} (HTTP) is done by the engine, not by people: you can only cancel it`;
    expect([status, body.error, given.status, given.body.error]).toEqual([
      409,
      `CompleteAction error: ${error}`,
      409,
      `AssignAction error: ${error}`,
    ]);
  });
});
