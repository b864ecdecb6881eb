import type { Refusal } from '../../src/errors';
import { compileJsonata, compileCondition } from '../../src/engine/expression/compileJsonata';
import { compileTemplate } from '../../src/engine/expression/compileTemplate';
import { ReadableCopies } from '../../src/engine/expression/readableCopies';
import type { Scope } from '../../src/engine/expression/scope';
import type { Json } from '../../src/engine/state';
import { TimeBudget } from '../../src/engine/timeBudget';

const scope: Pick<Scope, 'now' | 'values'> = {
  now: new Date('2026-03-04T05:06:07.008Z'),
  values: {
    data: {
      AMOUNT: 12,
      NAME: 'Ann',
      EMPTY: '',
      LIST: [1, 2],
      ONE: [1],
      NOTHING: null,
      'TWO WORDS': 'both',
      FLAG: false,
      DATE: '2026-01-31',
    },
    states: { 'Get Row': { value: { id: 7 } } },
    runtime: {
      headers: { 'x-request-id': 'abc' },
      query: { constructor: 'x' },
      body: {
        '1.3': 'dotted',
        'a[b]': { '0': 'zero' },
        'x || y': 1,
        "it's": 2,
        'a "b"': 3,
        'ü{}': 4,
        lines: [{ sku: 'a', parts: [1] }, { sku: 'b' }],
        none: [],
      },
    },
    results: { EACH: [{ output: [1] }, { output: null }, { output: { t: 3 } }] },
    request: { number: 5 },
  },
};

