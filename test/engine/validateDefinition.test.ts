import { toDefinitionJsonSchema } from '../../src/engine/definition';
import { validateDefinition } from '../../src/engine/validateDefinition';

const least = { name: 'P', start: 'A', activities: [{ name: 'A', type: 'SET', set: {} }] };
const participants = [
  { name: 'Requesters', role: 'REQUESTER', everyone: true },
  { name: 'Supervisors', role: 'SUPERVISOR', rights: ['CANCEL_REQUEST'] },
];
const user = { name: 'A', type: 'USER', participant: 'Requesters' };
const data = [
  { name: 'TEXT', type: 'TEXT' },
  { name: 'NUMBER', type: 'NUMERIC' },
];
const faultsOf = (document: unknown) => validateDefinition(document).faults.map(({ path, message }) => `${path}: ${message}`);

describe('validateDefinition', () => {
  it('fills in defaults', () => {
    expect(validateDefinition(least)).toEqual({
      faults: [],
      warnings: [],
      definition: {
        name: 'P',
        version: 1,
        folder: 'Processes',
        subprocess: { enabled: false, access: 'PRIVATE' },
        data: [],
        participants: [],
        start: 'A',
        activities: [{ name: 'A', type: 'SET', set: {}, join: 'ANY' }],
        transitions: [],
        maxSteps: 1000,
      },
    });
  });

  it('takes everything that the format has', () => {
    expect(
      faultsOf({
        name: 'Überprüfung 2-b',
        version: 2,
        description: 'x',
        folder: 'Finance',
        subprocess: { enabled: true, access: 'PUBLIC' },
        data: [
          ...data,
          { name: 'WHEN', type: 'DATETIME', default: '2026-01-01', description: 'x' },
          { name: 'ANY', type: 'JSON', default: { a: 1 } },
        ],
        participants: [
          ...participants,
          { name: '管理者', role: 'ACTOR', users: ['john'], groups: ['g'], coordinators: ['ann'], comments: 'READ', description: 'x' },
        ],
        start: ['A', 'A', 'S'],
        activities: [
          {
            ...user,
            assign: 'REQUESTER',
            form: {
              fields: [
                { data: 'TEXT', label: 'Text', required: true, options: ['a', 'b'], pattern: '[a-z]+', description: 'x' },
                { data: 'NUMBER', minimum: 1, maximum: 5 },
                { data: 'WHEN', minimum: '2026-01-01' },
              ],
            },
            parameters: [{ data: 'TEXT', direction: 'INOUT' }],
          },
          { name: 'B', type: 'USER', participant: '管理者', assign: { sameAs: 'A' }, join: 'ALL' },
          { name: 'S', type: 'SET', set: { TEXT: 'a {{data.NUMBER + 1}}', ANY: { b: ['{{data.TEXT || data.WHEN}}'] } } },
          { name: 'E', type: 'END', as: 'ERROR', message: 'No {{data.TEXT}}' },
        ],
        transitions: [
          { from: 'A', to: 'B', when: "data.TEXT = 'a'" },
          { from: 'A', to: 'S', otherwise: true },
          { from: 'A', to: 'E', on: 'CANCEL', otherwise: true },
          { from: 'S', to: 'E', on: 'EXCEPTION' },
        ],
        output: { text: '{{data.TEXT}}' },
        maxSteps: 50,
      }),
    ).toEqual([]);
  });

  it.each<[string, unknown, string[]]>([
    ['what is no object', 'text', ['definition: must be an object, not a text']],
    ['fields that are missing', { name: 'P' }, ['start: must be the name of an activity, or a list of names', 'activities: is required']],
    ['fields that do not exist', { ...least, limit: 'P1D' }, ['limit: unknown field']],
    [
      'types of activity that do not exist',
      { ...least, activities: [...least.activities, { name: 'H', type: 'FAX' }] },
      ['activities[1].type: one of USER, SET, HTTP, DELAY, SUBPROCESS, MAIL, RESPONSE, END'],
    ],
    [
      'headers of an answer that are the server’s own',
      { ...least, start: 'R', activities: [{ name: 'R', type: 'RESPONSE', headers: { 'X-Own': 'a', 'Content-LENGTH': '5' } }] },
      ['activities[0].headers.Content-LENGTH: is set by the server: leave it out'],
    ],
    [
      'outcomes that do not exist',
      { ...least, transitions: [{ from: 'A', to: 'A', on: 'LATE' }] },
      [expect.stringContaining('transitions[0].on: ')],
    ],
    ['no start', { ...least, start: [] }, ['start: must not be empty']],
    ['an unknown start', { ...least, start: ['A', 'B'] }, ['start[1]: no activity "B"']],
    ['names that are none', { ...least, name: ' x' }, ['name: must be 1 to 64 letters, digits, "_", "-" and inner spaces']],
    ['names that are too long', { ...least, name: 'x'.repeat(65) }, ['name: must be 1 to 64 letters, digits, "_", "-" and inner spaces']],
    ['names that are reserved', { ...least, data: [{ name: '__proto__', type: 'TEXT' }] }, ['data[0].name: is a reserved name']],
    ['names given twice', { ...least, data: [data[0], data[0]] }, ['data[1].name: "TEXT" is already the name of data[0]']],
    [
      'defaults of another type',
      { ...least, data: [{ name: 'N', type: 'NUMERIC', default: 'x' }] },
      ['data[0].default: not a number: "x"'],
    ],
    ['unknown participants', { ...least, activities: [user] }, ['activities[0].participant: no participant "Requesters"']],
    [
      'activities of supervisors',
      { ...least, participants, activities: [{ ...user, participant: 'Supervisors' }] },
      ['activities[0].participant: "Supervisors" is a SUPERVISOR: use an ACTOR or REQUESTER'],
    ],
    [
      'rights of others than supervisors',
      { ...least, participants: [{ ...participants[1], role: 'ACTOR' }] },
      ['participants[0].rights: is only allowed for a SUPERVISOR, not a ACTOR'],
    ],
    [
      'attachments that are no files',
      {
        ...least,
        data: [{ name: 'T', type: 'TEXT' }],
        activities: [{ name: 'A', type: 'MAIL', to: 'a@x.example', subject: 'x', attach: ['T', 'X'] }],
      },
      ['activities[0].attach[0]: "T" is TEXT, not FILE', 'activities[0].attach[1]: no data field "X"'],
    ],
    ['unknown data', { ...least, activities: [{ name: 'A', type: 'SET', set: { X: 1 } }] }, ['activities[0].set.X: no data field "X"']],
    [
      'assignment by unknown data',
      { ...least, participants, activities: [{ ...user, assign: { data: 'Z' } }] },
      ['activities[0].assign.data: no data field "Z"'],
    ],
    [
      'assignment by data that is no text',
      { ...least, participants, data: [{ name: 'N', type: 'NUMERIC' }], activities: [{ ...user, assign: { data: 'N' } }] },
      ['activities[0].assign.data: "N" is NUMERIC: use a TEXT that contains a user name'],
    ],
    [
      'sameAs of unknown activities',
      { ...least, participants, activities: [{ ...user, assign: { sameAs: 'Z' } }] },
      ['activities[0].assign.sameAs: no activity "Z"'],
    ],
    [
      'forms that cannot be filled in',
      {
        ...least,
        data,
        participants,
        activities: [
          {
            ...user,
            form: {
              fields: [
                { data: 'X' },
                { data: 'NUMBER', options: ['x'], pattern: 'a' },
                { data: 'NUMBER', minimum: 'x' },
                { data: 'TEXT', maximum: 5, pattern: '(?=a)' },
              ],
            },
            parameters: [{ data: 'Y', direction: 'IN' }],
          },
        ],
      },
      [
        'activities[0].form.fields[0].data: no data field "X"',
        'activities[0].form.fields[1].pattern: is only allowed for TEXT, not NUMERIC',
        'activities[0].form.fields[1].options[0]: not a number: "x"',
        'activities[0].form.fields[2].data: "NUMBER" is already a field',
        'activities[0].form.fields[2].minimum: not a number: "x"',
        expect.stringContaining('activities[0].form.fields[3].pattern: '),
        'activities[0].form.fields[3].maximum: is only allowed for NUMERIC and DATETIME, not TEXT',
        'activities[0].parameters[0].data: no data field "Y"',
      ],
    ],
    [
      'transitions to and from nowhere',
      { ...least, transitions: [{ from: 'X', to: 'Y' }] },
      ['transitions[0].from: no activity "X"', 'transitions[0].to: no activity "Y"'],
    ],
    [
      'otherwise with a condition, and twice',
      {
        ...least,
        transitions: [
          { from: 'A', to: 'A', otherwise: true, when: 'true' },
          { from: 'A', to: 'A', otherwise: true },
        ],
      },
      [
        'transitions[0].when: must have either "when" or "otherwise", not both',
        'transitions[1].otherwise: transitions[0] is already the otherwise of "A" on COMPLETE',
      ],
    ],
    [
      'what follows an END',
      { ...least, activities: [{ name: 'A', type: 'END' }], transitions: [{ from: 'A', to: 'A' }] },
      ['transitions[0].from: "A" is an END activity, which cannot have transitions'],
    ],
    [
      'activities that cannot be reached',
      { ...least, activities: [...least.activities, { name: 'B', type: 'SET', set: {} }], transitions: [{ from: 'B', to: 'A' }] },
      ['activities[1]: "B" cannot be reached from the start'],
    ],
    [
      'expressions that do not compile',
      {
        ...least,
        data,
        activities: [{ name: 'A', type: 'SET', set: { TEXT: { a: ['{{data.'] } } }],
        transitions: [{ from: 'A', to: 'A', when: 'a and' }],
        output: '{{$eval("1")}}',
      },
      [
        'activities[0].set.TEXT.a[0]: the placeholder that begins with "{{data." is not closed',
        'transitions[0].when: "a and" is not a valid expression: Unexpected end of expression',
        'output: $eval is not available in expressions',
      ],
    ],
    ['text that cannot be stored', { ...least, description: 'a\0' }, ['description: contains characters that cannot be stored']],
  ])('reports %s', (_, document, faults) => {
    expect(faultsOf(document)).toEqual(faults);
  });

  it('reports faults elsewhere when the format is broken in one place', () => {
    expect(
      faultsOf({
        ...least,
        version: 0,
        activities: [
          { name: 'A', type: 'FAX' },
          { name: 'B', type: 'USER', participant: 'MANAGERS' },
        ],
        transitions: [{ from: 'A', to: 'B' }, { from: 'B', to: 'C' }, 7],
      }),
    ).toEqual([
      'version: must be at least 1',
      'activities[0].type: one of USER, SET, HTTP, DELAY, SUBPROCESS, MAIL, RESPONSE, END',
      'transitions[2]: must be an object',
      'activities[1].participant: no participant "MANAGERS"',
      'transitions[1].to: no activity "C"',
    ]);
  });

  it('refuses documents that nest without end', () => {
    let output: unknown = 1;
    for (let depth = 0; depth < 5000; depth++) output = [output];
    expect(faultsOf({ ...least, output })).toEqual([expect.stringContaining('is nested deeper than 64 levels')]);
  });

  it.each([
    ['YAML', 'name: P # a name\nstart: A\nactivities:\n  - { name: A, type: SET, set: {} }\n'],
    ['JSON', JSON.stringify(least, null, '\t')],
    ['YAML that repeats by an alias', 'name: &a P\nstart: A\ndescription: *a\nactivities: [{ name: A, type: SET, set: {} }]'],
  ])('reads a text of %s', (_, text) => {
    expect(validateDefinition(text)).toMatchObject({ faults: [], definition: least });
  });

  it.each([
    ['broken', 'name: P\nstart: [', 'line 2, column 9: is neither JSON nor YAML: '],
    ['broken JSON', '{\n  "name": "P",,\n}', 'line 2, column 15: is neither JSON nor YAML: '],
    ['a key twice', 'name: P\nname: Q', 'line 2, column 1: is neither JSON nor YAML: Map keys must be unique'],
    ['a key twice in JSON', '{"name":"P",\n "data":[{"name":"A","name":"B"}]}', 'line 2, column 22: has the field "name" twice'],
    ['20,000 braces', '{'.repeat(20_000), 'definition: is nested deeper than 64 levels'],
    ['100,000 brackets', '['.repeat(100_000), 'definition: is nested deeper than 64 levels'],
    ['brackets behind a key', `a: ${'['.repeat(20_000)}`, 'definition: is nested deeper than 64 levels'],
    ['brackets in lines that look like quotes', `a: it's\nb: ${"[ ']' , ".repeat(10_000)}`, 'definition: is nested deeper than 64 levels'],
    ['lists on one line', '- '.repeat(50_000), 'definition: is nested deeper than 64 levels'],
    ['keys on one line', '? '.repeat(50_000), 'definition: is nested deeper than 64 levels'],
    ['tags on one line', '!!str '.repeat(50_000), 'definition: is nested deeper than 64 levels'],
    ['anchors on one line', '&a '.repeat(50_000), 'definition: is nested deeper than 64 levels'],
    [
      'objects by their indentation',
      Array.from({ length: 1_000 }, (_, n) => `${' '.repeat(n)}a:`).join('\n'),
      'definition: is nested deeper than 64 levels',
    ],
    ['more YAML than can be read at once', '[' + ','.repeat(100_000) + ']', 'definition: has more than 50000 YAML tokens: send it as JSON'],
    ['a cycle that comes back several ways', 'name: &a [*a, *a, *a]', 'definition: is nested deeper than 64 levels'],
    ['two documents', 'name: P\n---\nname: Q', 'line 2, column 1: is neither JSON nor YAML: '],
    ['a type of its own', 'name: !!js/function x', 'line 1, column 7: is neither JSON nor YAML: Unresolved tag'],
    ['nothing', '', 'definition: '],
    ['too long', 'x'.repeat(1_000_001), 'definition: has more than 1000000 characters'],
    ['an alias bomb', `a: &a [x, x]\nb: &b [${'*a, '.repeat(60)}]\nc: [${'*b, '.repeat(60)}]`, 'definition: Excessive alias count'],
    ['a cycle', 'a: &a [*a]', 'is nested deeper than 64 levels'],
  ])('reports what is wrong with a text: %s', (_, text, fault) => {
    expect(faultsOf(text)).toEqual([expect.stringContaining(fault)]);
  });

  it('survives documents of any kind', () => {
    for (const document of [null, undefined, 1, [], { activities: {}, transitions: 'x', data: [null], start: 5, participants: [[]] }])
      expect(validateDefinition(document).definition).toBeNull();
  });
});

