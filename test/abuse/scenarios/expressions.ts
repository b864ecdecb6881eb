import { atOnce } from '../atOnce';
import { callHook, type Scenario } from './scenario';

const texts: Record<string, unknown> = {
  dashes: `${'-'.repeat(60)}x`,
  digits: `${'1'.repeat(40)}x`,
  'long digits': '7'.repeat(100_000),
  months: 'MayMay '.repeat(300),
  words: 'one hundred and '.repeat(2_000),
  romans: 'IIVX'.repeat(50),
  'a run': `${'a'.repeat(50_000)}!`,
  'another run': 'x'.repeat(30_000),
  'two megabytes': 'ab '.repeat(700_000),
  'fourteen megabytes': 'a'.repeat(14_000_000),
  'many numbers': Array.from({ length: 90_000 }, (_, i) => i),
  'many objects': Array.from({ length: 30_000 }, (_, i) => ({ id: i, name: `n${i}` })),
  'many fields': Object.fromEntries(Array.from({ length: 60_000 }, (_, i) => [`f${i}`, i])),
};
const pictures = [
  '[Y]'.repeat(40),
  '[Yw] '.repeat(30),
  '[MNn,*-3]'.repeat(30),
  `${'#'.repeat(100_000)}0`,
  '0'.repeat(500_000),
  '[',
  ';'.repeat(200_000),
];

const bodies = (names: string[]) =>
  names.map((name, i) => Buffer.from(JSON.stringify({ t: texts[name], p: pictures[i % pictures.length] })));

/** Every expression over every text: an answer of the process, in time, and the server is there meanwhile. */
export const expressionScenarios: Scenario[] = [
  {
    what: 'Expressions over hostile texts, four callers at a time',
    async run(lab, { note, fault }) {
      const given = bodies(Object.keys(texts));
      const cases = [...lab.expressionHooks].flatMap(([name, token]) => given.map((body) => ({ name, token, body })));
      await atOnce(4, cases, async ({ name, token, body }) => {
        const answer = note(await callHook(lab, token, body), name);
        if (answer.ms > 25_000) fault(`${name}: ${Math.round(answer.ms)} ms`);
      });
    },
  },
  {
    what: 'An expression that recurses, 60 callers at a time, beside plain calls',
    async run(lab, { note, fault }) {
      const token = lab.expressionHooks.get('EXPRESSION recursion that fans out');
      if (!token) {
        fault('its process cannot be deployed');
        return;
      }
      const [body = Buffer.from('{}')] = bodies(['dashes']);
      let busy = true;
      const times: number[] = [];
      const plain = async () => {
        while (busy) {
          const answer = note(await callHook(lab, lab.hooks.sync, '{"amount":1}'), 'the plain call');
          if (answer.status === 200) times.push(answer.ms);
          else fault(`a plain call gets ${answer.status}`);
        }
      };
      const other = plain();
      await atOnce(60, [...Array(180).keys()], async () => note(await callHook(lab, token, body), 'the recursion'));
      busy = false;
      await other;
      const slowest = Math.round(Math.max(...times));
      if (slowest > 3_000) fault(`the slowest plain call takes ${slowest} ms`);
    },
  },
];
