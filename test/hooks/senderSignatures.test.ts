import { createHash, createHmac } from 'node:crypto';
import { deliveriesOf } from '../kit/deliveriesOf';
import { addHook, addProcess, addUser } from '../kit/factories';
import { startTestServer, type TestServer } from '../kit/startTestServer';

const secret = 'a secret of both sides';
const json = 'application/json';
const form = 'application/x-www-form-urlencoded';
const seconds = (ago = 0) => String(Math.floor(Date.now() / 1000) - ago);
const hmac = (
  content: string,
  {
    by = secret,
    algorithm = 'sha256',
    encoding = 'hex',
  }: { by?: string | undefined; algorithm?: string; encoding?: 'hex' | 'base64' } = {},
) => createHmac(algorithm, by).update(content).digest(encoding);

/** Returns how a sender signs: the headers of a call with this body to this URL. */
type Sign = (body: string, url: string, by?: string, ago?: number) => Record<string, string>;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await addUser(server, 'anna');
  await addProcess(server, 'P', { start: 'END', activities: [{ name: 'END', type: 'END' }] });
});
afterAll(() => server.stop());

const add = (signature: object, trigger: object = {}) =>
  addHook(server, 'anna', { kind: 'TRIGGER', signature: { secret, ...signature }, trigger: { processName: 'P', ...trigger } });

async function send(path: string, body: string, type: string, sign: Sign, by = secret, ago = 0) {
  const url = `${server.url}${path}`;
  const response = await fetch(url, { method: 'POST', body, headers: { 'content-type': type, ...sign(body, url, by, ago) } });
  const text = await response.text();
  return response.status === 200 ? 200 : [response.status, JSON.parse(text).error as string];
}

const signers: [string, string, string, Sign][] = [
  ['GITHUB', json, '{"action":"opened"}', (body, _, by) => ({ 'X-Hub-Signature-256': `sha256=${hmac(body, { by })}` })],
  ['META', json, '{"object":"page","entry":[]}', (body, _, by) => ({ 'X-Hub-Signature-256': `sha256=${hmac(body, { by })}` })],
  ['GITLAB', json, '{"object_kind":"push"}', (_, __, by = secret) => ({ 'X-Gitlab-Token': by })],
  ['SHOPIFY', json, '{"id":820982911946154508}', (body, _, by) => ({ 'X-Shopify-Hmac-Sha256': hmac(body, { by, encoding: 'base64' }) })],
  [
    'STRIPE',
    json,
    '{"id":"evt_1"}',
    (body, _, by, ago) => ({
      'Stripe-Signature': `t=${seconds(ago)},v1=${hmac('another')},v1=${hmac(`${seconds(ago)}.${body}`, { by })},v0=${hmac('old')}`,
    }),
  ],
  [
    'SLACK',
    form,
    'token=x&team_id=T1&command=%2Fdeploy',
    (body, _, by, ago) => ({
      'X-Slack-Request-Timestamp': seconds(ago),
      'X-Slack-Signature': `v0=${hmac(`v0:${seconds(ago)}:${body}`, { by })}`,
    }),
  ],
  [
    'TWILIO',
    form,
    'To=%2B15550002&From=%2B15550001&Body=Hi+there',
    (body, url, by) => {
      const fields = [...new URLSearchParams(body)].sort(([a], [b]) => (a < b ? -1 : 1));
      return { 'X-Twilio-Signature': hmac(url + fields.flat().join(''), { by, algorithm: 'sha1', encoding: 'base64' }) };
    },
  ],
  ['LINEAR', json, '', (body, _, by) => ({ 'Linear-Signature': hmac(body, { by }) })],
  [
    'ZOOM',
    json,
    '{"event":"meeting.started"}',
    (body, _, by, ago) => ({
      'x-zm-request-timestamp': seconds(ago),
      'x-zm-signature': `v0=${hmac(`v0:${seconds(ago)}:${body}`, { by })}`,
    }),
  ],
  ['SMARTSHEET', json, '{"nonce":"n1","events":[]}', (body, _, by) => ({ 'Smartsheet-Hmac-SHA256': hmac(body, { by }) })],
  ['DROPBOX', json, '{"list_folder":{"accounts":["dbid:A"]}}', (body, _, by) => ({ 'X-Dropbox-Signature': hmac(body, { by }) })],
  ['MICROSOFT_GRAPH', json, '', () => ({})],
];
const bodyOf = (scheme: string, body: string, by = secret, ago = 0) => {
  if (scheme === 'LINEAR') return `{"action":"create","webhookTimestamp":${Date.now() - ago * 1000}}`;
  return scheme === 'MICROSOFT_GRAPH' ? JSON.stringify({ value: [{ clientState: by }, { clientState: by }] }) : body;
};

