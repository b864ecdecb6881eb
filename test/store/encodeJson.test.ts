import fc from 'fast-check';
import { encodeJson } from '../../src/store/encodeJson';

const encoded = async (value: unknown) => Buffer.concat([...(await encodeJson(value)).pieces]).toString();

/** Texts around the size of a step, so that it ends within them and between them. */
const large = fc
  .tuple(fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }), fc.integer({ min: 100_000, max: 1_100_000 }))
  .map(([text, length]) => text.repeat(Math.ceil(length / text.length)));
const names = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'toJSON', 'then', '0', 'length', ''));
const small = fc.oneof(fc.jsonValue(), fc.constant(undefined), fc.date({ noInvalidDate: true }));
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    small,
    large,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(names, tie('value'), { maxKeys: 4 }),
  ),
}));

describe('encodeJson', () => {
  it('encodes as JSON.stringify does', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(value, { maxLength: 3 }), async (given) => {
        // A character may be cut into two escapes, which mean the same.
        expect(await encoded(given)).toBe(JSON.stringify(given));
      }),
      { numRuns: 30 },
    );
  });

  it.each([
    ['many small values', Array.from({ length: 200_000 }, (_, n) => n)],
    ['many small fields', Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`field ${n}`, { text: 'é'.repeat(100), n }]))],
    [
      'undefined between large values',
      { a: undefined, b: 'x'.repeat(600_000), c: undefined, d: [undefined, 'y'.repeat(600_000), undefined] },
    ],
    ['a value that is there several times', Array<unknown>(5).fill({ text: 'z'.repeat(400_000), more: ['ä'.repeat(300_000)] })],
    ['characters of two halves', ['😀'.repeat(700_000), `x${'😀'.repeat(700_000)}`]],
    ['a list in lists', Array.from({ length: 150 }).reduce<unknown>((inner) => [inner], Array<number>(100_000).fill(1234567))],
  ])('encodes %s in several pieces that are small', async (_, given) => {
    const { pieces, byteLength } = await encodeJson(given);
    const text = Buffer.concat([...pieces]).toString();
    expect({ text: text === JSON.stringify(given), bytes: byteLength, several: pieces.length > 1 }).toEqual({
      text: true,
      bytes: Buffer.byteLength(text),
      several: true,
    });
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(4_000_000);
  });

  it('lets other work go on in between', async () => {
    let turns = 0;
    const encoding = encodeJson('x'.repeat(10_000_000)).then(() => turns);
    const count = () => {
      turns += 1;
      if (turns < 1000) setImmediate(count);
    };
    setImmediate(count);
    expect(await encoding).toBeGreaterThan(10);
  });
});
