import { Client } from 'pg';
import { atOnce } from '../atOnce';
import { answering } from '../processes';
import { callGraphql, callHook, type Scenario } from './scenario';

/** What other systems do, or do not. */
export const outsideScenarios: Scenario[] = [
  {
    what: 'SYNC hooks on calls that fail: what the caller learns',
    async run(lab, { note, fault }) {
      const inner = ['http://127.0.0.1:9/inner', `${lab.peer.url}/inner`, 'http://inner.a.example/x'];
      for (const [i, url] of inner.entries()) {
        const { activities } = answering(`FAILS ${i}`, { type: 'HTTP', url, retry: { attempts: 1 } });
        const definition = { ...answering(`FAILS ${i}`, {}), activities: activities.slice(0, 1), transitions: [] };
        const token = await lab.addHook(definition);
        if (!token) {
          fault(`${url} cannot be deployed`);
          continue;
        }
        const answer = await callHook(lab, token, '{}');
        note({ ...answer, status: answer.body.includes('requestId') ? 200 : answer.status, body: '' }, url);
        if (/127\.0\.0\.1|inner|a\.example|ECONN|outbound|WORK/i.test(answer.body)) fault(`tells its caller ${answer.body.slice(0, 200)}`);
      }
    },
  },
  {
    what: 'Objects with the key then, everywhere',
    async run(lab, { note, fault }) {
      const odd = { then: 1, catch: { then: 'x' }, toJSON: 'y', list: [{ then: null }] };
      const answers = [
        await callHook(lab, lab.hooks.sync, JSON.stringify({ amount: 1, ...odd })),
        await callHook(lab, `${lab.hooks.sync}?then=1&a[then]=2`, '{"amount":1}'),
        await callGraphql(lab, 'query ($body: JSON) { parseSample(url: "?then=1", body: $body) { path value } }', { body: odd }),
        await callGraphql(lab, '{ parseSample(body: { then: 1, a: { then: 2 } }) { path value } }', {}),
        await callGraphql(lab, 'mutation ($v: JSON!) { createCase(input: { data: $v }) { case { data } } }', { v: odd }),
      ];
      for (const answer of answers) {
        note(answer, 'then');
        if (answer.status !== 200 || answer.body.includes('"errors"')) fault(`${answer.status} ${answer.body.slice(0, 200)}`);
      }
    },
  },
  {
    what: 'A database that hangs for 20 seconds during calls',
    async run(lab, { note, fault }) {
      const client = new Client({ connectionString: lab.databaseUrl });
      await client.connect();
      await client.query('BEGIN; LOCK TABLE request IN ACCESS EXCLUSIVE MODE');
      const unlock = setTimeout(() => void client.query('COMMIT').then(() => client.end()), 20_000);
      const create = '{"operation":"createRequest","args":{"input":{"processName":"REVIEW"}}}';
      await atOnce(8, [...Array(8).keys()], async () => {
        const answer = note(await callHook(lab, lab.hooks.operations, create), 'a call');
        if (answer.ms > 40_000) fault(`${Math.round(answer.ms)} ms`);
      });
      clearTimeout(unlock);
      await client
        .query('COMMIT')
        .then(() => client.end())
        .catch(() => undefined);
    },
  },
];
