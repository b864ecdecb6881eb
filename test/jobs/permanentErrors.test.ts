import { randomBytes } from 'node:crypto';
import { addProcess, addRequest } from '../kit/factories';
import { startPeer, type Peer } from '../kit/startPeer';
import { startTestServer, type TestServer } from '../kit/startTestServer';
import { until } from '../kit/until';

jest.setTimeout(120_000);

/** What the database refuses in the index below, since a row of one has at most 2,704 bytes. */
const large = randomBytes(6_000).toString('base64');
const tooLarge = 'its effects are too large to be stored';

let peer: Peer;
let server: TestServer;
beforeAll(async () => {
  peer = await startPeer();
  server = await startTestServer({ role: 'all' });
  await server.graphql('mutation ($hosts: [String!]) { updateSettings(input: { outboundAllowedHosts: $hosts }) { clientMutationId } }', {
    hosts: [peer.host],
  });
  // Indexes as an operator makes them for reports: they refuse what the server would store.
  await server.db.pool.query(`
    CREATE INDEX text_of_report ON request ((data ->> 'TEXT'));
    CREATE INDEX number_of_report ON request (((data ->> 'NUMERIC')::int));
    CREATE FUNCTION lose_connection() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END';
    CREATE TRIGGER lose_connection BEFORE UPDATE ON request FOR EACH ROW WHEN (NEW.data ->> 'TEXT' = 'lost')
      EXECUTE FUNCTION lose_connection()`);
});
afterAll(async () => {
  await server.stop();
  await peer.stop();
});

const wait = { name: 'WAIT', type: 'DELAY', for: 'PT0S' };
const set = (name: string, values: object) => ({ name, type: 'SET', set: values });
const keep = (name: string) => set(name, { TEXT: '{{data.JSON.large}}' });
const jobs = async () => (await server.db.pool.query('SELECT attempts, last_error AS error FROM graphile_worker.jobs')).rows;
const retried = () => server.logged.filter((line) => line.includes('will be retried'));

/** Runs a process until it ends: how, by what message, the states of its actions, and the jobs that are left then. */
async function run(name: string, definition: object): Promise<object> {
  await addProcess(server, name, definition);
  return end(await addRequest(server, name, { parameters: [{ name: 'JSON', jsonValue: { large } }] }));
}
async function end(number: number): Promise<object> {
  const request = await until(async () => {
    const { data } = await server.graphql(
      'query ($number: Int) { request(number: $number) { subStatus message actions { nodes { activity { name } subStatus } } } }',
      { number },
    );
    return data.request.subStatus !== null && data.request;
  }, 60_000);
  await until(async () => (await jobs()).every(({ error }) => error !== null));
  const nodes = request.actions.nodes as { activity: { name: string }; subStatus: string }[];
  const actions = nodes.map(({ activity, subStatus }) => `${activity.name} ${subStatus}`);
  return { number, end: request.subStatus, message: request.message, actions: actions.sort(), jobs: await jobs() };
}