describe.each(signers)('a hook signed by %s', (scheme, type, body, sign) => {
  const accept = ['JSON', 'FORM'];
  it('takes calls that the sender signed with one of two secrets, and no others', async () => {
    const path = `/hooks/${await add({ scheme, secret, secondSecret: 'the one before' }, { accept })}`;
    const by = (key: string) => send(path, bodyOf(scheme, body, key), type, sign, key);
    const wrong = expect.stringMatching(/^The (?:signature|token) in .*(?:signature|token|hmac|clientState).* (?:is not|does not match) /i);
    expect([await by(secret), await by('the one before'), await by('a stranger')]).toEqual([200, 200, [401, wrong]]);
  });

  it('says why it refuses a call without a signature, in the delivery as well', async () => {
    const path = `/hooks/${await add({ scheme }, { accept })}`;
    let refused: unknown;
    const [entry] = await deliveriesOf(server, 1, async () => {
      refused = await send(path, '{"value":[{}]}', type, () => ({}));
    });
    expect([refused, entry!.error]).toEqual([
      [401, expect.stringMatching(/ is missing: sign calls to this hook with /)],
      (refused as string[])[1],
    ]);
  });
});

describe('the time of a signature', () => {
  it.each(['STRIPE', 'SLACK', 'ZOOM', 'LINEAR'])('is checked for %s', async (scheme) => {
    const [, type, body, sign] = signers.find(([name]) => name === scheme)!;
    const path = `/hooks/${await add({ scheme }, { accept: ['JSON', 'FORM'] })}`;
    expect(await send(path, bodyOf(scheme, body, secret, 400), type, sign, secret, 400)).toEqual([
      401,
      expect.stringMatching(/^According to its .*, the call was signed (?:399|40\d) s ago; at most (?:300|60) s are allowed/),
    ]);
  });
});

describe('the content that is signed', () => {
  it('has headers that must be there, however its placeholders are spaced', async () => {
    const signature = { scheme: 'HMAC', header: 'X-Signature', hmac: { content: '{{ headers.x-id }}.{{ body }}' } };
    const path = `/hooks/${await add(signature)}`;
    const signs =
      (id: string | null): Sign =>
      (body) => ({ 'X-Signature': hmac(`${id ?? ''}.${body}`), ...(id !== null && { 'X-Id': id }) });
    expect([await send(path, '{}', json, signs('7')), await send(path, '{}', json, signs(null))]).toEqual([
      200,
      [401, expect.stringMatching(/x-id is missing: sign calls to this hook with /i)],
    ]);
  });
});

