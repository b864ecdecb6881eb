import type { Evaluated } from '../../src/engine/expression/scope';
import type { Json } from '../../src/engine/state';
import { createThreads, type Threads } from '../../src/threads/createThreads';

jest.setTimeout(60_000);

let threads: Threads;
beforeAll(() => (threads = createThreads()));
afterAll(() => threads.stop());

const evaluate = async (source: string, body: Json = null, turn = 'a'): Promise<Evaluated> =>
  (await threads.evaluateFor(turn)({ source, now: Date.UTC(2026, 2, 4), values: { runtime: { body } } })).evaluated;

describe('an expression on another thread', () => {
  it.each<[string, string, Json, Json | undefined]>([
    ['gives its value', 'runtime.body.(a & b)', { a: 'x', b: 1 }, 'x1'],
    ['gives a missing value', 'runtime.body.c', {}, undefined],
    ['knows the time of the command', '$now()', null, '2026-03-04T00:00:00.000Z'],
    ['reads dates by words', '$toMillis(runtime.body, "[D1o] [MNn] [Y]")', '2nd March 2026', Date.UTC(2026, 2, 2)],
    ['takes functions with signatures', 'function($x)<n-:n>{ $x + 1 }(runtime.body)', 1, 2],
    ['takes long texts', '$substringBefore(runtime.body, "#")', `a#${'b'.repeat(10_000_000)}`, 'a'],
  ])('%s', async (_, source, body, expected) => {
    expect(await evaluate(source, body)).toEqual({ value: expected });
  });

  it.each<[string, string, Json, string]>([
    ['a picture of weeks in words', `$toMillis(runtime.body, "${'[Ww]'.repeat(9)}!")`, `${'-'.repeat(90)}x`, 'longer than 1000 ms'],
    ['a picture too long', '$fromMillis(0, $pad("", 5000, "[Y]"))', null, '$fromMillis takes characters of a picture'],
    ['a signature', `function($x)<${'s+'.repeat(12)}:s>{ $x }(${'"a", '.repeat(150)}1)`, null, 'longer than 1000 ms'],
    ['a recursion', '($f := function($x) { $f($x + 1) }; $f(1))', null, 'longer than 1000 ms'],
    ['a function that throws', '$error("no")', null, 'no'],
  ])('fails for %s, and others go on', async (_, source, body, reason) => {
    const [failed, done] = await Promise.all([evaluate(source, body), evaluate('1 + 1', null, 'b')]);
    expect(done).toEqual({ value: 2 });
    expect(failed).toEqual({ reason: expect.stringContaining(reason) });
    expect(await evaluate('1 + 1')).toEqual({ value: 2 });
  });

  it.each([
    ['the characters of a long text', '$length(runtime.body.t)'],
    ['the characters of a long text one by one', '$split(runtime.body.t, "")'],
    ['a long text filled up', '$pad(runtime.body.t, -100000)'],
    ['the names of many fields', '$keys(runtime.body.o)[0]'],
    ['many fields as a text', '$length($string(runtime.body.o))'],
  ])('ends well, with a value or without, for %s', async (_, source) => {
    const o = Object.fromEntries(Array.from({ length: 300_000 }, (__, at) => [`f${at}`, at]));
    const evaluated = await evaluate(source, { t: 'ä€'.repeat(7_000_000), o });
    expect(Object.keys(evaluated)).toEqual([expect.stringMatching(/^(value|reason)$/)]);
    expect(await evaluate('1 + 1')).toEqual({ value: 2 });
  });

  it('says so where it needs too much memory', async () => {
    // Past JSONata's own bounds: each of these lists is small.
    const source = '$map([1..90000], function($i) { $map([1..90000], function($j) { $i }) })';
    expect(await evaluate(source)).toEqual({ reason: expect.stringMatching(/memory|larger than|longer than|more than/) });
    expect(await evaluate('1 + 1')).toEqual({ value: 2 });
  });
});
