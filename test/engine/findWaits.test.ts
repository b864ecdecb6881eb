import { findWaits } from '../../src/engine/runStatus';
import { validateDefinition } from '../../src/engine/validateDefinition';

const participants = [{ name: 'Workers', role: 'ACTOR', everyone: true }];
const activities = [
  { name: 'SET', type: 'SET', set: {} },
  { name: 'ASK', type: 'USER', participant: 'Workers' },
  { name: 'LATER', type: 'DELAY', for: 'PT1H' },
  { name: 'CALL', type: 'HTTP', url: 'https://a.example' },
  { name: 'SUB', type: 'SUBPROCESS', process: 'OTHER' },
  { name: 'ANSWER', type: 'RESPONSE', continue: true },
];

describe('findWaits', () => {
  it.each<[string, object, string[]]>([
    ['nothing where nothing waits', { start: ['SET', 'CALL', 'SUB'] }, []],
    ['a start', { start: ['SET', 'ASK'] }, ['ASK']],
    ['what follows, whatever the condition', { start: 'SET', transitions: [{ from: 'SET', to: 'ASK', when: 'false' }] }, ['ASK']],
    ['what follows a failure', { start: 'CALL', transitions: [{ from: 'CALL', to: 'LATER', on: 'ERROR' }] }, ['LATER']],
    ['nothing behind an answer', { start: 'ANSWER', transitions: [{ from: 'ANSWER', to: 'ASK' }] }, []],
    ['what follows an answer that failed', { start: 'ANSWER', transitions: [{ from: 'ANSWER', to: 'ASK', on: 'ERROR' }] }, ['ASK']],
    [
      'what can also be reached another way',
      {
        start: 'SET',
        transitions: [
          { from: 'SET', to: 'ANSWER' },
          { from: 'ANSWER', to: 'ASK' },
          { from: 'SET', to: 'ASK', when: 'false' },
        ],
      },
      ['ASK'],
    ],
    [
      'all of them, in a loop as well',
      {
        start: 'SET',
        transitions: [
          { from: 'SET', to: 'LATER' },
          { from: 'LATER', to: 'ASK' },
          { from: 'ASK', to: 'SET' },
        ],
      },
      ['ASK', 'LATER'],
    ],
  ])('finds %s', (_, flow, expected) => {
    const reached = JSON.stringify(flow);
    const used = activities.filter(({ name }) => reached.includes(`"${name}"`));
    const { definition, faults } = validateDefinition({ name: 'P', participants, activities: used, ...flow });
    expect([faults, definition && findWaits(definition)]).toEqual([[], expected]);
  });
});
