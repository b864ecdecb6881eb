import type { Diagram } from '../../src/diagram/diagram';
import { toDiagram } from '../../src/diagram/toDiagram';
import { toMermaid } from '../../src/diagram/toMermaid';
import { definitionOf, user } from './kit';

const definition = definitionOf({
  start: 'A',
  activities: [user('A'), user('end'), { name: 'OUT', type: 'END' }],
  transitions: [
    { from: 'A', to: 'end', when: "data.TEXT = 'x'" },
    { from: 'A', to: 'A', on: 'CANCEL' },
    { from: 'end', to: 'OUT' },
  ],
});

describe('toMermaid', () => {
  it('draws the flow', () => {
    expect(toMermaid(toDiagram(definition))).toBe(`flowchart TB
  accTitle: FLOW#44; version 1
  n0["A<br>Workers"]
  n1["end<br>Workers"]
  n2["OUT<br>END #183; completed"]
  n3(["Start"])
  n4(["End"])
  n0 -->|"data#46;TEXT #61; #39;x#39;"| n1
  n0 -->|"on cancel"| n0
  n1 --> n2
  n3 --> n0
  n0 -->|"otherwise"| n4
`);
  });

  it('marks where a request stands, in colors and in words', () => {
    const activities = new Map([
      ['A', { open: 0, done: 1, cancelled: 1, failed: 0 }],
      ['end', { open: 1, done: 0, cancelled: 0, failed: 0 }],
    ]);
    const text = toMermaid(toDiagram(definition, { progress: { title: 'Request 7: open', activities, transitions: new Map([[0, 1]]) } }));
    expect(text.split('\n').slice(1)).toEqual([
      '  accTitle: Request 7#58; open #183; FLOW#44; version 1',
      '  n0["A<br>Workers<br>cancelled #183; done"]',
      '  n1["end<br>Workers<br>1 open"]',
      '  n2["OUT<br>END #183; completed<br>not reached"]',
      '  n3(["Start"])',
      '  n4(["End"])',
      '  n0 -->|"data#46;TEXT #61; #39;x#39;"| n1',
      '  n0 -.->|"on cancel"| n0',
      '  n1 -.-> n2',
      '  n3 --> n0',
      '  n0 -->|"otherwise"| n4',
      '  classDef cancelled fill:#fef3c7,stroke:#b45309,stroke-width:1.5px,stroke-dasharray:8 3 2 3,color:#713f12',
      '  classDef open fill:#dbeafe,stroke:#1d4ed8,stroke-width:3px,color:#172554',
      '  classDef notreached fill:#ffffff,stroke:#94a3b8,stroke-width:1.25px,stroke-dasharray:4 3,color:#475569',
      '  class n0 cancelled',
      '  class n1 open',
      '  class n2 notreached',
      '  linkStyle 0,3 stroke:#15803d,stroke-width:2.5px',
      '',
    ]);
  });

  it.each([
    ['a"] --> b["', 'a#34;#93; #45;#45;#62; b#91;#34;'],
    ['<script>&amp;', '#60;script#62;#38;amp#59;'],
    ['#quot; %% |x|', '#35;quot#59; #37;#37; #124;x#124;'],
    ['1. `**bold**` _x_ - y', '1#46; #96;#42;#42;bold#42;#42;#96; #95;x#95; #45; y'],
    ['a\n\tb', 'a b'],
    ['2_LEVELS_APPROVAL x-y', '2_LEVELS_APPROVAL x-y'],
    ['審査 تحقق Größe', '審査 تحقق Größe'],
    ['🧾 \ud800', '#129534; #65533;'],
  ])('writes %j so that nothing of it is Mermaid', (text, escaped) => {
    const shape: Diagram['shapes'][number] = { kind: 'ACTIVITY', name: text, about: [], manual: false, mark: 'NONE', state: null };
    expect(toMermaid({ title: 'T', shapes: [shape], arrows: [{ from: 0, to: 0, label: text, taken: null }] })).toBe(`flowchart TB
  accTitle: T
  n0["${escaped}"]
  n0 -->|"${escaped}"| n0
`);
  });
});
