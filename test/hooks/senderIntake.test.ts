import { createHmac } from 'node:crypto';
import { countStatements } from '../kit/countStatements';
import { deliveriesOf } from '../kit/deliveriesOf';
import { addHook, addProcess, addUser } from '../kit/factories';
import { globalId } from '../kit/globalId';
import { startTestServer, type TestServer } from '../kit/startTestServer';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await addUser(server, 'anna');
  await addProcess(server, 'P', { start: 'END', activities: [{ name: 'END', type: 'END' }] });
  await addProcess(server, 'ANSWERS', {
    start: 'A',
    activities: [{ name: 'A', type: 'RESPONSE', status: 201, body: { n: '{{runtime.body.n}}', request: '{{request.number}}' } }],
  });
  await addProcess(server, 'OUTPUT', {
    data: [{ name: 'N', type: 'NUMERIC' }],
    start: 'S',
    activities: [{ name: 'S', type: 'SET', set: { N: '{{runtime.body.n}}' } }],
    output: { n: '{{data.N}}' },
  });
});
afterAll(() => server.stop());

const add = (trigger: object = {}, more: object = {}) =>
  addHook(server, 'anna', { kind: 'TRIGGER', trigger: { processName: 'P', ...trigger }, ...more });

interface Answer {
  status: number;
  text: string;
  headers: Headers;
  request: string | null;
}

