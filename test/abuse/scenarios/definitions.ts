import { atOnce } from '../atOnce';
import { answering } from '../processes';
import { callGraphql, type Scenario } from './scenario';

const dryRun =
  'mutation ($definition: JSON!) { deployProcess(input: { definition: $definition, dryRun: true }) { report { warnings { message } } } }';

const bomb = (levels: number) =>
  [
    'a0: &a0 [x, x, x, x, x, x, x, x, x]',
    ...Array.from({ length: levels }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i}, `.repeat(9)}]`),
  ].join('\n');

/** Definitions that are deep, wide, or mean more than they say; in YAML and in JSON. */
const texts: Record<string, string> = {
  'open brackets': '['.repeat(60_000),
  'brackets that end': '['.repeat(3_000) + ']'.repeat(3_000),
  'pairs in flow': '{a: '.repeat(7_000) + '1' + '}'.repeat(7_000),
  dashes: '- '.repeat(30_000),
  'explicit keys': '? '.repeat(30_000),
  'indented maps': Array.from({ length: 2_000 }, (_, i) => `${' '.repeat(i)}k:`).join('\n'),
  'aliases of aliases': bomb(9),
  'an alias of itself': 'a: &a [*a]',
  'many aliases': `a: &a 1\nb: [${'*a, '.repeat(100_000)}]`,
  'many keys': Array.from({ length: 100_000 }, (_, i) => `k${i}: ${i}`).join('\n'),
  'many documents': '---\n'.repeat(50_000),
  'many anchors': Array.from({ length: 50_000 }, (_, i) => `- &a${i} 1`).join('\n'),
  'many tags': '!!map '.repeat(20_000),
  'quotes that stay open': `name: "${'a\\'.repeat(200_000)}`,
  'a long block': `name: |\n${'  x\n'.repeat(200_000)}`,
  'a long plain text': `name: ${'a: '.repeat(100_000)}`,
  comments: '# x\n'.repeat(300_000),
  'the largest': `name: ${'x'.repeat(20_000_000)}`,
};

const nest = (levels: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = level % 2 ? { a: value } : [value];
  return value;
};

const set = (expressions: string[]) => ({
  ...answering('CHECKED', { type: 'SET', set: { VALUE: 1 } }),
  activities: expressions.map((expression, i) => ({ name: `S${i}`, type: 'SET', set: { VALUE: `{{ ${expression} }}` } })),
  start: expressions.map((_, i) => `S${i}`),
  transitions: [],
});

/** Definitions that are costly to check. */
const documents: Record<string, unknown> = {
  'counted patterns': set(Array.from({ length: 20 }, (_, i) => `$contains('x', /${`(b{0,900}|c{1,${900 + i}})`.repeat(200)}/)`)),
  'patterns within patterns': set([`$contains('x', /${'('.repeat(900)}a{1,1000}${')*'.repeat(900)}/)`]),
  'character classes': set([`$contains('x', /${'[\\\\p{L}\\\\p{N}]{1,500}'.repeat(300)}/i)`]),
  'deep expressions': set(['('.repeat(20_000) + '1' + ')'.repeat(20_000), '-'.repeat(50_000) + '1', `${'1+'.repeat(50_000)}1`]),
  'long expressions': set([`$sum([${'1,'.repeat(200_000)}1])`]),
  'many expressions': set(Array.from({ length: 5_000 }, (_, i) => `$string(${i})`)),
  'many transitions': {
    ...answering('CHECKED', { type: 'SET', set: { VALUE: 1 } }),
    transitions: Array.from({ length: 50_000 }, () => ({ from: 'WORK', to: 'DONE', when: 'true' })),
  },
  'many activities': {
    ...answering('CHECKED', { type: 'SET', set: { VALUE: 1 } }),
    activities: Array.from({ length: 20_000 }, (_, i) => ({ name: `A${i}`, type: 'SET', set: { VALUE: 1 } })),
    transitions: Array.from({ length: 19_999 }, (_, i) => ({ from: `A${i}`, to: `A${i + 1}` })),
    start: 'A0',
  },
  'a deep default': {
    ...answering('CHECKED', { type: 'SET', set: { VALUE: 1 } }),
    data: [{ name: 'VALUE', type: 'JSON', default: nest(3_000) }],
  },
  'a deep body': answering('CHECKED', { type: 'HTTP', url: 'https://a.example', body: nest(1_000) }),
  placeholders: answering('CHECKED', { type: 'SET', set: { VALUE: '{{ runtime.a }}'.repeat(100_000) } }),
  'open placeholders': answering('CHECKED', { type: 'SET', set: { VALUE: '{{'.repeat(300_000) } }),
  'a long path': answering('CHECKED', { type: 'SET', set: { VALUE: `{{ runtime${'.a[0]'.repeat(100_000)} }}` } }),
};

/** Anyone who may not deploy is refused, whatever they send; anyone who may gets an answer in time. */
export const definitionScenarios: Scenario[] = [
  {
    what: 'Dry runs of hostile definitions, by anonymous, a user, a reader, an administrator',
    async run(lab, { note, fault }) {
      const callers = { anonymous: '', user: lab.tokens.user, reader: lab.tokens.read, administrator: lab.tokens.administrator };
      const cases = [...Object.entries(texts), ...Object.entries(documents)].flatMap(([name, definition]) =>
        Object.entries(callers).map(([caller, token]) => ({ name, definition, caller, token })),
      );
      await atOnce(2, cases, async ({ name, definition, caller, token }) => {
        const answer = note(await callGraphql(lab, dryRun, { definition }, token), `${name}, by ${caller}`);
        if (caller !== 'administrator' && !answer.body.includes('"errors"')) fault(`${name}: ${caller} is not refused`);
        if (caller !== 'administrator' && !/UNAUTHENTICATED|FORBIDDEN|BAD_USER_INPUT|TOO_LARGE|TOO_MANY/.test(answer.body))
          fault(`${name}: ${caller} gets ${answer.status} ${answer.body.slice(0, 150)}`);
        if (answer.ms > 5_000) fault(`${name}, by ${caller}: ${Math.round(answer.ms)} ms`);
      });
    },
  },
];
