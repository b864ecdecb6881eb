import { atOnce } from '../atOnce';
import { answering } from '../processes';
import { callGraphql, callHook, type Scenario } from './scenario';

const megabytes = (count: number) => 'x'.repeat(count * 1_000_000);
const createView = 'mutation ($input: CreateViewInput!) { createView(input: $input) { view { id } } }';
const times = (count: number) => Array.from({ length: count }, (_, i) => i);

/** What was kept is small enough to be listed by anyone who may see it. */
export const storageScenarios: Scenario[] = [
  {
    what: 'Shared views with large filters by a user, then lists of them and their audit trail',
    async run(lab, { note }) {
      const filter = (i: number) =>
        i % 3 === 0
          ? { processName: megabytes(24) }
          : i % 3 === 1
            ? { numbers: times(500_000) }
            : { data: times(20_000).map((n) => ({ name: `D${n}`, textValue: 'x'.repeat(200) })) };
      await atOnce(2, times(24), async (i) =>
        note(
          await callGraphql(
            lab,
            createView,
            { input: { name: `Odd ${i}`, shared: true, requests: { filter: filter(i) } } },
            lab.tokens.user,
          ),
          'createView',
        ),
      );
      await atOnce(4, times(8), async () => note(await callGraphql(lab, '{ views(first: 200) { nodes { id name } } }', {}), 'views'));
      await atOnce(4, times(4), async () =>
        note(await callGraphql(lab, '{ auditEntries(first: 200) { nodes { id operation } } }', {}), 'audit'),
      );
    },
  },
  {
    what: 'Requests with the largest texts, then lists of their numbers, data and history',
    async run(lab, { note }) {
      const input = (value: string) => ({
        operation: 'createRequest',
        args: { input: { processName: '2_LEVELS_APPROVAL', parameters: [{ name: 'TEXT', textValue: value }] } },
      });
      await atOnce(2, times(24), async (i) =>
        note(await callHook(lab, lab.hooks.operations, JSON.stringify(input(megabytes([28, 9, 3, 1][i % 4] ?? 1)))), 'createRequest'),
      );
      const lists = [
        '{ requests(first: 100) { nodes { number } } }',
        '{ requests(first: 100) { nodes { number data { name textValue } } } }',
        '{ requests(first: 100) { nodes { number history { nodes { type } } actions { nodes { number } } } } }',
        '{ deliveries(first: 100) { nodes { id status } } }',
        '{ deliveries(first: 100) { nodes { id body } } }',
      ];
      await atOnce(4, [...lists, ...lists, ...lists], async (query) => note(await callGraphql(lab, query, {}), query));
    },
  },
  {
    what: 'Batches of 1,000 runs beside 20 MB',
    async run(lab, { note, fault }) {
      const secret = { 'inbound-webhook-secret': 'a-secret-of-the-laboratory' };
      const bodies = [
        `{"workflow":"workflow name","extra":"${megabytes(20)}","batch":[${'{},'.repeat(999)}{}]}`,
        `{"workflow":"workflow name","stateValues":{"state":"${megabytes(12)}"},"batch":[${'{},'.repeat(999)}{}]}`,
        `{"workflow":"workflow name","batch":[${`{"note":"${'y'.repeat(25_000)}"},`.repeat(999)}{}]}`,
      ];
      for (const body of bodies) {
        const answer = note(await callHook(lab, lab.hooks.workflows, body, secret), 'a batch');
        if (answer.ms > 60_000) fault(`${Math.round(answer.ms)} ms`);
      }
    },
  },
  {
    what: 'A process that keeps the body ten times, with bodies of up to 28 MB',
    async run(lab, { note }) {
      const names = times(10).map((i) => `D${i}`);
      const definition = {
        ...answering('KEEPS TEN TIMES', { type: 'SET', set: Object.fromEntries(names.map((name) => [name, '{{runtime.body}}'])) }),
        data: names.map((name) => ({ name, type: 'JSON' })),
      };
      const token = await lab.addHook(definition);
      if (!token) return;
      for (const size of [1, 4, 12, 28]) note(await callHook(lab, token, JSON.stringify({ a: megabytes(size) })), `${size} MB`);
    },
  },
];