describe('toDefinitionJsonSchema()', () => {
  it('describes the format', () => {
    expect(toDefinitionJsonSchema()).toMatchObject({
      type: 'object',
      required: ['name', 'start', 'activities'],
      additionalProperties: false,
    });
  });
});

describe('the bounds of fields', () => {
  const withActivity = (activity: object) => ({ ...least, activities: [{ name: 'A', ...activity }] });
  it.each<[string, unknown, string]>([
    ['too large a number', { ...least, maxSteps: 20_000 }, 'maxSteps: must be at most 10,000'],
    ['too long a retention', { ...least, retentionDays: 36_501 }, 'retentionDays: must be at most 36,500'],
    ['a retention of no day', { ...least, retentionDays: 0 }, 'retentionDays: must be at least 1'],
    ['half a step', { ...least, maxSteps: 0.5 }, 'maxSteps: must be a whole number'],
    ['a text for a number', { ...least, maxSteps: 'many' }, 'maxSteps: must be a number, not a text'],
    ['too long a text', { ...least, description: 'x'.repeat(10_001) }, 'description: must have at most 10,000 characters'],
    ['an empty text', withActivity({ type: 'HTTP', url: '' }), 'activities[0].url: must not be empty'],
    ['too long a list', { ...least, start: Array(101).fill('A') }, 'start: must have at most 100 items'],
    ['an unknown word', { ...least, subprocess: { access: 'ALL' } }, 'subprocess.access: must be one of: PUBLIC, PRIVATE'],
    ['neither of two kinds', withActivity({ type: 'MAIL', to: 5, subject: '' }), 'activities[0].to: must be a text or a list'],
    ['a bad item of one of two kinds', withActivity({ type: 'MAIL', to: [''], subject: '' }), 'activities[0].to[0]: must not be empty'],
    ['too high a status', withActivity({ type: 'RESPONSE', status: 600 }), 'activities[0].status: must be at most 599'],
    [
      'a name in a map',
      withActivity({ type: 'HTTP', url: 'x', headers: { 'a b': 'x' } }),
      'activities[0].headers.a b: must be the name of a header',
    ],
  ])('are told in words for %s', (_, document, fault) => {
    expect(faultsOf(document)).toEqual([fault]);
  });

  it.each(['P', 'PT', 'P1DT', 'P1YT', '', '1D', 'P-1D', 'pt1s', 'P1S', 'P101Y'])('take no duration %s', (text) => {
    expect(faultsOf(withActivity({ type: 'DELAY', for: text }))).toEqual([
      'activities[0].for: must be an ISO 8601 duration of at most 100 years, such as PT10S or P2D',
    ]);
  });

  it.each(['PT0S', 'PT1,5S', 'P1W', 'P1Y2M3DT4H5M6.7S', 'P0.5D'])('take the duration %s', (text) => {
    expect(faultsOf(withActivity({ type: 'DELAY', for: text }))).toEqual([]);
  });

  it('take no limit or timeout without a length', () => {
    const activities = [
      { ...user, limit: 'PT' },
      { name: 'B', type: 'HTTP', url: 'https://a.example', timeout: 'PT0S' },
    ];
    expect(faultsOf({ ...least, participants, start: ['A', 'B'], activities })).toEqual([
      'activities[0].limit: must be an ISO 8601 duration of at most 100 years, such as PT10S or P2D',
      'activities[1].timeout: must be at least PT0.001S',
    ]);
  });
});

