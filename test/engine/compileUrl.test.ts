import { compileUrl } from '../../src/engine/expression/compileUrl';
import { ReadableCopies } from '../../src/engine/expression/readableCopies';
import type { Json } from '../../src/engine/state';
import { TimeBudget } from '../../src/engine/timeBudget';

const give = (template: string, u: Json, v: Json = null) =>
  compileUrl(template)({
    now: new Date(0),
    values: { runtime: { body: { u, v } } },
    time: new TimeBudget(),
    copies: new ReadableCopies(),
    evaluateInThread: null,
  });
const inPath = 'http://peer/p/{{runtime.body.u}}/e';

describe('a value in a URL (E16)', () => {
  it.each<[string, string, Json, string]>([
    ['in the path', inPath, 'a b', 'http://peer/p/a%20b/e'],
    ['with what would end a segment', inPath, 'a/b?c#d@e:f&g', 'http://peer/p/a%2Fb%3Fc%23d%40e%3Af%26g/e'],
    ['with dots in it', inPath, 'v1..2', 'http://peer/p/v1..2/e'],
    ['of three dots', inPath, '...', 'http://peer/p/.../e'],
    ['beside literal dots', 'http://peer/{{runtime.body.u}}/../e', 'a', 'http://peer/a/../e'],
    ['in the query', 'http://peer/e?q={{runtime.body.u}}', '../&x=1\n', 'http://peer/e?q=..%2F%26x%3D1%0A'],
    ['in the host', 'http://{{runtime.body.u}}.example:80/', 'eu-1', 'http://eu-1.example:80/'],
    ['in the port', 'http://peer:{{runtime.body.u}}/', 8080, 'http://peer:8080/'],
    ['in the password', 'http://me:{{runtime.body.u}}@peer/', 'a@b/c:d', 'http://me:a%40b%2Fc%3Ad@peer/'],
    ['that is the URL', '{{runtime.body.u}}', 'http://peer/../e', 'http://peer/../e'],
  ])('stays in its part: %s', async (_, template, value, expected) => {
    expect(await give(template, value)).toBe(expected);
  });

  it.each<[string, string, Json, Json?]>([
    ['two dots', inPath, '..'],
    ['one dot', inPath, '.'],
    ['encoded dots', inPath, '%2e%2E'],
    ['dots encoded twice', inPath, '%252e.'],
    ['dots with a parameter', inPath, '..;x=1'],
    ['dots behind a slash', inPath, 'a/../../b'],
    ['dots behind an encoded slash', inPath, 'a%2F..%2Fb'],
    ['dots behind a backslash', inPath, '..\\b'],
    ['dots of two values', 'http://peer/{{runtime.body.u}}{{runtime.body.v}}', '.', '.'],
    ['dots at the end', 'http://peer/p/{{runtime.body.u}}', '..'],
    ['a dot beside a dot', 'http://peer/p/.{{runtime.body.u}}/e', '.'],
    ['a control character', inPath, 'a\r\nb'],
    ['a tab between dots', inPath, '.\t.'],
    ['another host', 'http://{{runtime.body.u}}.example/', 'evil.com/'],
    ['a host before the host', 'http://{{runtime.body.u}}.example/', 'evil.com#'],
    ['a user', 'http://{{runtime.body.u}}peer/', 'me@'],
    ['more than a port', 'http://peer:{{runtime.body.u}}/', '80@evil.com'],
  ])('is refused: %s', async (_, template, value, more = null) => {
    await expect(give(template, value, more)).rejects.toMatchObject({
      refusal: 'EXPRESSION_FAILED',
      message: expect.stringContaining('{{runtime.body.u}}'),
    });
  });
});
