import fc from 'fast-check';
import { RE2JS } from 're2js';
import { patternSize } from '../../src/engine/expression/linearRegExp';

const atom = fc.constantFrom('a', '.', '\\d', '[a-z]', '[^\\]]', '\\(', '(?:ab|c)', '^', 'é', '\\p{L}');
const count = fc.integer({ min: 0, max: 9 });
const repeat = fc.oneof(
  fc.constantFrom('', '*', '+', '?', '*?'),
  count.map((n) => `{${n}}`),
  count.map((n) => `{${n},}`),
  fc.tuple(count, count).map(([a, b]) => `{${Math.min(a, b)},${Math.max(a, b)}}`),
);
const { pattern } = fc.letrec<{ pattern: string }>((tie) => ({
  pattern: fc
    .array(
      fc.tuple(fc.oneof({ weight: 4, arbitrary: atom }, { weight: 1, arbitrary: tie('pattern').map((inner) => `(${inner})`) }), repeat),
      {
        minLength: 1,
        maxLength: 5,
      },
    )
    .map((parts) => parts.map(([one, times]) => one + times).join('')),
}));

describe('the size of a pattern', () => {
  it('is not far below what it is when it is compiled', () => {
    fc.assert(
      fc.property(pattern, (source) => {
        let compiled: number;
        try {
          compiled = RE2JS.compile(RE2JS.translateRegExp(source)).programSize();
        } catch {
          // RE2 itself refuses more than 1000 repetitions.
          fc.pre(false);
        }
        expect(compiled).toBeLessThanOrEqual(8 + 4 * patternSize(source));
      }),
      { numRuns: 500 },
    );
  });

  it('is known without compiling it', () => {
    expect(patternSize('a{1,1000}'.repeat(300))).toBeGreaterThan(300_000);
    expect(patternSize('((a{10}){10}){10}')).toBeGreaterThan(1_000);
    expect(patternSize('[a{1000}]{2}\\{1000}')).toBeLessThan(20);
  });
});