async function call(
  token: string,
  { method = 'POST', body, query = '', headers = {} }: { method?: string; body?: unknown; query?: string; headers?: object },
) {
  const response = await fetch(`${server.url}/hooks/${token}${query}`, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const answer: Answer = {
    status: response.status,
    text: await response.text(),
    headers: response.headers,
    request: response.headers.get('sluice-request-id'),
  };
  return answer;
}
const short = ({ status, text }: Answer) => [status, text];
const errorOf = ({ status, text }: Answer) => [status, JSON.parse(text).error];
async function bodiesOf(ids: readonly unknown[]) {
  const { data }: { data: { nodes: { runtime: { body: unknown } }[] } } = await server.graphql(
    'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Request { runtime } } }',
    { ids },
  );
  return data.nodes.map(({ runtime }) => runtime.body);
}

describe('uid of a hook of kind TRIGGER', () => {
  it('starts one run of a name, and answers repeats with it', async () => {
    const token = await add({ uid: 'order {{query.shop}} {{body.order.id}}', response: { body: '{{request.number}}' } });
    const order = (id: number, shop = 'a') => call(token, { body: { order: { id }, at: Math.random() }, query: `?shop=${shop}` });
    const answers: Answer[] = [];
    const entries = await deliveriesOf(server, 4, async () => {
      for (const [id, shop] of [[1], [1], [2], [1, 'b']] as [number, string?][]) answers.push(await order(id, shop));
    });
    expect([answers[1]!.text === answers[0]!.text, new Set(answers.map(({ text }) => text)).size]).toEqual([true, 3]);
    expect(entries.map(({ uid, duplicate }) => [uid, duplicate])).toEqual([
      ['order a 1', false],
      ['order a 1', true],
      ['order a 2', false],
      ['order b 1', false],
    ]);
  });

  it('starts one run of calls that come at once', async () => {
    const token = await add({ uid: '{{headers.x-delivery}}' });
    const answers = await Promise.all(Array.from({ length: 8 }, () => call(token, { body: {}, headers: { 'x-delivery': 'd1' } })));
    expect([answers.map(({ status }) => status), new Set(answers.map(({ request }) => request)).size]).toEqual([Array(8).fill(200), 1]);
  });

  it('names nothing where a part of it is missing, and long names by their hash', async () => {
    const token = await add({ uid: '{{body.source}} {{body.id}}' });
    const send = async (id?: string) => (await call(token, { body: { source: 's', id } })).request;
    const long = 'x'.repeat(1000);
    expect([await send(), await send(long)]).not.toEqual([await send(), expect.anything()]);
    expect(await send(long)).toBe(await send(long));
  });

  it.each([
    ['ANSWERS', 201],
    ['OUTPUT', 200],
  ])('gives the caller of a SYNC hook what the first run of %s gave', async (processName, status) => {
    const token = await add({ processName, mode: 'SYNC', uid: '{{body.id}}' });
    const [first, second] = [await call(token, { body: { id: 'a', n: 1 } }), await call(token, { body: { id: 'a', n: 2 } })];
    expect([first.status, JSON.parse(first.text).n, short(second)]).toEqual([status, 1, short(first)]);
  });

  it('is not asked for by a replay that is forced', async () => {
    const token = await add({ uid: '{{body.id}}' });
    const [entry] = await deliveriesOf(server, 1, () => call(token, { body: { id: 'forced' } }));
    const replay = async (force: boolean) => {
      const { data } = await server.graphql(
        'mutation ($id: ID!, $force: Boolean) { replayDelivery(input: {id: $id, force: $force}) { delivery { duplicate } } }',
        { id: globalId(`Delivery:${entry!.id}`), force },
      );
      return data.replayDelivery.delivery.duplicate as boolean;
    };
    expect([await replay(false), await replay(true)]).toEqual([true, false]);
  });
});

describe('when of a hook of kind TRIGGER', () => {
  it('starts nothing where it is false, answers so, logs and counts it', async () => {
    const token = await add({
      when: "body.action = 'opened' and headers.`x-kind` = 'issue'",
      otherwise: { status: 202, body: { ignored: true } },
    });
    const send = (action: string, kind: string) => call(token, { body: { action }, headers: { 'x-kind': kind } });
    const answers: Answer[] = [];
    const before = await skipsOf('FILTERED');
    const entries = await deliveriesOf(server, 3, async () => {
      answers.push(await send('opened', 'issue'), await send('closed', 'issue'), await send('opened', 'pull'));
    });
    const { data } = await server.graphql(
      '{ deliveries(first: 2, filter: {skipped: FILTERED}) { nodes { skipped operation error body } } }',
    );
    expect(answers.map(short)).toEqual([
      [200, 'ok'],
      [202, '{"ignored":true}\n'],
      [202, '{"ignored":true}\n'],
    ]);
    expect(entries.map(({ skipped, requestId }) => [skipped, requestId !== null])).toEqual([
      [null, true],
      ['FILTERED', false],
      ['FILTERED', false],
    ]);
    expect([data.deliveries.nodes[0], (await skipsOf('FILTERED')) - before]).toEqual([
      { skipped: 'FILTERED', operation: null, error: null, body: '{"action":"opened"}' },
      2,
    ]);
  });

  it.each([{ when: '$number(body.n) > 1' }, { forEach: '[$number(body.n)]' }])(
    'says that %j failed, and why to administrators alone',
    async (trigger) => {
      const token = await add(trigger);
      let refused: unknown;
      const [entry] = await deliveriesOf(server, 1, async () => {
        refused = errorOf(await call(token, { body: { n: 'x' } }));
      });
      const told = 'body: made an expression of this hook fail';
      expect([refused, entry!.error]).toEqual([
        [400, told],
        expect.stringMatching(/^body: made an expression of this hook fail: The expression .*\$number\(body\.n\).* failed: /),
      ]);
    },
  );

  it('ends where it takes too long', async () => {
    const step = '$count($split($join($map([1..20], $string), ","), ","))';
    const token = await add({ when: `$sum([1..100000].${step}) > 0` });
    let status: unknown;
    const [entry] = await deliveriesOf(server, 1, async () => {
      ({ status } = await call(token, { body: {} }));
    });
    expect([status, entry!.error]).toEqual([400, expect.stringMatching(/failed: it takes longer than 1000 ms$/)]);
  });
});

async function skipsOf(reason: string): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  return Number(new RegExp(`^sluice_hook_skipped_total\\{reason="${reason}".*\\} (\\d+)$`, 'm').exec(text)?.[1]);
}

