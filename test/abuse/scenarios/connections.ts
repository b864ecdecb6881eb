import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { atOnce } from '../atOnce';
import type { Lab } from '../lab';
import { callHook, type Scenario } from './scenario';

function open(lab: Lab): Socket {
  const { hostname, port } = new URL(lab.url);
  return connect(Number(port), hostname).on('error', () => undefined);
}

/** Opens so many connections that send this, and then do nothing but what `each` does. Closes them after `run`. */
async function holding(lab: Lab, count: number, head: string, run: (sockets: Socket[]) => Promise<void>): Promise<void> {
  const sockets = Array.from({ length: count }, () => open(lab));
  try {
    for (const socket of sockets) socket.write(head);
    await run(sockets);
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}

const range = (count: number) => Array.from({ length: count }, (_, i) => i);

/** Slow and silent clients take nothing from others. */
export const connectionScenarios: Scenario[] = [
  {
    what: '1,200 connections of one hook, one user and nobody that send a body byte by byte, beside plain calls',
    async run(lab, { note, fault }) {
      const post = (path: string, more = '') =>
        `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n${more}Content-Length: 5000\r\n\r\n{`;
      const heads = [
        post(`/hooks/${lab.hooks.operations}`),
        post('/graphql', `Authorization: Bearer ${lab.tokens.user}\r\n`),
        post('/cases', `Authorization: Bearer ${lab.tokens.user}\r\n`),
        'GET /healthz HTTP/1.1\r\nHost: a\r\nX-Slow: ',
      ];
      const drip = async (head: string) =>
        holding(lab, 300, head, async (sockets) => {
          for (const _ of range(8)) {
            for (const socket of sockets) socket.write(' ');
            await sleep(500);
          }
        });
      const plain = async () => {
        await sleep(1_000);
        await atOnce(4, range(80), async () => {
          const answer = note(await callHook(lab, lab.hooks.sync, '{"amount":1}'), 'a plain call');
          if (answer.status !== 200) fault(`a plain call gets ${answer.status}`);
        });
      };
      await Promise.all([...heads.map(drip), plain()]);
    },
  },
  {
    what: '60 clients that ask for large answers and do not read them',
    async run(lab, { note }) {
      const text = 'x'.repeat(900_000);
      await atOnce(2, range(12), async () =>
        note(
          await callHook(
            lab,
            lab.hooks.operations,
            JSON.stringify({
              operation: 'createRequest',
              args: { input: { processName: '2_LEVELS_APPROVAL', parameters: [{ name: 'TEXT', textValue: text }] } },
            }),
          ),
          'createRequest',
        ),
      );
      const query = JSON.stringify({ query: '{ requests(first: 30) { nodes { data { textValue } } } }' });
      const head = `POST /graphql HTTP/1.1\r\nHost: a\r\nAccept: application/json\r\nContent-Type: application/json\r\nAuthorization: Bearer ${lab.tokens.administrator}\r\nContent-Length: ${query.length}\r\n\r\n${query}`;
      await holding(lab, 60, head, async (sockets) => {
        for (const socket of sockets) socket.pause();
        await sleep(10_000);
      });
    },
  },
  {
    what: 'Pipelines of 2,000 calls on each of 30 connections that do not read',
    async run(lab) {
      const calls = ['/graphql/schema', '/openapi.json', '/definition/schema', '/nothing'].map(
        (path) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`,
      );
      await holding(lab, 30, calls.join('').repeat(500), async (sockets) => {
        for (const socket of sockets) socket.pause();
        await sleep(8_000);
      });
    },
  },
  {
    what: 'Log-ins of one user with wrong passwords, from 250 addresses, beside plain calls',
    async run(lab, { note, fault, remark }) {
      const guess = (i: number) =>
        lab.send({
          method: 'POST',
          path: '/graphql',
          headers: {
            'content-type': 'application/json',
            'x-forwarded-for': i % 2 ? `10.1.${i % 250}.7` : `2001:db8:${i % 250}::${(i * 7).toString(16)}`,
            authorization: `Basic ${Buffer.from(`ann:guess ${i}`).toString('base64')}`,
          },
          body: Buffer.from('{"query":"{viewer{userName}}"}'),
        });
      const plain = async (): Promise<number> => {
        const times: number[] = [];
        await atOnce(2, range(40), async () => times.push(note(await callHook(lab, lab.hooks.sync, '{"amount":1}'), 'a plain call').ms));
        return times.sort((a, b) => a - b)[20] ?? 0;
      };
      const before = await plain();
      let guesses = 0;
      const [meanwhile] = await Promise.all([
        plain(),
        atOnce(50, range(600), async (i) => {
          const { status } = note(await guess(i), 'a guess');
          if (status === 401) guesses += 1;
        }),
      ]);
      remark(
        `a plain call takes ${Math.round(before)} ms before (p50), ${Math.round(meanwhile)} ms meanwhile; ${guesses} guesses were tried`,
      );
      if (guesses > 100) fault(`${guesses} guesses of one password were tried`);
    },
  },
];
