/** A value of an odd shape, of any size. */
export interface Shape {
  name: string;
  /** About how many bytes each piece adds. */
  pieceBytes: number;
  /** The text of the value with so many pieces: mostly JSON. */
  render(pieces: number): string | Buffer;
}

const join = (count: number, piece: (index: number) => string) => Array.from({ length: count }, (_, index) => piece(index)).join(',');
const shape = (name: string, pieceBytes: number, render: Shape['render']): Shape => ({ name, pieceBytes, render });

/** Built-in names that code which looks at a caller's keys stumbles over. */
const trickyKeys = ['then', '__proto__', 'constructor', 'toJSON', 'prototype', 'hasOwnProperty', 'valueOf', 'length', '__typename', '$ref'];

/** Shapes that are deep. */
export const deepShapes = [
  shape('nested arrays', 2, (n) => '['.repeat(n) + ']'.repeat(n)),
  shape('nested objects', 6, (n) => '{"k":'.repeat(n) + '"é"' + '}'.repeat(n)),
  shape('nested both', 8, (n) => '[{"k":'.repeat(n) + 'null' + '}]'.repeat(n)),
  shape('open arrays', 1, (n) => '['.repeat(n)),
  shape('open objects', 5, (n) => '{"a":'.repeat(n)),
  shape('open braces', 1, (n) => '{'.repeat(n)),
  shape('nested in fields that hold secrets', 12, (n) => '{"token":1,"x":' + '{"password":'.repeat(n) + '{"漢":1}' + '}'.repeat(n + 1)),
  shape('JSON in a text, deep', 4, (n) => JSON.stringify('['.repeat(n) + ']'.repeat(n))),
];

/** Shapes with very many parts. */
export const wideShapes = [
  shape('many fields', 14, (n) => `{${join(n, (i) => `"f${i}":${i}`)}}`),
  shape('many empty fields', 12, (n) => `{${join(n, (i) => `"${i}":""`)}}`),
  shape('fields that hold secrets', 24, (n) => `{${join(n, (i) => `"token${i}":"s${i}"`)}}`),
  shape('many numbers', 2, (n) => `[${'1,'.repeat(n)}1]`),
  shape('many empty objects', 3, (n) => `[${'{},'.repeat(n)}{}]`),
  shape('many lists', 3, (n) => `[${'[],'.repeat(n)}[]]`),
  shape('many texts', 5, (n) => `[${'"ab",'.repeat(n)}""]`),
  shape('many objects of the same fields', 30, (n) => `[${'{"name":"a","textValue":"b"},'.repeat(n)}{}]`),
  shape('one field very often', 6, (n) => `{${'"a":1,'.repeat(n)}"a":2}`),
  shape('lists of items with fields', 40, (n) => `{"items":[${'{"sku":"A-1","qty":2,"price":9.5},'.repeat(n)}{}]}`),
];

/** Shapes of long and odd texts. */
export const longShapes = [
  shape('a long text', 1, (n) => `"${'x'.repeat(n)}"`),
  shape('a long text of two-byte characters', 2, (n) => `"${'é'.repeat(n)}"`),
  shape('a long text of escapes', 6, (n) => `"${'\\u0041'.repeat(n)}"`),
  shape('a long text of quotes', 2, (n) => `"${'\\"'.repeat(n)}"`),
  shape('a long key', 1, (n) => `{"${'k'.repeat(n)}":1}`),
  shape('dashes', 1, (n) => `"${'-'.repeat(n)}x"`),
  shape('a run of one letter', 1, (n) => `"${'a'.repeat(n)}!"`),
  shape('base64 that is none', 4, (n) => `"${'AA=A'.repeat(n)}"`),
  shape('base64', 4, (n) => `"${'AAAA'.repeat(n)}"`),
  shape('a URL with many parameters', 16, (n) => `"https://a.example/?${'access_key7=1&'.repeat(n)}x=1"`),
  shape('many URLs', 32, (n) => `"${'see http://u:p@h.example/?pin=1 '.repeat(n)}"`),
  shape('pairs in a text', 14, (n) => `"${'password: abc '.repeat(n)}"`),
  shape('a form in a text', 12, (n) => `"${'secret=a&b=1&'.repeat(n)}"`),
  shape('lines', 4, (n) => `"${'a\\r\\n'.repeat(n)}"`),
  shape('addresses', 12, (n) => `"${'a@b.example,'.repeat(n)}"`),
  shape('blanks before a value', 1, (n) => ' '.repeat(n) + '1'),
  shape('a number of many digits', 1, (n) => '9'.repeat(n)),
  shape('a fraction of many digits', 1, (n) => `0.${'3'.repeat(n)}`),
  shape('lone surrogates', 6, (n) => `"${'\\ud800'.repeat(n)}"`),
  shape('characters of nothing', 6, (n) => `"a${'\\u0000'.repeat(n)}"`),
  shape('accents one over another', 2, (n) => `"e${'\u0301'.repeat(n)}"`),
  shape('byte order marks', 3, (n) => `"${'\ufeff'.repeat(n)}"`),
  shape('placeholders', 20, (n) => `"${'{{runtime.body.a}} '.repeat(n)}"`),
  shape('markup', 20, (n) => `"${'<script>1</script> '.repeat(n)}"`),
];

/** Shapes that are wrong in themselves. */
export const brokenShapes = [
  shape('cut off', 8, (n) => `{"a":[${'"abc",'.repeat(n)}"ab`),
  shape('no JSON', 5, (n) => 'what '.repeat(n)),
  shape('bytes that are no UTF-8', 1, (n) => Buffer.concat([Buffer.from('"'), Buffer.alloc(n, 0xc3), Buffer.from('"')])),
  shape('UTF-16', 2, (n) => Buffer.from(`\ufeff"${'a'.repeat(n)}"`, 'utf16le')),
  shape('zeros', 1, (n) => Buffer.alloc(n)),
  shape('brackets that do not fit', 2, (n) => '[}'.repeat(n)),
  shape('quotes', 1, (n) => '"'.repeat(n)),
  shape('backslashes', 1, (n) => `"${'\\'.repeat(n)}`),
];

/** Shapes whose keys or values mean something to somebody. */
export const trickyShapes = [
  ...trickyKeys.map((key) => shape(`the key ${key}`, 0, () => `{"${key}":{"${key}":1}}`)),
  ...['1e400', '-0', '1e-400', '12345678901234567890', '0.1e1', '""', 'null', 'true', '[]', '{}', '[null]'].map((text) =>
    shape(`the value ${text}`, 0, () => text),
  ),
  shape('keys of an array', 0, () => '{"0":1,"length":-1}'),
  shape('an empty key', 0, () => '{"":{"":""}}'),
];

/** All of them. */
export const shapes: readonly Shape[] = [...deepShapes, ...wideShapes, ...longShapes, ...brokenShapes, ...trickyShapes];