describe('forEach of a hook of kind TRIGGER', () => {
  const events = (...ids: unknown[]) => ({ body: { events: ids.map((id) => ({ id })) } });

  it('starts a run for each entry, which is its body, and each uid once', async () => {
    const token = await add({ forEach: 'body.events', uid: '{{body.id}}', response: { body: '{{runtime.body.id}} {{request.number}}' } });
    const answers: Answer[] = [];
    const entries = await deliveriesOf(server, 3, async () => {
      for (const ids of [['a', 'b'], ['b', 'a'], ['c']]) answers.push(await call(token, events(...ids)));
    });
    const rows = await server.db.prisma.deliveryRequest.findMany({ where: { deliveryId: entries[0]!.id }, orderBy: { requestId: 'asc' } });
    expect(await bodiesOf(rows.map(({ requestId }) => globalId(`Request:${requestId}`)))).toEqual([{ id: 'a' }, { id: 'b' }]);
    expect([answers[0]!.text, answers[2]!.text]).toEqual([`a ${rows[0]!.requestId}`, expect.stringMatching(/^c \d+$/)]);
    expect(entries.map(({ duplicate, operation }) => [duplicate, operation])).toEqual([
      [false, 'runWorkflowBatch'],
      [true, 'runWorkflowBatch'],
      [false, 'triggerProcess'],
    ]);
  });

  it('counts up the uid of the whole call', async () => {
    const token = await add({ forEach: 'body.events', uid: '{{headers.x-id}}' });
    const count = () => server.db.prisma.request.count();
    const before = await count();
    for (const id of ['1', '1', '2']) await call(token, { ...events(1, 2, 3), headers: { 'x-id': id } });
    expect((await count()) - before).toBe(6);
  });

  it('starts nothing for an empty list', async () => {
    const token = await add({ forEach: 'body.events' });
    const entries = await deliveriesOf(server, 2, async () => {
      await call(token, events());
      await call(token, { body: {} });
    });
    expect(entries.map(({ skipped, status }) => [skipped, status])).toEqual(Array(2).fill(['FILTERED', 200]));
  });

  it('refuses too many entries, and several for a caller who waits', async () => {
    const many = await call(await add({ forEach: 'body.events' }), events(...Array<number>(1001).fill(1)));
    const sync = await add({ processName: 'ANSWERS', mode: 'SYNC', forEach: 'body.events' });
    expect([errorOf(many), errorOf(await call(sync, events(1, 2))), (await call(sync, events(1))).status]).toEqual([
      [400, 'body: must have at most 1000 entries for one call, not 1001'],
      [400, 'body: 2 entries, but the caller waits for one run: send them one by one'],
      201,
    ]);
  });

  it('says which of the entries started nothing', async () => {
    await addProcess(server, 'OTHER', { start: 'END', activities: [{ name: 'END', type: 'END' }] });
    const token = await add({ forEach: 'body.events', uid: '{{body.id}}' });
    const { data } = await server.graphql('{ applications(first: 1) { nodes { id } } }');
    await call(token, events('taken', 'x'));
    await server.graphql('mutation ($input: UpdateApplicationInput!) { updateApplication(input: $input) { clientMutationId } }', {
      input: { id: data.applications.nodes[0].id, trigger: { processName: 'OTHER' } },
    });
    const answer = await call(token, events('taken', 'new'));
    const { error, code, runs } = JSON.parse(answer.text);
    expect([answer.status, code, error, runs.length]).toEqual([
      409,
      'CONFLICT',
      expect.stringMatching(
        /^1 of the 2 runs were not started, the others were; the first: The uid "taken" has already been used for request /,
      ),
      2,
    ]);
  });
});