describe('warnings', () => {
  const warningsOf = (parts: object) => {
    const { faults, ...rest } = validateDefinition({
      ...least,
      participants: participants.slice(0, 1),
      data,
      subprocess: { enabled: true, access: 'PUBLIC' },
      ...parts,
    });
    if (faults.length > 0) throw new Error(JSON.stringify(faults));
    return 'warnings' in rest
      ? rest.warnings
          .filter(({ message }) => !message.startsWith('the process neither reads nor sets'))
          .map(({ path, message }) => `${path}: ${message}`)
      : [];
  };
  const say = (...texts: string[]) => ({ activities: [{ name: 'A', type: 'SET', set: { TEXT: texts.join(' ') } }] });
  const roots = 'a path must begin with one of data, states, runtime, request, action, results, case, item, index';

  it.each<[string, object, string[]]>([
    [
      'data that are not there',
      say('{{data.TEXTT}}', '{{states.NO.value}}', '{{$sum(data.NUMBR)}}'),
      ['no data field "TEXTT"', 'no data field "NO"', 'no data field "NUMBR"'],
    ],
    [
      'results of nothing',
      say('{{results.PAY.body}}', '{{results.A.status}}'),
      ['PAY', 'A'].map((name) => `no activity "${name}" with a result: only HTTP, SUBPROCESS and MAIL have one`),
    ],
    [
      'items outside of a list',
      say('{{item.x}}', '{{index + 1}}'),
      ['item', 'index'].map((name) => `"${name}" only exists in "in" of a SUBPROCESS with "forEach"`),
    ],
    [
      'roots that are not there',
      say('{{result.X & "a"}}', '{{$map(data.TEXT, function($v) { NUMBER + $v })}}'),
      ['result', 'NUMBER'].map((name) => `"${name}" does not exist here: ${roots}`),
    ],
    [
      'fields that are not there',
      say('{{request.nr}}', '{{action.name}}'),
      [
        '"request" has no "nr": it has number, id, uuid, isTest, openedAt, requester',
        '"action" has no "name": it has number, activity, message, source',
      ],
    ],
    [
      'nothing that is there',
      say(
        '{{data["TEXT"]}}',
        '{{data.TEXT.(a & b)}}',
        '{{runtime.x.y[z > 1].w{k: v}}}',
        '{{data ~> |TEXT|{"a": b}|}}',
        '{{$x := 1; $x}}'.replace('$x := 1; $x', '($x := 1; $x)'),
      ),
      [],
    ],
  ])('are reported for %s', (_, parts, messages) => {
    expect(warningsOf(parts)).toEqual(messages.map((message) => `activities[0].set.TEXT: ${message}`));
  });

  it('are reported for conditions, headers and outputs as well', () => {
    const call = { name: 'B', type: 'HTTP', url: 'https://a.example/{{data.X}}', headers: { 'X-A': '{{result.A & 1}}' } };
    const transitions = [
      { from: 'A', to: 'B', when: "data.DECISON = 'yes'" },
      { from: 'B', to: 'A', on: 'ERROR', when: 'results.C.status = null' },
    ];
    expect(warningsOf({ activities: [...least.activities, call], transitions, output: { a: ['{{results.A}}'] } })).toEqual([
      'activities[1].url: no data field "X"',
      `activities[1].headers.X-A: "result" does not exist here: ${roots}`,
      'transitions[0].when: no data field "DECISON"',
      'transitions[1].when: no activity "C" with a result: only HTTP, SUBPROCESS and MAIL have one',
      'output.a[0]: no activity "A" with a result: only HTTP, SUBPROCESS and MAIL have one',
    ]);
  });

  it('are reported for placeholders without a value', () => {
    const activities = [
      { ...user, description: 'Hello {{request.requester.firstName}}', form: { fields: [{ data: 'TEXT', label: '{{data.TEXT}}' }] } },
      { name: 'B', type: 'HTTP', url: 'https://a.example', body: { '{{data.TEXT}}': 1 } },
    ];
    const more = [{ name: 'TEXT', type: 'TEXT', default: '{{request.number}}' }];
    const text = 'this text is not a template: its {{ … }} is not replaced';
    expect(warningsOf({ data: more, start: ['A', 'B'], activities })).toEqual([
      `data[0].default: ${text}`,
      `activities[0].description: ${text}`,
      `activities[0].form.fields[0].label: ${text}`,
      'activities[1].body.{{data.TEXT}}: field names are not templates: this {{ … }} is not replaced',
    ]);
  });

  it('are reported for activities of people after which nothing may follow', () => {
    const activities = [user, { name: 'B', type: 'SET', set: {} }, { ...user, name: 'C' }];
    const transitions = [
      { from: 'A', to: 'B', when: "data.TEXT = 'yes'" },
      { from: 'A', to: 'A', on: 'ERROR' },
      { from: 'B', to: 'C' },
      { from: 'C', to: 'A', when: "data.TEXT = 'no'" },
      { from: 'C', to: 'B', otherwise: true },
    ];
    expect(warningsOf({ activities, transitions })).toEqual([
      'activities[0]: the request completes here if no "when" of the transitions from "A" is true: add a transition with "otherwise": true',
    ]);
  });
});

