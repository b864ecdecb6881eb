import type { Diagram, Shape, Counts } from '../../src/diagram/diagram';
import { toDiagram } from '../../src/diagram/toDiagram';
import { describeDiagram } from '../../src/diagram/describeDiagram';
import { definitionOf, user } from './kit';

const activity = (name: string, about: string[], manual = true): Shape => ({
  kind: 'ACTIVITY',
  name,
  about,
  manual,
  mark: 'NONE',
  state: null,
});
const mark = (kind: 'START' | 'END', name: string): Shape => ({ kind, name, about: [], manual: false, mark: 'NONE', state: null });

const flow = {
  start: ['A', 'A', 'B'],
  activities: [
    user('A'),
    user('B', { join: 'ALL' }),
    { name: 'C', type: 'SET', set: { TEXT: 'x' } },
    { name: 'D', type: 'END', as: 'CANCELLED' },
  ],
  transitions: [
    { from: 'A', to: 'B', when: "data.TEXT  =\n 'x'" },
    { from: 'B', to: 'C' },
    { from: 'B', to: 'B', on: 'CANCEL' },
    { from: 'B', to: 'D', on: 'ERROR', when: 'true' },
    { from: 'C', to: 'D', otherwise: true },
  ],
};
const counts = (more: Partial<Counts>): Counts => ({ open: 0, done: 0, cancelled: 0, failed: 0, ...more });

describe('toDiagram', () => {
  it('has every activity and every transition, where the flow begins, and where a path may end', () => {
    expect(toDiagram(definitionOf(flow))).toEqual<Diagram>({
      title: 'FLOW, version 1',
      shapes: [
        activity('A', ['Workers']),
        activity('B', ['Workers', 'waits for all']),
        activity('C', ['SET'], false),
        activity('D', ['END · cancelled'], false),
        mark('START', 'Start'),
        mark('END', 'End'),
      ],
      arrows: [
        { from: 0, to: 1, label: "data.TEXT = 'x'", taken: null },
        { from: 1, to: 2, label: '', taken: null },
        { from: 1, to: 1, label: 'on cancel', taken: null },
        { from: 1, to: 3, label: 'on error, true', taken: null },
        { from: 2, to: 3, label: 'otherwise', taken: null },
        { from: 4, to: 0, label: '2×', taken: null },
        { from: 4, to: 1, label: '', taken: null },
        { from: 0, to: 5, label: 'otherwise', taken: null },
      ],
    });
  });

  it('keeps conditions to itself when it is told to', () => {
    const { arrows } = toDiagram(definitionOf(flow), { conditions: false });
    expect(arrows.map(({ label }) => label)).toEqual([
      ...['on a condition', '', 'on cancel', 'on error, on a condition', 'otherwise'],
      ...['2×', '', 'otherwise'],
    ]);
  });

  it.each<[Counts | undefined, Shape['mark'], string]>([
    [undefined, 'NOT_REACHED', 'not reached'],
    [counts({ open: 1 }), 'OPEN', '1 open'],
    [counts({ open: 2, done: 3 }), 'OPEN', '2 open · done 3×'],
    [counts({ done: 1 }), 'DONE', 'done'],
    [counts({ cancelled: 2, done: 1 }), 'CANCELLED', 'cancelled 2× · done'],
    [counts({ failed: 2, done: 1, isRecovered: true }), 'DONE', 'failed 2× · done'],
    [counts({ failed: 1, open: 1, done: 1, isRecovered: false }), 'OPEN', '1 open · failed · done'],
    [counts({ failed: 1, cancelled: 1 }), 'FAILED', 'failed · cancelled'],
  ])('marks an activity with %j as %s, in words as well', (given, expected, state) => {
    const activities = new Map(given ? [['A', given]] : []);
    const { shapes } = toDiagram(definitionOf(flow), { progress: { title: 'Request 7: open', activities, transitions: new Map() } });
    expect(shapes[0]).toEqual({ ...activity('A', ['Workers']), mark: expected, state });
  });

  it('says all of it in sentences', () => {
    const activities = new Map([['A', counts({ done: 2 })]]);
    const diagram = toDiagram(definitionOf(flow), { progress: { title: 'Request 7: open', activities, transitions: new Map([[0, 2]]) } });
    expect(describeDiagram(diagram)).toBe(`A (Workers): done 2×. From A to B: data.TEXT = 'x'; taken 2 times. From A to End: otherwise.
B (Workers, waits for all): not reached. From B to C: not taken. From B to B: on cancel; not taken. From B to D: on error, true; not taken.
C (SET): not reached. From C to D: otherwise; not taken.
D (END · cancelled): not reached.
Start. From Start to A: 2×; taken 2 times. From Start to B: taken once.
End.`);
  });
});
