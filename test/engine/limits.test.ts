import { advance } from '../../src/engine/advance';
import { compileTemplate } from '../../src/engine/expression/compileTemplate';
import { ReadableCopies } from '../../src/engine/expression/readableCopies';
import type { Json } from '../../src/engine/state';
import { TimeBudget } from '../../src/engine/timeBudget';
import { fresh, now, processOf, set } from './kit';

// Limits are times: what is beyond them takes that long, on a busy machine several times so.
jest.setTimeout(60_000);

const give = (expression: string, data: { [name: string]: Json } = {}) =>
  compileTemplate(`{{ ${expression} }}`)({ now, values: { data }, time: new TimeBudget(), copies: new ReadableCopies() });

/** Returns the longest time that a task computed between two turns of the event loop: in milliseconds, and as a part of all that it computed. */
async function longestBlock(task: () => Promise<unknown>): Promise<{ milliseconds: number; part: number }> {
  const computedMs = () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1_000;
  };
  const begun = computedMs();
  let [longest, last] = [0, begun];
  const look = () => {
    const now = computedMs();
    longest = Math.max(longest, now - last);
    last = now;
  };
  const timer = setInterval(look, 1);
  await task();
  clearInterval(timer);
  look();
  return { milliseconds: longest, part: longest / (last - begun) };
}

describe('the time of a command', () => {
  const loop = (more: object) => processOf({ start: 'A', transitions: [{ from: 'A', to: 'A' }], maxSteps: 10_000, ...more });

  it('closes the request as ERROR when it is used up, and lets the event loop go on meanwhile', async () => {
    const process = loop({ activities: [set('A', { set: { NUMBER: '{{$count([1..5000].($ * 2)) + 0 * data.NUMBER}}' } })] });
    const block = await longestBlock(async () => {
      const { request } = await advance(process, fresh(), { type: 'CREATE', data: { NUMBER: 0 } }, now);
      expect(request).toMatchObject({
        status: 'CLOSED',
        subStatus: 'ERROR',
        message: expect.stringMatching(/^Stopped (before|after) A: the effects of one command can compute for at most 2000 ms$/),
      });
    });
    expect(block.part).toBeLessThan(0.5);
  }, 20_000);

  it('ends a command whose conditions and failures go on', async () => {
    const slow = '$count([1..10000].($ * 2)) > 0';
    const process = processOf({
      start: 'A',
      activities: [set('A'), set('B')],
      transitions: Array.from({ length: 200 }, () => ({ from: 'A', to: 'B', when: slow })),
    });
    const { request } = await advance(process, fresh(), { type: 'CREATE', data: {} }, now);
    // On a slow machine one of the conditions alone may take too long.
    expect(request).toMatchObject({
      subStatus: 'ERROR',
      message: expect.stringMatching(/can compute for at most 2000 ms|takes longer than 1000 ms/),
    });
  }, 20_000);

  it.each([
    ['a text', { TEXT: '{{data.TEXT}}{{data.TEXT}}' }],
    ['a value', { ANY: { l: '{{data.ANY}}', r: ['{{data.ANY}}'] } }],
  ])(
    'is not used up by doubling %s again and again',
    async (_, templates) => {
      const process = loop({ activities: [set('A', { set: templates })] });
      const { request } = await advance(process, fresh(), { type: 'CREATE', data: { TEXT: 'text', ANY: 1 } }, now);
      expect(request).toMatchObject({
        subStatus: 'ERROR',
        message: expect.stringMatching(/its result is larger than 32000000 bytes|can compute for at most 2000 ms/),
      });
    },
    20_000,
  );

  it('is not used up by reading a large value again and again', async () => {
    const large = Array.from({ length: 100_000 }, (_, id) => ({ id, x: [] }));
    const process = loop({
      activities: [set('A', { set: { NUMBER: '{{data.NUMBER + data.ANY[0].id + states.ANY.value[-1].id - 99998}}' } })],
      transitions: [{ from: 'A', to: 'A', when: 'data.NUMBER < 20 and $exists(data.ANY[1])' }],
    });
    const block = await longestBlock(async () => {
      const { request } = await advance(process, fresh(), { type: 'CREATE', data: { NUMBER: 0, ANY: large } }, now);
      expect([request.subStatus, request.data['NUMBER'], request.steps]).toEqual(['COMPLETED', 20, 20]);
    });
    expect(block.milliseconds).toBeLessThan(3000);
  }, 60_000);
});