describe('a definition in YAML', () => {
  const read = (text: string) => {
    const { definition, faults } = validateDefinition(text);
    if (!definition) throw new Error(JSON.stringify(faults));
    return definition;
  };
  const text = `
name: 007
description: 1.10
folder: 0x1F
data:
  - { name: CODE, type: TEXT, default: 08 }
  - { name: VERSION, type: TEXT, default: 1.10 }
  - { name: 2024, type: TEXT, default: 0o17 }
  - { name: FLAG, type: TEXT, default: True }
  - { name: BIG, type: TEXT, default: 820982911946154508 }
  - { name: WORD, type: TEXT, default: yes }
  - { name: DAY, type: TEXT, default: 2026-01-02 }
  - { name: POWER, type: TEXT, default: 1e3 }
  - { name: NOT, type: TEXT, default: .nan }
  - { name: NUMBER, type: NUMERIC, default: 08 }
  - { name: ANY, type: JSON, default: { a: 1.10, b: true } }
participants: [{ name: 012, role: ACTOR, users: [007, 1e3] }]
start: 01
activities:
  - name: 01
    type: USER
    participant: 012
    form: { fields: [{ data: CODE, label: 1.50, options: [08, 1.10, yes] }, { data: NUMBER, minimum: 010, options: [08] }] }
  - { name: 02, type: SET, set: { CODE: 0012, 2024: 1_0, NUMBER: 0012, ANY: 1.10 } }
  - name: 03
    type: HTTP
    url: 1.10
    headers: { X-Version: 1.10, 1.20: x }
    query: { v: 1.10, w: [08] }
    body: { a: 1.10 }
  - { name: 04, type: SUBPROCESS, process: 1e3, in: { CODE: 007, ON: true } }
transitions: [{ from: 01, to: 02, when: true }, { from: 02, to: 03 }, { from: 03, to: 04 }]
`;

  it('has texts as they are written wherever a text is wanted, and values elsewhere', () => {
    const { name, description, folder, data: fields, participants: people, start, activities, transitions } = read(text);
    expect([name, description, folder, start, people[0]?.name, people[0]?.users]).toEqual([
      '007',
      '1.10',
      '0x1F',
      '01',
      '012',
      ['007', '1e3'],
    ]);
    expect(Object.fromEntries(fields.map((one) => [one.name, one.default]))).toEqual({
      CODE: '08',
      VERSION: '1.10',
      2024: '0o17',
      FLAG: 'True',
      BIG: '820982911946154508',
      WORD: 'yes',
      DAY: '2026-01-02',
      POWER: '1e3',
      NOT: '.nan',
      NUMBER: 8,
      ANY: { a: 1.1, b: true },
    });
    expect(activities).toMatchObject([
      {
        name: '01',
        participant: '012',
        form: {
          fields: [
            { label: '1.50', options: ['08', '1.10', 'yes'] },
            { minimum: 10, options: [8] },
          ],
        },
      },
      { name: '02', set: { CODE: '0012', 2024: '1_0', NUMBER: 12, ANY: 1.1 } },
      { name: '03', url: '1.10', headers: { 'X-Version': '1.10', '1.20': 'x' }, query: { v: '1.10', w: ['08'] }, body: { a: 1.1 } },
      { name: '04', process: '1e3', in: { CODE: '007', ON: true } },
    ]);
    expect(transitions[0]).toMatchObject({ from: '01', when: 'true' });
  });

  it('has them where an alias repeats them', () => {
    const { data: fields, description } = read(
      'name: P\ndescription: &v 1.10\ndata: [{ name: A, type: TEXT, default: *v }]\nstart: A\nactivities: [{ name: A, type: SET, set: {} }]',
    );
    expect([description, fields[0]?.default]).toEqual(['1.10', '1.10']);
  });

  it.each([
    ['names that are written otherwise and the same number', 'data: [{ name: 08, type: TEXT }, { name: 8, type: TEXT }]', []],
    ['a key twice', 'version: 1\nversion: 2', ['line 2, column 1: is neither JSON nor YAML: Map keys must be unique']],
    ['no whole number', 'version: 1.10', ['version: must be a whole number']],
    [
      'a number with too many digits',
      'data: [{ name: A, type: NUMERIC, default: 820982911946154508 }]',
      ['data[0].default: 820982911946154508 has more digits than a number can hold (about 16): send it as text'],
    ],
  ])('tells apart %s', (_, part, faults) => {
    expect(faultsOf(`${part}\nname: P\nstart: A\nactivities: [{ name: A, type: SET, set: {} }]`)).toEqual(faults);
  });
});
