import { findRepeatedKey } from '../../src/engine/validation/readDocument';
import { losesDigits } from '../../src/input/losesDigits';
import { readJson, readLargeJson } from '../../src/input/readJson';
import { scanJson } from '../../src/input/scanJson';

const bounds = { levels: 3, values: 10, fields: 2 };

describe('readJson', () => {
  it.each<[string, string]>([
    ['as deep as it may be', '[[[1]]]'],
    ['brackets and commas in texts', `"${'[{:,'.repeat(100)}"`],
    ['quotes and backslashes in texts', String.raw`["\"[[[[\\","\\\"[[[["]`],
    ['as many values as there may be', '[1,2,3,4,5,6,7,8,9]'],
    ['as many fields as there may be, in each object', '[{"a":1,"b":2},{"a":1,"b":2}]'],
    ['the name __proto__', '{"__proto__":{"a":1}}'],
    ['a byte order mark', '\ufeff[1]'],
    ['a number of as many digits as it may have', `[1, 0.${'9'.repeat(998)}]`],
    ['blanks between brackets', `[${' '.repeat(2_000)}1${'\n'.repeat(2_000)}]`],
    ['characters of several bytes', '["é漢🙂"]'],
  ])('reads %s', (_, text) => {
    expect(readJson(Buffer.from(text), bounds)).toEqual({ value: JSON.parse(text.replace('\ufeff', '')) });
  });

  it.each([
    ['lists', '[[[[1]]]]', 'nests deeper than 3 levels'],
    ['objects', '{"a":{"a":{"a":{', 'nests deeper than 3 levels'],
    ['lists after texts with brackets', String.raw`["]]]]\"]", [[[`, 'nests deeper than 3 levels'],
    ['values', '[1,2,3,4,5,6,7,8,9,10]', 'has more than 10 values'],
    ['empty values', '[[],[],[],[],[],[]]', 'has more than 10 values'],
    ['fields', '[{"a":{},"b":1,"c":2}]', 'has an object with more than 2 fields'],
    ['digits', `[1, -${'9'.repeat(1_000)}]`, 'has more than 1000 characters in a row outside strings, as in a number'],
  ])('counts %s before it parses', (_, text, excess) => {
    expect(readJson(Buffer.from(text), bounds)).toEqual({ excess });
  });

  it.each([
    ['{"password":"hunter2" x}', "Expected ',' or '}' after property value in JSON at position 22"],
    ['hunter2', "Unexpected token 'h'"],
    ['["hunter2",]', "Unexpected token ']'"],
    ['', 'Unexpected end of JSON input'],
  ])('says of %s what is wrong, without quoting it', (text, fault) => {
    expect(readJson(Buffer.from(text))).toEqual({ fault });
  });

  it.each<[string, string, unknown]>([
    [
      'an integer that no double holds',
      '{"id":820982911946154508,"b":[-9007199254740993 ]}',
      { id: '820982911946154508', b: ['-9007199254740993'] },
    ],
    [
      'one that is written otherwise, though a double holds it',
      '[36028797018963968,1000000000000000000000]',
      ['36028797018963968', '1000000000000000000000'],
    ],
    ['one with a fraction', '[123456789012345678.25]', ['123456789012345678.25']],
    ['one with an exponent', '[12345678901234567891e1]', ['12345678901234567891e1']],
    ['one beyond all doubles', `[${'9'.repeat(400)}]`, ['9'.repeat(400)]],
    ['one alone', '820982911946154508', '820982911946154508'],
  ])('makes %s a text of its digits', (_, text, value) => {
    expect(readJson(Buffer.from(text))).toEqual({ value });
  });

  it.each([
    '9007199254740992',
    '9007199254740991',
    '0.1234567890123456789',
    '33.333333333333333333333333333',
    '1e22',
    '1.7976931348623157e308',
    '-0.00000000000000000001',
  ])('leaves the number %s one', (text) => {
    expect(readJson(`[${text}]`)).toEqual({ value: [Number(text)] });
  });

  it.each(['"820982911946154508"', String.raw`["\\",820982911946154508,"a\"820982911946154508\\"]`, '{"820982911946154508":1}'])(
    'changes no text: %s',
    (text) => {
      expect(readJson(text)).toEqual({ value: JSON.parse(text.replace(',820982911946154508,', ',"820982911946154508",')) });
    },
  );

  it.each(['{820982911946154508:1}', '0820982911946154508', '820982911946154508x', '[1,820982911946154508', '"820982911946154508'])(
    'leaves %s what it is: not JSON',
    (text) => {
      expect(readJson(text)).toEqual({ fault: expect.any(String) });
    },
  );

  it('takes bytes that are not UTF-8 for a fault', () => {
    expect(readJson(Buffer.from([0x22, 0xe4, 0x22]))).toEqual({ fault: 'it is not UTF-8' });
  });
});

