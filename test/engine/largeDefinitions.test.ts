import { compileDefinition } from '../../src/engine/compileDefinition';
import { validateDefinition } from '../../src/engine/validateDefinition';

const process = (output: unknown, more: object = {}) => ({
  name: 'P',
  start: 'A',
  activities: [{ name: 'A', type: 'SET', set: {} }],
  output,
  ...more,
});
const faultsOf = (document: unknown) => validateDefinition(document).faults.map(({ path, message }) => `${path}: ${message}`);

describe('a large definition', () => {
  it('is not read where it is too long, as a text or as JSON', () => {
    // Nothing else is notified of it: neither is a definition.
    expect(faultsOf(`[${'x'.repeat(1_000_000)}`)).toEqual(['definition: has more than 1000000 characters']);
    expect(faultsOf({ no: 'x'.repeat(1_000_001) })).toEqual(['definition: has more than 1000000 bytes']);
  });

  it('has a largest number of placeholders and conditions, and none is compiled beyond', () => {
    const tooMany = 'definition: has more than 2000 placeholders and conditions';
    expect(faultsOf(process('{{runtime.a}}'.repeat(2_000)))).toEqual([]);
    expect(faultsOf(process('{{no expression}}'.repeat(2_001)))).toEqual([tooMany]);
    expect(faultsOf(process(Array.from({ length: 2_001 }, () => ({ a: '{{1}}' }))))).toEqual([tooMany]);
    const transitions = Array.from({ length: 1_001 }, () => ({ from: 'A', to: 'A', when: 'true' }));
    expect(faultsOf(process('{{1}}'.repeat(1_000), { transitions }))).toEqual([tooMany]);
  });

  it('has a largest text of all expressions together', () => {
    const expression = `{{ [${'1,'.repeat(2_498)}1] }}`;
    expect(faultsOf(process(expression.repeat(40)))).toEqual([]);
    expect(faultsOf(process(expression.repeat(41)))).toEqual([
      'definition: has placeholders and conditions with more than 200000 characters together',
    ]);
  });

  it('is compiled part by part, when a request comes there', () => {
    const { definition } = validateDefinition(process('{{1}}', { transitions: [{ from: 'A', to: 'A', when: 'true' }] }));
    if (!definition) throw new Error('It is of the format');
    const broken = { ...definition, output: '{{', transitions: [{ ...definition.transitions[0]!, when: '(' }] };
    const compiled = compileDefinition(broken);
    expect(() => compiled.output).toThrow(SyntaxError);
    expect(() => compiled.activities.get('A')?.outgoing.COMPLETE[0]?.when).toThrow(SyntaxError);
    const { behavior } = compiled.activities.get('A')!;
    expect(compiled.activities.get('A')?.behavior).toBe(behavior);
  });
});
