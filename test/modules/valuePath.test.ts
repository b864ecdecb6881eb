import fc from 'fast-check';
import { formatValuePath, parseValuePath } from '../../src/modules/valuePath';

describe('parseValuePath', () => {
  it.each([
    ['a', ['a']],
    ['b.c', ['b', 'c']],
    ['query[0].a', ['query', 0, 'a']],
    ['[0].x-id', [0, 'x-id']],
    ['a[0][1]', ['a', 0, 1]],
    ['["a.b"].c', ['a.b', 'c']],
    ['a["]"]', ['a', ']']],
    ['order no', ['order no']],
  ])('reads %s', (text, path) => {
    expect(parseValuePath(text)).toEqual(path);
  });

  it.each(['', '.', 'a.', '.a', 'a..b', 'a[', 'a[-1]', 'a[x]', 'a[0]b', '["a]', '["\\x"]', 'a]'])('knows that %j is none', (text) => {
    expect(parseValuePath(text)).toBeNull();
  });

  it('reads what formatValuePath writes', () => {
    const path = fc.array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.nat(999_999)), { minLength: 1 });
    fc.assert(fc.property(path, (given) => expect(parseValuePath(formatValuePath(given))).toEqual(given)));
  });
});
