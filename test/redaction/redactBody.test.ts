import { createHash } from 'node:crypto';
import { maxKeptBytes, redactBody } from '../../src/redaction/redactBody';

const bytes = Buffer.from(Array.from({ length: 3_001 }, (_, n) => (n * 7) % 251));
const content = bytes.toString('base64');
const cut = `[base64 of 3001 bytes, SHA-256 ${createHash('sha256').update(bytes).digest('hex')}]`;
const mark = '%5Bredacted%5D';
const deep = `${'['.repeat(50_000)}{"token":1}`;

/** Returns what this process computes for it, in milliseconds: on a busy machine it may take longer. */
function computedMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  return process.cpuUsage(before).user / 1_000;
}

describe('redactBody', () => {
  it.each([
    ['nothing', ''],
    ['what has no secret', '{ "operation":"x",\n "args":{"input":{"processName":"P"}} }'],
    ['a text that only speaks of one', '{"message":"my password is not here"}'],
    ['a secret that is not there', '{"password":null,"token":""}'],
    ['an uid that looks like one', '{"uid":"token-1"}'],
    ['a URL', '{"url":"https://example.com/a?b=c"}'],
    ['URLs that only speak of one', '{"url":"https://example.com/password?to=a@b.c","text":"see https://example.com/token"}'],
    ['what is no JSON', 'a=b&c=d'],
    ['short base64', JSON.stringify({ content: content.slice(0, 800) })],
    ['a long text', JSON.stringify({ text: 'word '.repeat(1_000) })],
    ['longer names', '{"postcode":1,"monkey":2,"author":3,"pins":4,"keys":["a"],"a":"sessions: none","codes=":"pin it: no"}'],
    ['the key of a pair', '{"tags":[{"key":"color","value":"red"}]}'],
    ['characters of several bytes', '{"name":"Jürgen 🙂"}'],
  ])('keeps %s as it came', (_, text) => {
    expect(redactBody(Buffer.from(text))).toEqual({ text, isWhole: true });
  });

  it.each<[string, string, string]>([
    ['a field', '{"a":1,"password":"x"}', '{"a":1,"password":"[redacted]"}'],
    ['a field at any depth', '{"a":[{"b":{"clientSecret":["x"]}}]}', '{"a":[{"b":{"clientSecret":"[redacted]"}}]}'],
    [
      'a field of any case and form',
      '{"API_KEY":1,"apiKey":2,"X-Api-Key":3,"accessToken":4}',
      allOf('API_KEY', 'apiKey', 'X-Api-Key', 'accessToken'),
    ],
    ['a field whose name is escaped', '{"pass\\u0077ord":"x"}', '{"password":"[redacted]"}'],
    [
      'the value of a parameter',
      '{"parameters":[{"textValue":"x","name":"PASSWORD"}]}',
      '{"parameters":[{"textValue":"[redacted]","name":"PASSWORD"}]}',
    ],
    ['the value of a header', '{"name":"Authorization","value":"Basic x"}', '{"name":"Authorization","value":"[redacted]"}'],
    ['a URL with a log-in', '{"url":"https://ann:x@example.com/"}', '{"url":"https://example.com/"}'],
    [
      'a signed URL',
      '{"url":"https://example.com/?sv=1&sig=x&X-Amz-Signature=x&code=x"}',
      `{"url":"https://example.com/?sv=1&sig=${mark}&X-Amz-Signature=${mark}&code=${mark}"}`,
    ],
    ['a URL with a short name', '{"url":"https://example.com/?a=1&pin=x"}', `{"url":"https://example.com/?a=1&pin=${mark}"}`],
    ...['key', 'code', 'jwt', 'auth', 'session', 'pin', 'Sig', 'sessionId', 'idJwt'].map((name): [string, string, string] => [
      `a field ${name}`,
      `{"a":[{"${name}" : "x"}]}`,
      `{"a":[{"${name}":"[redacted]"}]}`,
    ]),
    ['a form in a text by a short name', '{"a":"user=ann&sig=x&b=c"}', '{"a":"user=ann&sig=[redacted]&b=c"}'],
    ['a fragment', '{"url":"https://example.com/#a=b&access_token=x"}', '{"url":"https://example.com/#a=b&access_token=%5Bredacted%5D"}'],
    ['a URL within a text', '{"a":"see https://ann:x@example.com/ now"}', '{"a":"see https://example.com/ now"}'],
    ['a URL of another scheme', '{"a":"postgres://ann:x@db/a"}', '{"a":"postgres://db/a"}'],
    ['a URL whose slashes are escaped', '{"a":"https:\\/\\/ann:x@example.com\\/"}', '{"a":"https://example.com/"}'],
    ['a form in a text', '{"a":"user=ann&password=x&b=c"}', '{"a":"user=ann&password=[redacted]&b=c"}'],
    ['a pair with a key', '{"Key":"DB_PASSWORD","Value":"x"}', '{"Key":"DB_PASSWORD","Value":"[redacted]"}'],
    ['a pair that breaks off', '[{"textValue":"x","name":"PASSWORD"},', '[{[redacted]'],
    ['JSON in a text', '{"payload":"{\\"token\\":\\"x\\"}"}', '{"payload":"{\\"token\\":\\"[redacted]\\"}"}'],
    ['long base64', JSON.stringify({ name: 'a.pdf', content }), JSON.stringify({ name: 'a.pdf', content: cut })],
    ['a data URL', JSON.stringify([`data:a/b;base64,${content}`]), JSON.stringify([cut])],
    ['base64 with escaped slashes', JSON.stringify([content]).replaceAll('/', '\\/'), JSON.stringify([cut])],
    ['what is no JSON from its first secret on', "{'a': 1, 'password': 'x'}", "{'a': 1, '[redacted]"],
    ['what breaks off', '{"a":1,"password":"x', '{"a":1,"[redacted]'],
    ['what nests too deep', deep, deep.replace('token":1}', '[redacted]')],
  ])('takes secrets out of %s', (_, text, told) => {
    const redacted = redactBody(Buffer.from(text));
    expect(redacted).toEqual({ text: told.slice(0, maxKeptBytes), isWhole: false });
  });

  it.each([
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0x01])],
    ['a text with U+0000', Buffer.from('a\0b')],
  ])('keeps nothing of %s', (_, body) => {
    expect(redactBody(body)).toEqual({ text: null, isWhole: false });
  });

  it('keeps the first 64 KB, not ending within a character', () => {
    const { text, isWhole } = redactBody(Buffer.from(`{"ab":"${'é'.repeat(60_000)}"}`));
    expect([Buffer.byteLength(text!), text!.endsWith('é'), isWhole]).toEqual([maxKeptBytes - 1, true, false]);
  });

  it.each([70_000, 1_200_000])('tells no value whose name comes only behind what is kept, of %i bytes', (length) => {
    const pair = { textValue: `hunter2 ${'a '.repeat(length / 2)}`, name: 'PASSWORD' };
    const near = JSON.stringify([{ textValue: 'hunter2', name: 'PASSWORD' }, 'a '.repeat(length / 2)]);
    expect([length > 1_000_000 || redactBody(Buffer.from(JSON.stringify([pair]))).text, redactBody(Buffer.from(near)).text]).toEqual([
      length > 1_000_000 || '[{"textValue":"[redacted]","name":"PASSWORD"}]',
      expect.not.stringContaining('hunter2'),
    ]);
  });

  it.each(['a-', '://', 'http://', 'token ', 'pwd  ', ':\\/', '{"', 'a.b:'])('takes no time that grows with the square, of %s', (part) => {
    const text = part.repeat(900_000 / part.length);
    expect(computedMs(() => redactBody(Buffer.from(JSON.stringify({ note: `${text} x://@`, b: text }))))).toBeLessThan(3_000);
  });

  it('takes no time that grows with the square of a name', () => {
    const body = Buffer.from(JSON.stringify({ token: 1, [`${'a'.repeat(400_000)}[`]: 2 }));
    expect(computedMs(() => redactBody(body))).toBeLessThan(3_000);
  });

  it('does not go through a file of 20 MB', () => {
    const file = Buffer.alloc(20_000_000, 'abc').toString('base64');
    const body = Buffer.from(JSON.stringify({ operation: 'x', password: 'y', file: { content: file }, after: 1 }));
    let text = '';
    const spent = computedMs(() => (text = redactBody(body).text!));
    expect([text.length < 250, text.includes('"after":1'), spent < 1_500]).toEqual([true, true, true]);
  });
});

function allOf(...names: string[]): string {
  return JSON.stringify(Object.fromEntries(names.map((name) => [name, '[redacted]'])));
}