describe('scanJson', () => {
  it.each(['[', '{"a":', '"', '\\"', '1,', '"a":1,', ']', ' '])('scans a text of %s in one pass', (part) => {
    const text = Buffer.from(part.repeat(10_000_000 / part.length));
    const before = process.cpuUsage();
    scanJson(text);
    // What goes back over it for each part would take hours.
    expect(process.cpuUsage(before).user).toBeLessThan(5_000_000);
  });
});

it.each(['99999999999999999999.', '1e', '.'])('finds out in a moment whether %s with many digits loses some', (start) => {
  const before = process.cpuUsage();
  losesDigits(`${start}${'0'.repeat(300_000)}1`);
  expect(process.cpuUsage(before).user).toBeLessThan(3_000_000);
});

describe('findRepeatedKey', () => {
  it.each<[string, { key: string; offset: number } | null]>([
    ['{"a":1,"b":{"a":2},"c":[{"a":1},{"a":2}]}', null],
    ['{"a":"a","b":["a","a"]}', null],
    ['{"a":1,"b":[{}],"a":2}', { key: 'a', offset: 16 }],
    ['[{"ab":1,"a\\u0062":2}]', { key: 'ab', offset: 9 }],
    ['{"__proto__":1,"__proto__":2}', { key: '__proto__', offset: 15 }],
  ])('finds in %s: %j', (json, found) => {
    expect(findRepeatedKey(json)).toEqual(found);
  });
});

describe('readLargeJson', () => {
  /** Resolves to how often others had their turn meanwhile. */
  async function turnsDuring(work: () => Promise<unknown>): Promise<number> {
    let [turns, isDone] = [0, false];
    const count = () => {
      turns += 1;
      if (!isDone) setImmediate(count);
    };
    setImmediate(count);
    await work().finally(() => (isDone = true));
    return turns;
  }

  const long = 'x'.repeat(600_000);
  const longOnes = [
    `{"a":"${long}","b":["\\ufeff${long}","\ufeff${long}","${long}\\u0041","é漢${long}"],"__proto__":"${long}"}`,
    `{"a":"${long}" x}`,
    `["${long}\\x"]`,
    `["${long}\n"]`,
    `["${long}`,
    `{"${long}":1}`,
    `{"${long}" :1}`,
  ];

  it.each(longOnes.map((text) => ({ text })))('reads long texts as the parser does: %#', ({ text }) => {
    const { value, fault, excess } = readJson(Buffer.from(text)) as Record<string, unknown>;
    if (excess !== undefined) expect(excess).toBe('has a field name of more than 500000 bytes');
    else if (fault === undefined) expect(value).toEqual(JSON.parse(text));
    else expect(() => void JSON.parse(text)).toThrow();
  });

  it('reads what readJson reads', async () => {
    for (const text of [
      '{"a":[1,"漢"]}',
      '[820982911946154508]',
      '['.repeat(300),
      '{"a"',
      '1'.repeat(1_001),
      `"${'x'.repeat(1_000_001)}"`,
      ...longOnes,
    ])
      for (const source of [text, Buffer.from(text)]) expect(await readLargeJson(source)).toEqual(readJson(source));
    expect(await readLargeJson(Buffer.from([0x22, 0xff, 0x22]))).toEqual({ fault: 'it is not UTF-8' });
  });

  it('lets others have their turn between its passes over a large text, and is done at once with a small one', async () => {
    expect(await turnsDuring(() => readLargeJson(Buffer.from(`"${'x'.repeat(5_000_000)}"`)))).toBe(4);
    expect(await turnsDuring(() => readLargeJson(Buffer.from('"x"')))).toBe(0);
  });
});