describe('the signature of TWILIO', () => {
  it('is not computed for a form with too many fields', async () => {
    const path = `/hooks/${await add({ scheme: 'TWILIO' }, { accept: ['FORM'] })}`;
    expect(
      await send(path, 'a&'.repeat(1001), form, () => ({ 'X-Twilio-Signature': hmac('', { algorithm: 'sha1', encoding: 'base64' }) })),
    ).toEqual([400, 'body: more than 1000 parameters']);
  });

  it('covers the query string, and a body other than a form by its hash there', async () => {
    const path = `/hooks/${await add({ scheme: 'TWILIO' })}`;
    const ofUrl: Sign = (_, url) => ({ 'X-Twilio-Signature': hmac(url, { algorithm: 'sha1', encoding: 'base64' }) });
    const hash = (text: string) => createHash('sha256').update(text).digest('hex');
    const signedElsewhere: Sign = (body, url) => ofUrl(body, url.replace('a=2', 'a=1'));
    const right = await send(`${path}?a=1&bodySHA256=${hash('{"n":1}')}`, '{"n":1}', json, ofUrl);
    const refused = {
      otherBody: await send(`${path}?a=1&bodySHA256=${hash('{"n":1}')}`, '{"n":2}', json, ofUrl),
      noHash: await send(`${path}?a=1`, '{"n":1}', json, ofUrl),
      otherQuery: await send(`${path}?a=2&bodySHA256=${hash('{"n":1}')}`, '{"n":1}', json, signedElsewhere),
    };
    const mismatch = [401, expect.stringMatching(/does not match this body/)];
    expect(right).toBe(200);
    expect(refused).toEqual({ otherBody: mismatch, noHash: mismatch, otherQuery: mismatch });
  });
});

describe('the signature of MICROSOFT_GRAPH', () => {
  it('is in each notification', async () => {
    const path = `/hooks/${await add({ scheme: 'MICROSOFT_GRAPH' })}`;
    const body = JSON.stringify({ value: [{ clientState: secret }, { clientState: 'forged' }] });
    expect(await send(path, body, json, () => ({}))).toEqual([
      401,
      'The token in value.clientState in the body does not match the secret of this hook: check the secret',
    ]);
  });

  it.each([{}, null, { clientState: null }, { clientState: [secret] }])('is not that of another notification: %j', async (other) => {
    const path = `/hooks/${await add({ scheme: 'MICROSOFT_GRAPH' })}`;
    expect(await send(path, JSON.stringify({ value: [{ clientState: secret }, other] }), json, () => ({}))).toEqual([
      401,
      expect.any(String),
    ]);
  });
});

describe('a hook signed by HMAC', () => {
  it.each<[string, object, Sign]>([
    ['nothing else', {}, (body) => ({ 'X-Signature': hmac(body) })],
    [
      'SHA-512 in base64',
      { header: 'X-Sum', hmac: { algorithm: 'SHA512', encoding: 'BASE64' } },
      (body) => ({ 'x-sum': hmac(body, { algorithm: 'sha512', encoding: 'base64' }) }),
    ],
    [
      'a time, method and header that are signed',
      {
        hmac: {
          content: '{{method}} {{timestamp}} {{headers.x-id}} {{body}}',
          timestamp: 'headers.x-time',
          timestampUnit: 'MILLISECONDS',
          prefix: 'v2:',
        },
      },
      (body) => {
        const time = Date.now();
        return { 'x-id': '7', 'x-time': String(time), 'x-signature': `v2:${hmac(`POST ${time} 7 ${body}`)}` };
      },
    ],
    ['several signatures', { hmac: { prefix: 'v1=', separator: ';' } }, (body) => ({ 'x-signature': `v1=${hmac('x')}; v1=${hmac(body)}` })],
    [
      'a secret in base64',
      { secret: Buffer.from('a key of 16 bytes').toString('base64'), hmac: { secretEncoding: 'BASE64' } },
      (body) => ({ 'x-signature': hmac(body, { by: 'a key of 16 bytes' }) }),
    ],
  ])('of %s takes what is signed so', async (_, signature, sign) => {
    const path = `/hooks/${await add({ scheme: 'HMAC', ...signature })}`;
    const others: Sign = () => sign('{}', '');
    expect([await send(path, '{"a":1}', json, sign), await send(path, '{"a":1}', json, others)]).toEqual([200, [401, expect.any(String)]]);
  });

  it('says what form the signature has', async () => {
    const path = `/hooks/${await add({ scheme: 'HMAC', hmac: { encoding: 'BASE64', prefix: 'h=' } })}`;
    expect(await send(path, '{}', json, () => ({ 'x-signature': 'h=!' }))).toEqual([
      401,
      'The header X-Signature is malformed: it must be h= and the base64 of 32 bytes',
    ]);
  });
});