describe('a handshake', () => {
  const general = {
    handshakes: [
      {
        token: 'query.check',
        answer: { status: 201, headers: { 'X-Check': 'got {{token}}' }, body: { token: '{{token}}', list: ['{{token}}!'] } },
      },
      { methods: ['HEAD'] },
      { methods: ['POST'], token: 'body.n', when: { path: 'body.kind', equals: 'ping' } },
    ],
  };

  it('is answered by its token in headers and JSON, and starts nothing', async () => {
    const token = await add(general);
    const before = [await skipsOf('HANDSHAKE'), await server.db.prisma.request.count()];
    const answers: Answer[] = [];
    const entries = await deliveriesOf(server, 3, async () => {
      answers.push(await call(token, { method: 'GET', query: '?check=a+b' }), await call(token, { method: 'HEAD' }));
      answers.push(await call(token, { body: { kind: 'ping', n: 7 } }));
    });
    expect([answers.map(short), answers[0]!.headers.get('x-check'), answers[2]!.headers.get('content-type')]).toEqual([
      [
        [201, '{"list":["a b!"],"token":"a b"}\n'],
        [200, ''],
        [200, '7'],
      ],
      'got a b',
      'text/plain; charset=utf-8',
    ]);
    expect(entries.map(({ skipped, method }) => [skipped, method])).toEqual([
      ['HANDSHAKE', 'GET'],
      ['HANDSHAKE', 'HEAD'],
      ['HANDSHAKE', 'POST'],
    ]);
    expect([(await skipsOf('HANDSHAKE')) - before[0]!, await server.db.prisma.request.count()]).toEqual([3, before[1]]);
  });

  it('is none without its token, with a token that is too long, or of another kind', async () => {
    const token = await add(general);
    const statuses = [];
    for (const query of ['', `?check=${'x'.repeat(2001)}`, '?check[a]=1'])
      statuses.push((await call(token, { method: 'GET', query })).status);
    const orders = [await call(token, { body: { kind: 'order', n: 7 } }), await call(token, { body: { n: 7 } })];
    expect(statuses).toEqual([405, 405, 405]);
    expect(orders.map(short)).toEqual([
      [200, 'ok'],
      [200, 'ok'],
    ]);
  });

  it('puts no line break into a header', async () => {
    expect(errorOf(await call(await add(general), { method: 'GET', query: '?check=a%0D%0AX-Evil:%201' }))).toEqual([
      400,
      'query.check: a header cannot carry it',
    ]);
  });

  it('comes from the addresses, and with the log-in, that the hook asks for', async () => {
    const [there, login] = [
      await add(general, { allowedAddresses: ['203.0.113.9'] }),
      await add({ ...general, basicAuth: { userName: 'a', password: 'b' } }),
    ];
    const authorization = `Basic ${Buffer.from('a:b').toString('base64')}`;
    const get = async (token: string, headers = {}) => (await call(token, { method: 'GET', query: '?check=1', headers })).status;
    expect([await get(there), await get(login), await get(login, { authorization })]).toEqual([403, 401, 201]);
  });

  it('has to bring the verify token along', async () => {
    const token = await add({ sender: 'META', verifyToken: 'agreed' });
    const get = (verify: string) => call(token, { method: 'GET', query: `?hub.mode=subscribe&hub.challenge=1&hub.verify_token=${verify}` });
    const [entry] = await deliveriesOf(server, 1, () => get('agreed'));
    expect([short(await get('agreed')), errorOf(await get('guessed')), entry!.path.includes('agreed')]).toEqual([
      [200, '1'],
      [401, 'query.hub.verify_token is not the verify token of this hook: check trigger.verifyToken'],
      false,
    ]);
  });

  it('has to bring the verify token along in its body as well, and not too often a wrong one', async () => {
    const token = await add({ handshakes: [{ methods: ['POST'], token: 'body.n', verify: 'body.verify' }], verifyToken: 'agreed' });
    const send = async (verify: string) => (await call(token, { body: { n: '1', verify } })).status;
    const statuses = [];
    for (let n = 0; n <= 50; n += 1) statuses.push(await send(`guess ${n}`));
    expect([statuses.slice(48), await send('agreed')]).toEqual([[401, 401, 429], 200]);
  });

  it('signs a token only in a body that is signed', async () => {
    const secret = 'zoom';
    const body = JSON.stringify({ event: 'endpoint.url_validation', payload: { plainToken: `v0:1:{}` } });
    const [signed, unsigned] = [await add({ sender: 'ZOOM' }, { signature: { secret } }), await add({ sender: 'ZOOM' })];
    const time = String(Math.floor(Date.now() / 1000));
    const good = {
      'x-zm-request-timestamp': time,
      'x-zm-signature': `v0=${createHmac('sha256', secret).update(`v0:${time}:${body}`).digest('hex')}`,
    };
    const send = (token: string, headers: object) => call(token, { body: JSON.parse(body), headers });
    const right = await send(signed, good);
    const wrong = await send(signed, { ...good, 'x-zm-signature': `v0=${'0'.repeat(64)}` });
    const withoutSecret = await send(unsigned, {});
    expect([right.status, wrong.status]).toEqual([200, 401]);
    expect(errorOf(withoutSecret)).toEqual([422, 'The answer to this handshake is signed, and this hook has no secret: set its signature']);
  });
});

