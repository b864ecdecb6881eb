import { compileBody } from '../../src/engine/activities/headersAndBody';
import { ReadableCopies } from '../../src/engine/expression/readableCopies';
import type { Json } from '../../src/engine/state';
import { TimeBudget } from '../../src/engine/timeBudget';

const hostile = 'a"b\\","admin":true,"\n\u2028é';
const runtime = { c: hostile, n: 5, o: { a: '"' }, json: '{"a":1}' };
const compute = (body: Json, headers: Record<string, string> = {}) =>
  compileBody(body, headers)({ now: new Date(0), values: { runtime }, time: new TimeBudget(), copies: new ReadableCopies() });
const jsonType = { 'content-TYPE': 'application/vnd.x+json; charset=utf-8' };

describe('compileBody', () => {
  it.each<[string, string, Record<string, string>, unknown]>([
    ['an object', '{"c":"{{runtime.c}}"}', {}, { c: hostile }],
    ['a list with blanks around it', ' ["x {{runtime.c}} y", {{runtime.n}}] ', {}, [`x ${hostile} y`, 5]],
    [
      'a value outside of a string',
      '{"c": {{runtime.c}}, "o": {{runtime.o}}, "m": {{runtime.none}}}',
      {},
      { c: hostile, o: { a: '"' }, m: null },
    ],
    [
      'a value in a string that is not text',
      '{"o":"{{runtime.o}}","n":"{{runtime.n}}","m":"{{runtime.none}}"}',
      {},
      { o: '{"a":"\\""}', n: '5', m: '' },
    ],
    ['a name', '{"{{runtime.c}}":1}', {}, { [hostile]: 1 }],
    ['escaped quotes before it', String.raw`["\\\"{{runtime.c}}\\"]`, {}, [`\\"${hostile}\\`]],
    ['an expression', '{"c":"{{ $uppercase(runtime.c) }}"}', {}, { c: hostile.toUpperCase() }],
    ['a text by its type', '"{{runtime.c}}"', jsonType, hostile],
  ])('keeps a text of JSON valid, with %s', async (_, body, headers, value) => {
    expect(JSON.parse((await compute(body, headers)) as string)).toEqual(value);
  });

  it.each<[string, Json, Record<string, string>, unknown]>([
    ['a text', 'c="{{runtime.c}}"', {}, `c="${hostile}"`],
    ['what only begins like JSON', '{c: {{runtime.c}}', {}, `{c: ${hostile}`],
    ['a text of another type', '{"c":"{{runtime.c}}"}', { 'Content-Type': 'text/plain' }, `{"c":"${hostile}"}`],
    ['one placeholder, which may be JSON that the process made', '{{runtime.json}}', jsonType, '{"a":1}'],
    ['one placeholder of another type', '{{runtime.n}}', {}, 5],
    ['JSON', { c: '{{runtime.c}}', n: '{{runtime.n}}', m: '{{runtime.none}}' }, jsonType, { c: hostile, n: 5 }],
  ])('leaves %s as it was', async (_, body, headers, value) => {
    expect(await compute(body, headers)).toEqual(value);
  });
});
