import { wrapText } from '../../src/diagram/measureText';

describe('wrapText', () => {
  it.each<[string, number | undefined, string[]]>([
    ['', undefined, ['']],
    ['short', undefined, ['short']],
    ['two words that are long', undefined, ['two words', 'that are', 'long']],
    ['2_LEVELS_APPROVAL', undefined, ['2_LEVELS_', 'APPROVAL']],
    ['Donaudampfschiff', undefined, ['Donaudamp', 'fschiff']],
    ['審査第五段階の承認者', undefined, ['審査第五段階', 'の承認者']],
    ['two words that are long', 2, ['two words', 'that are…']],
    ['e\u0301'.repeat(12), undefined, ['e\u0301'.repeat(10), 'e\u0301'.repeat(2)]],
  ])('breaks %j (at most %s lines)', (text, most, lines) => {
    expect(wrapText(text, 10, 65, most)).toEqual(lines);
  });
});
