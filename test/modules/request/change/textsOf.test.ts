import { textsOf } from '../../../../src/modules/request/change/toDataChange';

describe('textsOf', () => {
  it('has the loading statement carry no text that is too long for a user name', () => {
    const name = '𝒜'.repeat(64);
    const parameters = [
      { name: 'WHO', textValue: name },
      { name: 'LETTER', textValue: 'x'.repeat(129) },
      { name: 'EMPTY', textValue: null },
      { name: 'DAYS', numericValue: 1 },
    ];
    expect([textsOf({ parameters }), textsOf({ parameters: parameters.slice(1) }), textsOf({})]).toEqual([
      { texts: { WHO: name } },
      {},
      {},
    ]);
  });
});