describe('a failure that cannot pass', () => {
  afterEach(() => expect(retried()).toEqual([]));

  it('ends the request as ERROR after one attempt, and says why', async () => {
    expect(await run('LATER', { start: 'WAIT', activities: [wait, keep('KEEP')], transitions: [{ from: 'WAIT', to: 'KEEP' }] })).toEqual({
      number: expect.any(Number),
      end: 'ERROR',
      message: `WAIT: ${tooLarge}`,
      actions: ['WAIT ERROR'],
      jobs: [],
    });
  });

  it('takes the transition on ERROR of the action that it follows from', async () => {
    peer.answer(() => ({ status: 200, headers: { 'content-type': 'text/plain' }, body: large }));
    const activities = [
      { name: 'CALL', type: 'HTTP', url: `${peer.url}/large` },
      set('KEEP', { TEXT: '{{results.CALL.body}}' }),
      set('NOTE', { TEXT: '{{action.message}}' }),
    ];
    const transitions = [
      { from: 'CALL', to: 'KEEP' },
      { from: 'CALL', to: 'NOTE', on: 'ERROR' },
    ];
    const calls = peer.calls.length;
    expect(await run('ANSWERED', { start: 'CALL', activities, transitions })).toMatchObject({
      end: 'COMPLETED',
      actions: ['CALL ERROR', 'NOTE COMPLETED'],
      jobs: [],
    });
    expect(peer.calls.length - calls).toBe(1);
  });

  it('ends the request where that transition leads to the same failure', async () => {
    const transitions = ['COMPLETE', 'ERROR'].map((on) => ({ from: 'WAIT', to: 'KEEP', on }));
    expect(await run('AGAIN', { start: 'WAIT', activities: [wait, keep('KEEP')], transitions })).toMatchObject({
      end: 'ERROR',
      message: `WAIT: ${tooLarge}`,
      actions: ['WAIT ERROR'],
      jobs: [],
    });
  });

  it('ends the request where it follows from the limit of a person, and a retry gives them the action back', async () => {
    const activities = [{ name: 'DO', type: 'USER', participant: 'Workers', limit: 'PT0S' }, keep('KEEP')];
    const transitions = [{ from: 'DO', to: 'KEEP', on: 'TIMEOUT' }];
    const ended = (await run('LIMITED', { start: 'DO', activities, transitions })) as { number: number };
    expect(ended).toMatchObject({ end: 'ERROR', message: `DO: ${tooLarge}`, actions: ['DO CANCELLED'], jobs: [] });
    expect((await server.hook('retryRequest', { number: ended.number })).status).toBe(200);
    expect(await end(ended.number)).toMatchObject({ end: 'ERROR', actions: ['DO CANCELLED', 'DO CANCELLED'] });
  });

  it('fails the action that starts a request which cannot be stored', async () => {
    await addProcess(server, 'CHILD', { start: 'KEEP', activities: [keep('KEEP')] });
    const start = { name: 'SUB', type: 'SUBPROCESS', process: 'CHILD', in: { JSON: '{{data.JSON}}' } };
    expect(await run('PARENT', { start: 'SUB', activities: [start] })).toMatchObject({
      end: 'ERROR',
      message: expect.stringMatching(new RegExp(`^SUB: a request of CHILD cannot be started: ${tooLarge}$`)),
      actions: ['SUB ERROR'],
      jobs: [],
    });
  });

  it('names what the database says of values that it cannot store', async () => {
    const activities = [wait, set('COUNT', { NUMERIC: 3_000_000_000 })];
    expect(await run('COUNTED', { start: 'WAIT', activities, transitions: [{ from: 'WAIT', to: 'COUNT' }] })).toMatchObject({
      end: 'ERROR',
      message: 'WAIT: its effects cannot be stored: value "3000000000" is out of range for type integer',
      jobs: [],
    });
  });
});

describe('a job of a request whose definition this version of the server cannot read', () => {
  it('is dead after one attempt and says why; once it can be read, a retry goes on with the request', async () => {
    let answer: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (answer = resolve));
    peer.answer(() => held.then(() => ({ status: 204 })));
    const { id } = await addProcess(server, 'UNREADABLE', { start: 'CALL', activities: [{ name: 'CALL', type: 'HTTP', url: peer.url }] });
    const calls = peer.calls.length;
    const number = await addRequest(server, 'UNREADABLE');
    await peer.wait(calls + 1);
    const { definition, definitionHash } = await server.db.prisma.process.findUniqueOrThrow({ where: { id } });
    await server.db.prisma.process.update({
      where: { id },
      data: { definition: { name: 'UNREADABLE' }, definitionHash: 'of another format' },
    });
    answer();
    const query = '{ jobs(filter: { state: DEAD }) { nodes { id attempts error request { number } } } }';
    const [dead] = await until(async () => {
      const { nodes } = (await server.graphql(query)).data.jobs;
      return nodes.length > 0 && nodes;
    });
    expect(dead).toEqual({
      id: expect.any(String),
      attempts: 1,
      error: expect.stringMatching(/^Version 1 of process UNREADABLE cannot be read by this version of the server/),
      request: { number },
    });
    await server.db.prisma.process.update({ where: { id }, data: { definition: definition as object, definitionHash } });
    await server.graphql('mutation ($id: ID!) { retryJob(input: { id: $id }) { clientMutationId } }', { id: dead.id });
    expect(await end(number)).toMatchObject({ end: 'COMPLETED', actions: ['CALL COMPLETED'], jobs: [] });
  });
});

describe('a lost connection', () => {
  it('fails an attempt, and the next one goes on', async () => {
    const activities = [wait, set('LOSE', { TEXT: 'lost' })];
    await addProcess(server, 'LOST', { start: 'WAIT', activities, transitions: [{ from: 'WAIT', to: 'LOSE' }] });
    const number = await addRequest(server, 'LOST');
    await until(() => Promise.resolve(retried()[0]), 60_000);
    await server.db.pool.query('DROP TRIGGER lose_connection ON request');
    expect(await end(number)).toMatchObject({ end: 'COMPLETED', actions: ['LOSE COMPLETED', 'WAIT COMPLETED'] });
    // The job is removed after it has ended the request.
    await until(async () => (await jobs()).length === 0);
  });
});