type Given = Pick<Scope, 'now' | 'values'>;
const complete = (given: Given): Scope => ({ time: new TimeBudget(), copies: new ReadableCopies(), ...given });
/** Also as a server evaluates: at once if it takes a moment, without watching each step where that is safe. Both ways give the same. */
async function give(template: Json, given: Given = scope): Promise<Json | undefined> {
  const compute = compileTemplate(template);
  const evaluateInThread: Scope['evaluateInThread'] = async ({ source, now, values }) => {
    const [evaluated] = await Promise.allSettled([compileJsonata(source)(complete({ now: new Date(now), values }))]);
    if (evaluated.status === 'fulfilled') return { spentMs: 0, evaluated: { value: evaluated.value } };
    return { spentMs: 0, evaluated: { reason: String((evaluated.reason as Refusal).details['reason']) } };
  };
  const [watched, brief] = await Promise.allSettled([compute(complete(given)), compute({ ...complete(given), evaluateInThread })]);
  expect(brief).toEqual(watched);
  if (watched.status === 'rejected') throw watched.reason;
  return watched.value;
}
const refused = (template: Json) => {
  try {
    compileTemplate(template);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
};

describe('template', () => {
  it.each<[string, Json, Json | undefined]>([
    ['compares and joins', "{{data.AMOUNT > 10 and (data.NAME = 'Ann' or data.FLAG) ? data.NAME & '!' : -data.AMOUNT}}", 'Ann!'],
    ['reads lists of objects', '{{runtime.body.lines.parts}}', [[1]]],
    ['has nothing where an operand is missing', '{{data.ABSENT + 1}}', undefined],
    ['leaves text without a placeholder as it is', 'plain } text {', 'plain } text {'],
    ['keeps the type of a placeholder that stands alone', '{{data.AMOUNT}}', 12],
    ['keeps a list', '{{ data.LIST }}', [1, 2]],
    ['keeps a list of one', '{{data.ONE}}', [1]],
    ['fills in text', 'No. {{request.number}} of {{data.NAME}}', 'No. 5 of Ann'],
    ['leaves nothing of a missing value in text', '<{{data.MISSING}}{{data.NOTHING}}>', '<>'],
    ['writes lists and objects into text as JSON', 'x{{data.LIST}} {{states.Get Row.value}}', 'x[1,2] {"id":7}'],
    ['reads names with dashes', '{{runtime.headers.x-request-id}}', 'abc'],
    ['takes a dash within a name for a part of it', '{{data.AMOUNT-2}}', undefined],
    ['takes alternatives of names with spaces and dashes', '{{runtime.headers.x-none || states.Get Row.value.id}}', 7],
    ['is JSONata with an operator, and takes names in backticks then', '{{states.`Get Row`.value.id + 1}}', 8],
    ['reads names with spaces', '{{data.TWO WORDS}}', 'both'],
    ['reads names with spaces and deeper', '{{states.Get Row.value.id}}', 7],
    ['reads a place in a list', '{{data.LIST[1]}}', 2],
    ['reads a place from the end', '{{data.LIST[-1]}}', 2],
    [
      'takes the first that is neither missing, null nor empty',
      '{{data.MISSING || data.NOTHING||data.EMPTY || data.FLAG || data.NAME}}',
      false,
    ],
    ['is missing when all alternatives are', '{{data.MISSING || data.EMPTY}}', undefined],
    ['reads a name in quotes', '{{runtime.body["1.3"]}}', 'dotted'],
    ['reads a name in single quotes, and one after the other', '{{runtime.body[\'a[b]\']["0"]}}', 'zero'],
    [
      'takes no sign in a name in quotes for anything else',
      '{{runtime.body["x || y"]}}/{{runtime.body["it\'s"]}}/{{runtime.body["ü{}"]}}',
      '1/2/4',
    ],
    ['takes back slashes in a name in quotes', '{{runtime.body["a \\"b\\""]}} {{runtime["b\\u006fdy"][\'it\\\'s\']}}', '3 2'],
    ['takes alternatives of names in quotes', '{{runtime.body["none such"] || runtime.body["1.3"]}}', 'dotted'],
    ['takes a name in backticks in a calculation', '{{runtime.body.`1.3` & "!"}}', 'dotted!'],
    ['reads a field of each item of a list', '{{runtime.body.lines.sku}}', ['a', 'b']],
    ['reads no field of items that miss it', '{{runtime.body.lines.parts}}', [[1]]],
    ['finds nothing where all items miss it', '{{runtime.body.lines.length}}', undefined],
    ['finds an empty list in an empty list', '{{runtime.body.none.sku}}', []],
    ['reads the outputs of all sub-processes, each as it is', '{{results.EACH.output}}', [[1], null, { t: 3 }]],
    ['reads a field of one of many', '{{results.EACH.output[2].t}}', 3],
    ['makes a list of one by brackets', '{{[runtime.body.lines[sku = "a"].sku]}}', ['a']],
    ['makes an empty list by brackets', '{{[runtime.body.lines[sku = "c"].sku]}}', []],
    ['calculates', '{{data.AMOUNT * 2 - 1}}', 23],
    ['takes a dash beside a space for minus', '{{data.AMOUNT - 2}}', 10],
    ['calls functions', '{{$uppercase(data.NAME)}}', 'ANN'],
    ['takes braces and quotes inside a placeholder', '{{ {"a": {"b": "}}"}} }}!', '{"a":{"b":"}}"}}!'],
    ['knows true', '{{true}}', true],
    ['collapses a sequence of one', '{{data.LIST[$ > 1]}}', 2],
    ['keeps a sequence of one where the path ends in []', '{{data.LIST[$ > 1][]}}', [2]],
    [
      'leaves a missing field out',
      { a: '{{data.MISSING}}', b: ['{{data.MISSING}}', '{{data.NAME}}', 3, null] },
      { b: [null, 'Ann', 3, null] },
    ],
    ['gives the time of the command', '{{$now()}}', '2026-03-04T05:06:07.008Z'],
    ['gives it in a picture', "{{$now('[Y]/[M01]')}}", '2026/03'],
    ['gives it in milliseconds', '{{$millis()}}', 1772600767008],
    ['completes a date from it', "{{$fromMillis($toMillis('07:30', '[H]:[m]'))}}", '2026-03-04T07:30:00.000Z'],
    ['reads dates', '{{data.DATE.$toMillis() = $toMillis(data.DATE)}}', true],
    ['matches', '{{$match("xaby", /a(b)/i).groups}}', ['b']],
    ['replaces', '{{$replace("a1b22", /([0-9]+)/, "<$1>")}}', 'a<1>b<22>'],
    ['splits', '{{$split("a, b;c", /[,;]\\s*/)}}', ['a', 'b', 'c']],
    ['contains', '{{$contains("Hello", /^hel/i)}}', true],
    ['has multiple lines', '{{$count($match("a\nb", /^./m))}}', 2],
  ])('%s', async (_, template, expected) => {
    expect(await give(template)).toEqual(expected);
  });

  it.each([
    ['{{data.X', 'the placeholder that begins with "{{data.X" is not closed'],
    ['{{ }}', 'a placeholder is empty'],
    [
      '{{AMOUNT}}',
      '"AMOUNT" does not exist here: a path must begin with one of data, states, runtime, request, action, results, case, item, index',
    ],
    ['{{1 +}}', '"1 +" is not a valid expression: Unexpected end of expression'],
    [
      '{{runtime.body["1.3"] + 1}}',
      '["1.3"] does not select a field here: write the name in backticks after a dot, as in runtime.body.`a.b`',
    ],
    ['{{$sum((data)["a" & "b"].c)}}', expect.stringContaining('does not select a field here')],
    ['{{$eval("1")}}', '$eval is not available in expressions'],
    ['{{($f := $eval; $f("1"))}}', '$eval is not available in expressions'],
    ['{{$map([1], function($x) { $random() })}}', '$random is not available in expressions'],
    ['{{[1] ~> $shuffle}}', '$shuffle is not available in expressions'],
    ['{{$match("a", /(?=a)a/)}}', expect.stringContaining('cannot run in linear time')],
    ['{{$match("a", /(a)\\1/)}}', expect.stringContaining('cannot run in linear time')],
  ])('refuses %s', (template, message) => {
    expect(refused(template)).toEqual(message);
  });

  it.each([
    ['a calculation with text', '{{data.NAME * 2}}'],
    ['a value that is a function', '{{$sum}}'],
    ['a value that is no number', '{{1/0}}'],
    ['text that cannot be stored', '{{"\\u0000"}}'],
    ['an endless loop', '{{($f := function($x) { $f($x + 1) }; $f(1))}}'],
    ['a recursion without end', '{{($f := function($x) { 1 + $f($x + 1) }; $f(1))}}'],
    ['a list that is too long', '{{[1..1000000]}}'],
  ])('fails with EXPRESSION_FAILED for %s', async (_, template) => {
    await expect(give(template)).rejects.toMatchObject({ refusal: 'EXPRESSION_FAILED' });
  });

  it('runs a pattern that would explode in linear time', async () => {
    const values = { data: { TEXT: `${'a'.repeat(50_000)}!` } };
    expect(await give('{{$contains(data.TEXT, /^(a+)+$/)}}', { ...scope, values })).toBe(false);
  });

  it('never reaches prototypes', async () => {
    const values = { data: JSON.parse('{"__proto__": {"x": 1}, "constructor": {"x": 1}, "A": {}}') as Json };
    const paths = ['data.__proto__', 'data.__proto__.x', 'data.constructor', 'data.A.constructor', 'data.A.toString', 'data.A.prototype'];
    for (const path of paths) expect(await give(`{{${path}}}`, { ...scope, values })).toBeUndefined();
  });

  it('never evaluates what callers send', async () => {
    const values = {
      data: {
        TEXT: '{{request.number}}',
        CODE: '$eval("1")',
        LAMBDA: { _jsonata_lambda: true, thunk: true, body: { type: 'number', value: 1 }, arguments: [], environment: {} },
      },
    };
    expect(
      await give(['{{data.TEXT}}', '{{data.CODE}}', '{{$lookup(data, "LAMBDA").thunk}}', 'a {{data.TEXT}}'], { ...scope, values }),
    ).toEqual(['{{request.number}}', '$eval("1")', true, 'a {{request.number}}']);
  });

  it('leaves the scope as it was', async () => {
    const before = structuredClone(scope);
    await give(['{{data.LIST[]}}', '{{data ~> |$|{"NEW": 1}|}}', '{{$sort(data.LIST, function($a, $b) { $a < $b })}}']);
    expect(scope).toEqual(before);
    expect(Object.keys((scope.values.data as { LIST: Json[] }).LIST)).toEqual(['0', '1']);
  });

  it('keeps times of evaluations that run at once apart', async () => {
    const slow = compileTemplate('{{($count([1..2000].($ * 2)); $millis())}}');
    const times = [1, 2, 3].map((time) => slow(complete({ ...scope, now: new Date(time) })));
    expect(await Promise.all(times)).toEqual([1, 2, 3]);
  });
});

describe('condition', () => {
  it.each([
    ['data.AMOUNT > 10', true],
    ['data.AMOUNT > 100', false],
    ['data.MISSING > 10', false],
    ["data.NAME = 'Ann' and $not(data.FLAG)", true],
    ['data.LIST', true],
    ['data.NOTHING', false],
    ['data.EMPTY', false],
    ['[0, ""]', false],
    ['{}', false],
    ['states.`Get Row`.value', true],
  ])('%s is %s', async (source, expected) => {
    expect(await compileCondition(source)(complete(scope))).toBe(expected);
  });
});

describe('an expression that makes more than it reads', () => {
  const deep = Array.from({ length: 40 }).reduce<Json>((inner) => ({ b: inner }), 1);
  it.each([
    ['lists within lists', `data.DEEP${'.[b, b]'.repeat(39)}`],
    ['objects within objects', `data.DEEP${'.{"b": b, "c": b}.*'.repeat(25)}`],
    ['a join', 'data.MANY@$a.$$.data.MANY@$b.$$.data.MANY@$c.$$.data.MANY@$d.($a + $b + $c + $d)'],
    ['a range', '[1..90000].(data.DEEP)'],
    ['text of large values', `data.LONG & ${Array.from({ length: 30 }).fill('data.LONG').join(' & ')}`],
  ])('is not evaluated on the thread of calls: %s', async (_, source) => {
    const values = { data: { DEEP: deep, MANY: Array.from({ length: 300 }, (_, n) => n), LONG: { text: 'x'.repeat(150_000) } } };
    const evaluateInThread = () => Promise.resolve({ spentMs: 0, evaluated: { value: 'elsewhere' } });
    await expect(compileTemplate(`{{${source}}}`)({ ...complete({ now: scope.now, values }), evaluateInThread })).resolves.toBe(
      'elsewhere',
    );
  });
});
