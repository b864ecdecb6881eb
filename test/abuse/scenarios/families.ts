import { setTimeout as sleep } from 'node:timers/promises';
import { mostDescendants, type Lab } from '../lab';
import { answering } from '../processes';
import { callHook, type Scenario } from './scenario';

/** Calls through one hook in a chain of 16 that doubles each time could be 65,536: what is more than this has no bound that helps. */
const mostRequests = 3 * mostDescendants;

async function count(lab: Lab, names: string[]): Promise<number> {
  const query = 'query ($name: String!) { requests(filter: { processName: $name }) { totalCount } }';
  const counts = await Promise.all(names.map(async (name) => Number((await lab.ask(query, { name })).requests.totalCount)));
  return counts.reduce((sum, one) => sum + one, 0);
}

async function endsByItself(lab: Lab, names: string[], fault: (text: string) => void): Promise<void> {
  let before = -1;
  for (let second = 0; second < 60; second += 3) {
    await sleep(3_000);
    const now = await count(lab, names);
    if (now > mostRequests) break;
    if (now === before) return;
    before = now;
  }
  fault(`${before} requests, and more all the time`);
}

const child = (process: string, more: object = {}) => answering(process, { type: 'SUBPROCESS', ...more });

/** Whatever starts something that starts something ends by itself. */
export const familyScenarios: Scenario[] = [
  {
    what: 'Three processes that start each other, nine at a time, waiting and not',
    async run(lab, { note, fault }) {
      for (const wait of [true, false]) {
        const names = ['A', 'B', 'C'].map((name) => `CIRCLE ${name} ${wait}`);
        const hooks = [];
        for (const [i, name] of names.entries())
          hooks.push(await lab.addHook(child(name, { process: names[(i + 1) % 3], forEach: '{{[1..9]}}', wait }), 'ASYNC'));
        if (hooks[0]) note(await callHook(lab, hooks[0], '{}'), 'the first');
        await endsByItself(lab, names, fault);
      }
    },
  },
  {
    what: 'A process that calls its own hooks by HTTP, and one that waits for nothing in a circle',
    async run(lab, { note, fault }) {
      const { host } = new URL(lab.url);
      await lab.ask('mutation ($hosts: [String!]) { updateSettings(input: { outboundAllowedHosts: $hosts }) { clientMutationId } }', {
        hosts: [lab.peer.host, host],
      });
      const name = 'CALLS ITSELF';
      const work = {
        type: 'HTTP',
        method: 'POST',
        url: 'http://{{runtime.body.host}}/hooks/{{runtime.body.token}}',
        body: '{{runtime.body}}',
      };
      const again = answering(name, work);
      const token = await lab.addHook(
        { ...again, activities: [...again.activities, { name: 'MORE', ...work }], start: ['WORK', 'MORE'] } as never,
        'ASYNC',
      );
      if (token) note(await callHook(lab, token, JSON.stringify({ host, token })), 'the first');
      await endsByItself(lab, [name], fault);
      const circle = answering('WAITS FOR NOTHING', { type: 'DELAY', for: 'PT0S' });
      const delay = await lab.addHook(
        {
          ...circle,
          transitions: [
            { from: 'WORK', to: 'WORK' },
            { from: 'WORK', to: 'DONE', when: 'false' },
          ],
        } as never,
        'ASYNC',
      );
      if (delay) note(await callHook(lab, delay, '{}'), 'the circle');
      await sleep(5_000);
    },
  },
];