describe('a hook signed by TOKEN', () => {
  it('takes the secret in a header', async () => {
    const path = `/hooks/${await add({ scheme: 'TOKEN', header: 'X-Key' })}`;
    const by = (token: string) => send(path, '{}', json, () => ({ 'x-key': token }));
    expect([await by(secret), await by(`${secret}x`)]).toEqual([
      200,
      [401, 'The token in X-Key does not match the secret of this hook: check the secret'],
    ]);
  });
});

describe('the signature of createApplication', () => {
  const create = async (signature: object) => {
    const query =
      'mutation ($input: CreateApplicationInput!) { createApplication(input: $input) { application { signature { scheme header hasSecondSecret hmac { content prefix } } } } }';
    const input = { name: `S ${Math.random()}`, kind: 'OPERATIONS', impersonateUserName: 'anna', signature: { secret, ...signature } };
    const { data, errors } = await server.graphql(query, { input });
    return errors?.[0].message ?? data.createApplication.application.signature;
  };

  it('is shown without its secrets, which are stored encrypted', async () => {
    const shown = await create({ scheme: 'HMAC', secondSecret: 'before', hmac: { prefix: 'p' } });
    const { rows } = await server.db.pool.query<{ row: Buffer }>(
      'SELECT signature_second_secret AS row FROM application ORDER BY id DESC LIMIT 1',
    );
    expect([shown, rows[0]!.row.includes('before')]).toEqual([
      { scheme: 'HMAC', header: null, hasSecondSecret: true, hmac: { content: '{{body}}', prefix: 'p' } },
      false,
    ]);
  });

  it.each([
    ['signature.hmac.content: must contain {{body}} or {{form}}', { scheme: 'HMAC', hmac: { content: '{{url}}' } }],
    [
      'signature.hmac.content: {{host}} is not body, timestamp, url, form, method or headers.<name>',
      { scheme: 'HMAC', hmac: { content: '{{host}}{{body}}' } },
    ],
    [
      'signature.hmac.timestamp: is required because {{timestamp}} is signed: send headers.<name> or signature.<name>',
      { scheme: 'HMAC', hmac: { content: '{{timestamp}}{{body}}' } },
    ],
    [
      'signature.hmac.timestamp: must be headers.<name>, signature.<name> (a part <name>=… of the signature header) or body.<path>',
      { scheme: 'HMAC', hmac: { timestamp: 'x' } },
    ],
    ['signature.hmac.toleranceSeconds: 1 to 86400', { scheme: 'HMAC', hmac: { toleranceSeconds: 0 } }],
    ['signature.hmac: GITHUB defines its own signature: leave this out, or use the scheme HMAC', { scheme: 'GITHUB', hmac: {} }],
    ['signature.header: SLACK defines its own headers: leave this out', { scheme: 'SLACK', header: 'X' }],
    ['signature.secondSecret: 1 to 500 characters', { scheme: 'SLACK', secondSecret: '' }],
    ...['!', 'whsec_', 'c2hvcnQ='].flatMap((short): [string, object][] =>
      [{ scheme: 'HMAC', hmac: { secretEncoding: 'BASE64' } }, { scheme: 'STANDARD_WEBHOOKS' }].map((signature) => [
        'signature.secret: must be base64 of at least 16 bytes, with or without the prefix whsec_',
        { ...signature, secret: short },
      ]),
    ),
  ] satisfies [string, object][])('is refused: %s', async (message, signature) => {
    expect(await create(signature)).toBe(message);
  });
});