describe('an expression', () => {
  const doubled = (what: string) => `$reduce([1..40], function($a, $i) { ${what} }, [1])`;
  const text = 'ab\n'.repeat(200_000);
  const numbers = Array.from({ length: 90_000 }, (_, at) => at);
  const fields = Object.fromEntries(numbers.map((at) => [`f${at}`, [at]]));

  it.each<[string, string, string, { [name: string]: Json }?]>([
    ['a text padded too far', '$length($pad("x", 200000000))', 'a width'],
    ['a text doubled too often', '$reduce([1..40], function($a, $i) { $a & $a }, "text")', 'is larger than'],
    ['texts joined too long', '$join([1..1000].("x"), data.T)', '$join takes bytes', { T: text }],
    ['a text with too much put in', '$length($replace(data.T, "a", data.T))', 'is larger than', { T: 'a'.repeat(10_000) }],
    ['a text split into too much', '$split(data.T, "")', 'is larger than', { T: 'x'.repeat(2_000_000) }],
    ['many lists', '[1..100000].([1..100000])', ''],
    ['many texts', '$map([1..100000], function($i) { $pad("", 100000) & $i })', ''],
    ['many texts without a step between', '$map([1..100000], $pad(?, 100000))', ''],
    ['a list too long', '[1..10000000]', 'sequence length'],
    ['lists in lists that grow without end', doubled('[[$a], [$a]]'), 'is larger than'],
    ['objects in objects that grow without end', doubled('{"l": $a, "r": $a}'), 'is larger than'],
    ['lists that a function makes', doubled('$zip($a, $a)'), ''],
    ['a comparison without end', `${doubled('[[$a], [$a]]')} = ${doubled('[[$a], [$a]]')}`, 'is larger than'],
    ['a text of a value without end', `${doubled('{"l": $a, "r": $a}')} & ""`, 'is larger than'],
    ['a value made to hold itself', '($v := {}; $x := {} ~> |$v|{"a": $v, "b": $v}|; $string($v))', ''],
    [
      'values put into each other',
      '($v := [1..40].{"i": $}; $map([0..38], function($i) { {} ~> |$v[$i + 1]|{"l": $v[$i], "r": $v[$i]}| }); $v)',
      '',
    ],
    ['too many values compared with each other', '$distinct([1..100000])', '$distinct takes'],
    ['too much sorted by a function', '$sort(data.N, function($a, $b) { $a > $b })', '$sort takes items', { N: numbers }],
    ['too much ordered', 'data.N^($)', '', { N: numbers }],
    ['too many objects spread', '$spread([1..20000].{"a": $})', ''],
    ['too many fields gathered', 'data.F.*', '* gathers', { F: fields }],
    ['endless letters', '$formatInteger(1/0, "a")', 'finite'],
    ['an endless exponent', '$formatNumber(1/0, "0.0e0")', 'finite'],
    ['a picture too long', '$formatNumber(1, $pad("", 2000, "0"))', 'picture'],
    ['a picture too wide', '$fromMillis(0, "[H,200000000]")', 'width'],
    ['a width written with spaces', '$fromMillis(0, "[H, +2 00000000]")', 'width'],
    ['the time in a picture too wide', '$now("[Y,*-200000000]")', 'width'],
    ['a date that can be read in too many ways', `$toMillis("${'a'.repeat(90)}", "${'[MN]'.repeat(9)}")`, 'in a row'],
    ['a pattern that searches again and again', '$count($split(data.T, /a([^x]*x)?/))', '', { T: 'a'.repeat(100_000) }],
    ['a text too long for a pattern', '$contains(data.T, /a.*b.*c/)', 'too long', { T: 'a'.repeat(5_000_000) }],
    ['an endless loop over a function', '$reduce([1..100000], $append)', ''],
  ])('fails for %s', async (_, expression, reason, data = {}) => {
    const memory = process.memoryUsage().rss;
    await expect(give(expression, data)).rejects.toMatchObject({ refusal: 'EXPRESSION_FAILED', message: expect.stringContaining(reason) });
    expect(process.memoryUsage().rss - memory).toBeLessThan(1_000_000_000);
  });

  it('says why in few words', async () => {
    await expect(give('$error(data.T)', { T: text })).rejects.toMatchObject({ message: expect.stringMatching(/^.{1,600}$/s) });
  });

  it.each<[string, string, Json | undefined]>([
    ['pads', '$pad("x", -5, "#")', '####x'],
    ['applies functions in part', '$map(["a", "b"], $pad(?, 3, "-"))', ['a--', 'b--']],
    ['passes functions on', '["a", "b"] ~> $map($uppercase) ~> $join("+")', 'A+B'],
    ['folds with a function', '$reduce([1, 2, 3], $append)', [1, 2, 3]],
    ['sorts numbers', '$sort([3, 20, 1])', [1, 3, 20]],
    ['sorts texts', '$sort(["b", "a", "B"])', ['B', 'a', 'b']],
    ['sorts many', '$count($sort($reverse([1..100000])))', 100_000],
    ['sorts by a function', '$sort([1, 3, 2], function($a, $b) { $a < $b })', [3, 2, 1]],
    ['orders', '[{"a": 2}, {"a": 1}]^(a).a', [1, 2]],
    ['orders many', '$count([1..500].{"a": -$}^(a))', 500],
    ['transforms', '{"a": [{"b": 1}, {"b": 2}]} ~> |a[b > 1]|{"c": b}, "b"|', { a: [{ b: 1 }, { c: 2 }] }],
    ['gathers fields', '{"a": 1, "b": [2, 3]}.*', [1, 2, 3]],
    ['groups', '[{"k": "a", "v": 1}, {"k": "a", "v": 2}, {"k": "b", "v": 3}]{k: $sum(v)}', { a: 3, b: 3 }],
    ['joins', '{"l": [{"a": 1}, {"a": 2}], "r": [{"b": 2}]}.($d := $; l@$l.$d.r@$r[$l.a = $r.b].{"x": $r.b})', { x: 2 }],
    ['reads dates', '$toMillis("Monday 2nd of March 2026, 13:05", "[FNn] [D1o] of [MNn] [Y], [H]:[m]")', 1772456700000],
    ['writes dates', '$fromMillis(0, "[FNn,*-3] [D01]. [Y0001]")', 'Thu 01. 1970'],
  ])('%s', async (_, expression, expected) => {
    expect(await give(expression)).toEqual(expected);
  });

  it('sees an empty list as empty, however often it was grouped', async () => {
    expect(await give('[data.L{"n": $count($)}, $count(data.L)]', { L: [] })).toEqual([{ n: 0 }, 1]);
    const scope = { now, values: { data: { L: [] } }, time: new TimeBudget(), copies: new ReadableCopies() };
    for (let times = 0; times < 2; times++) expect(await compileTemplate('{{data.L{"n": $count($)} }}')(scope)).toEqual({ n: 0 });
    expect(await compileTemplate('{{$count(data.L)}}')(scope)).toBe(0);
  });

  it('cannot change what others see', async () => {
    const scope = { now, values: { data: { O: { x: 1 } } }, time: new TimeBudget(), copies: new ReadableCopies() };
    await expect(compileTemplate('{{ {} ~> |$$.data.O|{"x": 2}| }}')(scope)).rejects.toMatchObject({ refusal: 'EXPRESSION_FAILED' });
    await expect(compileTemplate('{{ data.O() }}')(scope)).rejects.toMatchObject({ refusal: 'EXPRESSION_FAILED' });
    expect(await compileTemplate('{{data.O ~> $merge}}')(scope)).toEqual({ x: 1 });
  });
});
