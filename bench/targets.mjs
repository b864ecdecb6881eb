// What is measured. Each target says where its calls go, which bodies they have, and which other target it is compared with.
import { ask } from './prepare.mjs';

const json = { 'content-type': 'application/json' };
const requestQuery = 'query ($number: Int!) { request(number: $number) { number status openedAt isTest } }';
const listQuery = `query ($after: String) { requests(first: 10, after: $after) {
  nodes { number status requester { userName firstName } actions(first: 5) { nodes { number status } } data(names: ["TEXT", "NUMERIC"]) { name textValue numericValue } }
  pageInfo { endCursor }
} }`;
const createMutation = 'mutation ($input: CreateRequestInput!) { createRequest(input: $input) { requestId number } }';
const batchSize = 1000;

/** Gives the texts in turn, again and again. */
function inTurn(texts) {
  let calls = 0;
  return () => texts[calls++ % texts.length];
}

const ids = Array.from({ length: 1000 }, (_, n) => JSON.stringify({ id: 1 + ((n * 7919) % 980) }));

/** The baselines. `servers` are their addresses by mode. */
export const baselineTargets = (servers) => [
  {
    name: 'insert',
    label: 'node:http + one prepared INSERT',
    server: servers.insert,
    body: JSON.stringify({ operation: 'createRequest', args: { input: { processName: 'APPROVAL' } } }),
  },
  { name: 'select', label: 'node:http + one prepared SELECT by key', server: servers.select, prepare: () => inTurn(ids) },
  { name: 'nested', label: 'node:http + one prepared SELECT of 10 rows with children', server: servers.nested, prepare: () => inTurn(ids) },
];

/** The calls of a Sluice: its server, the tokens of its hooks, and what logs in at /graphql. */
export function sluiceTargets({ server, hooks, authorization, requests }) {
  const { url } = server;
  const input = { processName: 'APPROVAL' };
  const hook = ({ token }) => ({ server, path: `/hooks/${token}` });
  const graphql = { server, path: '/graphql', headers: { ...json, authorization } };
  const batch = { ...hook(hooks.workflows), headers: { ...json, 'inbound-webhook-secret': hooks.workflows.secret } };
  const batchOf = (workflow) => JSON.stringify({ workflow, batch: Array.from({ length: batchSize }, () => ({})) });

  /** Starts runs, a thousand per call. Resolves to their numbers. */
  async function startRuns(workflow, calls) {
    const numbers = [];
    for (let call = 0; call < calls; call += 1) {
      const response = await fetch(url + batch.path, { method: 'POST', headers: batch.headers, body: batchOf(workflow) });
      numbers.push(...(await response.json()).runs.map(({ number }) => number));
    }
    return numbers;
  }

  /** Bodies that complete the actions of new requests, first one of each, then the next one of each: enough for 9,000 calls per second. */
  async function prepareActions(seconds) {
    const numbers = await startRuns('CHAIN', Math.ceil(seconds));
    let calls = 0;
    return () => {
      const input = { requestNumber: numbers[calls % numbers.length], number: 1 + Math.floor(calls / numbers.length) };
      calls += 1;
      return JSON.stringify({ operation: 'completeAction', args: { input } });
    };
  }

  /** Bodies that ask for 90 different pages, as different callers would. */
  async function preparePages() {
    const bodies = [];
    for (let after = null; bodies.length < 90;) {
      bodies.push(JSON.stringify({ query: listQuery, variables: { after } }));
      after = (await ask(url, authorization, listQuery, { after })).requests.pageInfo.endCursor;
    }
    return inTurn(bodies);
  }

  const numbers = ids.map((_, n) => 1 + ((n * 7919) % requests));
  return [
    {
      ...hook(hooks.operations),
      name: 'create',
      label: 'createRequest through a hook',
      baseline: 'insert',
      body: JSON.stringify({ operation: 'createRequest', args: { input } }),
    },
    {
      ...hook(hooks.sync),
      name: 'sync',
      label: 'SYNC trigger: two data fields, RESPONSE',
      baseline: 'insert',
      body: JSON.stringify({ text: 'acme', amount: 42.5 }),
    },
    {
      ...hook(hooks.operations),
      name: 'complete',
      label: 'completeAction through a hook, next action opened',
      baseline: 'insert',
      prepare: prepareActions,
    },
    {
      ...batch,
      name: 'batch',
      label: 'batch of 1,000 runs in one call, runs',
      baseline: 'insert',
      body: batchOf('RUN'),
      connections: 1,
      worth: batchSize,
    },
    {
      ...graphql,
      name: 'request',
      label: 'request(number) through /graphql',
      baseline: 'select',
      prepare: () => inTurn(numbers.map((number) => JSON.stringify({ query: requestQuery, variables: { number } }))),
    },
    { ...graphql, name: 'list', label: '10 requests with requester, actions, data', baseline: 'nested', prepare: preparePages },
    {
      ...graphql,
      name: 'gql-create',
      label: 'createRequest through /graphql',
      baseline: 'insert',
      body: JSON.stringify({ query: createMutation, variables: { input } }),
    },
    {
      server,
      name: 'jobs',
      label: 'asynchronous runs completed, each by one job',
      baseline: 'insert',
      startRuns: (calls) => startRuns('LATER', calls),
    },
  ];
}
