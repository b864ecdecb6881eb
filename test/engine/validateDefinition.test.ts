import { definitionJsonSchema } from '../../src/engine/definitionJsonSchema';
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
    ['what is no object', 'text', ['definition: expected object, received string']],
    ['fields that are missing', { name: 'P' }, ['start: the name of an activity, or a list of names', 'activities: is required']],
    ['fields that do not exist', { ...least, limit: 'P1D' }, ['limit: unknown field']],
    [
      'types of activity that do not exist',
      { ...least, activities: [...least.activities, { name: 'H', type: 'FAX' }] },
      ['activities[1].type: one of USER, SET, HTTP, DELAY, SUBPROCESS, MAIL, RESPONSE, END'],
    ],
    [
      'headers of an answer that are the server’s own',
      { ...least, start: 'R', activities: [{ name: 'R', type: 'RESPONSE', headers: { 'X-Own': 'a', 'Content-LENGTH': '5' } }] },
      ['activities[0].headers.Content-LENGTH: the server sets this one: leave it out'],
    ],
    [
      'outcomes that do not exist',
      { ...least, transitions: [{ from: 'A', to: 'A', on: 'LATE' }] },
      [expect.stringContaining('transitions[0].on: ')],
    ],
    ['no start', { ...least, start: [] }, ['start: Too small: expected array to have >=1 items']],
    ['an unknown start', { ...least, start: ['A', 'B'] }, ['start[1]: no activity "B"']],
    ['names that are none', { ...least, name: ' x' }, ['name: 1 to 64 letters, digits, "_", "-" and spaces inside']],
    ['names that are too long', { ...least, name: 'x'.repeat(65) }, ['name: 1 to 64 letters, digits, "_", "-" and spaces inside']],
    ['names that are reserved', { ...least, data: [{ name: '__proto__', type: 'TEXT' }] }, ['data[0].name: this name is reserved']],
    ['names given twice', { ...least, data: [data[0], data[0]] }, ['data[1].name: "TEXT" is the name of data[0] already']],
    [
      'defaults of another type',
      { ...least, data: [{ name: 'N', type: 'NUMERIC', default: 'x' }] },
      ['data[0].default: not a number: "x"'],
    ],
    ['unknown participants', { ...least, activities: [user] }, ['activities[0].participant: no participant "Requesters"']],
    [
      'activities of supervisors',
      { ...least, participants, activities: [{ ...user, participant: 'Supervisors' }] },
      ['activities[0].participant: "Supervisors" is a SUPERVISOR: an ACTOR or REQUESTER does activities'],
    ],
    [
      'rights of others than supervisors',
      { ...least, participants: [{ ...participants[1], role: 'ACTOR' }] },
      ['participants[0].rights: only a SUPERVISOR has rights, not a ACTOR'],
    ],
    [
      'attachments that are no files',
      {
        ...least,
        data: [{ name: 'T', type: 'TEXT' }],
        activities: [{ name: 'A', type: 'MAIL', to: 'a@x.example', subject: 'x', attach: ['T', 'X'] }],
      },
      ['activities[0].attach[0]: "T" is TEXT, not FILE', 'activities[0].attach[1]: no data "X"'],
    ],
    ['unknown data', { ...least, activities: [{ name: 'A', type: 'SET', set: { X: 1 } }] }, ['activities[0].set.X: no data "X"']],
    [
      'assignment by unknown data',
      { ...least, participants, activities: [{ ...user, assign: { data: 'Z' } }] },
      ['activities[0].assign.data: no data "Z"'],
    ],
    [
      'assignment by data that is no text',
      { ...least, participants, data: [{ name: 'N', type: 'NUMERIC' }], activities: [{ ...user, assign: { data: 'N' } }] },
      ['activities[0].assign.data: "N" is NUMERIC: a TEXT holds the user name'],
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
        'activities[0].form.fields[0].data: no data "X"',
        'activities[0].form.fields[1].pattern: only TEXT has a pattern, not NUMERIC',
        'activities[0].form.fields[1].options[0]: not a number: "x"',
        'activities[0].form.fields[2].data: "NUMBER" is a field already',
        'activities[0].form.fields[2].minimum: not a number: "x"',
        expect.stringContaining('activities[0].form.fields[3].pattern: '),
        'activities[0].form.fields[3].maximum: only NUMERIC and DATETIME have a maximum, not TEXT',
        'activities[0].parameters[0].data: no data "Y"',
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
        'transitions[0].when: a transition has either "when" or "otherwise"',
        'transitions[1].otherwise: transitions[0] is the otherwise of "A" on COMPLETE already',
      ],
    ],
    [
      'what follows an END',
      { ...least, activities: [{ name: 'A', type: 'END' }], transitions: [{ from: 'A', to: 'A' }] },
      ['transitions[0].from: "A" is an END: nothing follows it'],
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
        'transitions[0].when: "a and" is no expression: Unexpected end of expression',
        'output: $eval is not available in expressions',
      ],
    ],
    ['text that cannot be stored', { ...least, description: 'a\0' }, ['description: has characters in it that cannot be stored']],
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
      'version: Too small: expected number to be >=1',
      'activities[0].type: one of USER, SET, HTTP, DELAY, SUBPROCESS, MAIL, RESPONSE, END',
      'transitions[2]: expected object, received number',
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
    ['more YAML than can be read at once', '[' + ','.repeat(100_000) + ']', 'definition: has more than 50000 tokens of YAML'],
    ['two documents', 'name: P\n---\nname: Q', 'line 2, column 1: is neither JSON nor YAML: '],
    ['a type of its own', 'name: !!js/function x', 'line 1, column 7: is neither JSON nor YAML: Unresolved tag'],
    ['nothing', '', 'definition: '],
    ['too long', 'x'.repeat(1_000_001), 'definition: is a text of more than 1000000 characters'],
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

describe('definitionJsonSchema', () => {
  it('describes the format', () => {
    expect(definitionJsonSchema).toMatchObject({ type: 'object', required: ['name', 'start', 'activities'], additionalProperties: false });
  });
});