describe('sender of a hook of kind TRIGGER', () => {
  const fields = 'sender accept uid when forEach otherwise { status body } handshakes { token methods } response { status body }';
  async function save(mutation: 'create' | 'update', input: object) {
    const type = mutation === 'create' ? 'CreateApplicationInput' : 'UpdateApplicationInput';
    const query = `mutation ($input: ${type}!) { saved: ${mutation}Application(input: $input) { application { id trigger { ${fields} } signature { scheme } } } }`;
    const { data, errors } = await server.graphql(query, { input });
    return errors?.[0].message ?? data.saved.application;
  }
  const create = (trigger: object, more: object = {}) =>
    save('create', {
      name: `S ${Math.random()}`,
      kind: 'TRIGGER',
      impersonateUserName: 'anna',
      trigger: { processName: 'P', ...trigger },
      ...more,
    });

  it('sets everything that is not set otherwise, and can be changed', async () => {
    const made = await create({ sender: 'SLACK', uid: '', otherwise: { body: 'no' } }, { signature: { secret: 's' } });
    const update = (trigger: object, more: object = {}) =>
      save('update', { id: made.id, trigger: { processName: 'P', ...trigger }, ...more });
    const changed = await update({ uid: null, handshakes: [], when: 'true' }, { signature: { secret: 'x' } });
    expect([
      made.trigger,
      made.signature,
      changed.trigger,
      changed.signature,
      (await update({ sender: null, when: null, accept: null })).trigger,
    ]).toEqual([
      {
        sender: 'SLACK',
        accept: ['JSON', 'FORM'],
        uid: null,
        when: "$not(body.ssl_check = '1')",
        forEach: null,
        otherwise: { status: 200, body: 'no' },
        handshakes: [{ token: 'body.challenge', methods: ['POST'] }],
        response: { status: 200, body: '' },
      },
      { scheme: 'SLACK' },
      expect.objectContaining({ uid: '{{body.event_id}}', when: 'true', handshakes: [] }),
      { scheme: 'SLACK' },
      expect.objectContaining({ sender: null, uid: null, when: null, accept: ['JSON'] }),
    ]);
  });

  it.each<[string, object, object?]>([
    ['trigger.uid: {{id}} is not a path into headers, query or body, such as headers.x-id', { uid: '{{id}}' }],
    ['trigger.uid: the placeholder that begins with "{{body.a" is not closed', { uid: '{{body.a' }],
    ['trigger.when: "body.a = " is not a valid expression: Unexpected end of expression', { when: 'body.a = ' }],
    ['trigger.forEach: $eval is not available in expressions', { forEach: '$eval(body.a)' }],
    ['trigger.otherwise.status: 200 to 599', { otherwise: { status: 100 } }],
    ['trigger.methods: must have at least one entry: add one, or leave it out', { methods: [] }],
    [
      'trigger.handshakes.0.token: must be a path such as query.hub.challenge, headers.x-challenge or body.challenge',
      { handshakes: [{ token: 'challenge' }] },
    ],
    ['trigger.handshakes.0: must have a token or a condition that other POST calls do not have', { handshakes: [{ methods: ['POST'] }] }],
    [
      'trigger.handshakes.0: can use {{hmac}} only for a token in the body: only the body is signed',
      { handshakes: [{ token: 'query.a', answer: { body: '{{hmac}}' } }] },
    ],
    [
      'trigger.handshakes.0.answer.headers: must have text/plain or application/json as the Content-Type: a token that is sent back cannot be a page',
      { handshakes: [{ token: 'query.a', answer: { headers: { 'content-type': 'text/html' } } }] },
    ],
    ...['{{token}}', 'text/xsl', 'text/plain; charset={{token}}'].map((type): [string, object] => [
      'trigger.handshakes.0.answer.headers: must have text/plain or application/json as the Content-Type: a token that is sent back cannot be a page',
      { handshakes: [{ token: 'query.a', answer: { headers: { 'Content-Type': type } } }] },
    ]),
    ['trigger.handshakes: must have at most 10 entries', { handshakes: Array(11).fill({ token: 'query.a' }) }],
    [
      'trigger.verifyToken: is required because a handshake contains it as query.hub.verify_token: choose one, and give it to the sender',
      { sender: 'META' },
    ],
    ['signature.scheme: is required unless trigger.sender defines how calls are signed', {}, { signature: { secret: 's' } }],
  ])('is refused with %s', async (message, ...[trigger, more]) => {
    expect(await create(trigger, more)).toBe(message);
  });

  it('costs a call no further statement', async () => {
    const [plain, github] = [await add(), await add({ sender: 'GITHUB', uid: '' })];
    const counts: number[] = [];
    for (const token of [plain, github]) {
      await call(token, { body: {} });
      counts.push((await countStatements(server.db, () => call(token, { body: {} }))).length);
    }
    expect(counts[1]).toBe(counts[0]);
  });
});
