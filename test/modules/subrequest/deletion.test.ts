import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import type { TaskDeps } from '../../../src/jobs/task';
import { pruneRequests } from '../../../src/jobs/tasks/recurring';
import { channel } from '../../../src/store/connection/listen';
import { deleteStep } from '../../../src/store/delete/deleteStep';
import { transaction } from '../../../src/store/openDatabase';
import { callRefused } from '../../kit/callRefused';
import { dumpDatabase } from '../../kit/dumpDatabase';
import { addProcess, addRequest, addUser } from '../../kit/factories';
import { globalId } from '../../kit/globalId';
import { holdCommits } from '../../kit/holdCommits';
import { startPeer, type Peer } from '../../kit/startPeer';
import { startTestServer, type TestServer } from '../../kit/startTestServer';
import { subscribe } from '../../kit/subscribe';
import { until } from '../../kit/until';

jest.setTimeout(60_000);

let server: TestServer;
let peer: Peer;
let ann: { userName: string; password: string };
const hidden = { subprocess: { enabled: true, access: 'PRIVATE' } };
const file = { data: [{ name: 'FILE', type: 'FILE' }] };
const sub = (process: string, more: object = {}) => ({ name: 'SUB', type: 'SUBPROCESS', process, ...more });
const user = { name: 'DO', type: 'USER', participant: 'Workers' };
beforeAll(async () => {
  peer = await startPeer();
  server = await startTestServer({ role: 'all' });
  ann = await addUser(server, 'ann');
  await server.graphql(`mutation { updateSettings(input: { outboundAllowedHosts: ["${peer.host}"] }) { clientMutationId } }`);
  await addProcess(server, 'P');
  await addProcess(server, 'LEAF', { ...hidden, start: 'S', activities: [{ name: 'S', type: 'SET', set: { TEXT: 'a' } }] });
  await addProcess(server, 'MIDDLE', { ...hidden, start: ['SUB', 'DO'], activities: [sub('LEAF'), user] });
  await addProcess(server, 'TOP', {
    ...file,
    allowUserActions: true,
    start: 'SUB',
    activities: [sub('MIDDLE', { forEach: '{{ [1..2] }}' })],
  });
  await addProcess(server, 'FREE', { start: 'SUB', activities: [sub('MIDDLE', { wait: false })] });
});
afterAll(async () => {
  await server.stop();
  await peer.stop();
});

const rows = async (sql: string, ...values: unknown[]) => (await server.db.pool.query(sql, values)).rows;
const familyOf = async (root: number): Promise<number[]> =>
  (await rows('SELECT id FROM request WHERE $1 IN (id, root_id) ORDER BY depth DESC, id DESC', root)).map(({ id }) => id);
const quiet = () =>
  until(
    async () => (await rows('SELECT FROM graphile_worker._private_jobs WHERE attempts < max_attempts AND run_at < now()')).length === 0,
  );
const mutate = async (name: string, input: object, fields: string, as?: typeof ann) => {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input!`;
  const { data, errors } = await server.graphql(`mutation ($input: ${type}) { ${name}(input: $input) { ${fields} } }`, { input }, as);
  return errors ? `${errors[0].extensions.reason}: ${errors[0].message}` : data[name];
};
const deleteRequest = (number: number, as?: typeof ann) =>
  mutate('deleteRequest', { number }, 'deletedRequestId number deletedRequests', as);
const deleted = (number: number, deletedRequests = 1) => ({
  deletedRequestId: globalId(`Request:${number}`),
  number,
  deletedRequests,
});
const completeAll = async (root: number) => {
  await quiet();
  for (const id of await familyOf(root)) await server.hook('completeAction', { requestNumber: id, activityName: 'DO' });
  await quiet();
};
const closed = async (processName = 'P', input: object = {}) => {
  const number = await addRequest(server, processName, input);
  await server.hook('cancelRequest', { number });
  await quiet();
  return number;
};
/** Adds closed requests of a process by SQL, each so many days ago; with a parent, under it. */
async function addClosed(processName: string, count: number, days: number, parent: number | null = null): Promise<number[]> {
  const added = await rows(
    `INSERT INTO request (uuid, process_id, requester_id, is_test, status, sub_status, opened_at, closed_at, data, last_action_number, engine, version,
       parent_id, parent_action, parent_index, root_id, depth)
     SELECT gen_random_uuid(), (SELECT id FROM process WHERE name = $1 ORDER BY version LIMIT 1), 1, false, 'CLOSED', 'COMPLETED', '2020-01-01',
       now() - $3::float8 * interval '1 day', '{}', 1, '{}', 1, p.id, CASE WHEN p.id IS NOT NULL THEN 1 END, CASE WHEN p.id IS NOT NULL THEN n END,
       COALESCE(p.root_id, p.id), COALESCE(p.depth + 1, 1)
     FROM generate_series(1, $2::int) n LEFT JOIN request p ON p.id = $4 RETURNING id`,
    processName,
    count,
    days,
    parent,
  );
  return added.map(({ id }) => id);
}
/** The database but for what outlives a request. */
const dump = async () => {
  const tables = Object.entries(await dumpDatabase(server.db));
  return Object.fromEntries(
    tables.filter(([table]) => !['audit_entry', 'callback', 'configuration', 'idempotency_key', 'listener'].includes(table)),
  );
};

describe('deleteRequest', () => {
  it('leaves nothing of a request, of those under it and of its case, but its deliveries, kept answers and an entry in the audit trail', async () => {
    const before = await dump();
    const callback = await mutate('createCallback', { url: peer.url, processName: 'TOP' }, 'callback { id }');
    const { uuid } = (await mutate('createCase', { firstName: 'Jane' }, 'case { uuid }')).case;
    const run = await mutate('runCase', { workflowDefinitionId: 'TOP', caseId: uuid }, 'number');
    const number: number = run.number;
    await quiet();
    const parameters = [{ name: 'FILE', fileValue: { name: 'a.txt', content: 'YQ==' } }];
    const key = { 'idempotency-key': randomUUID() };
    const change = () => server.hook('updateRequestDataset', { number, parameters }, key);
    const changed = await change();
    await server.hook('addComment', { subjectId: globalId(`Request:${number}`), message: 'Hm' });
    const [, , , middle] = await familyOf(number);
    await server.hook('assignAction', { requestNumber: middle, number: 2, assigneeUserName: 'ann' });
    await server.db.prisma.runUid.create({ data: { scope: 'User:1', uid: 'u', requestId: number, createdAt: new Date() } });
    await completeAll(number);
    const tables = ['file', 'comment', 'request_actor', 'callback_attempt', 'run_uid', 'case', 'history', 'action'];
    const made = await dump();

    expect(await deleteRequest(number)).toEqual(deleted(number, 5));
    expect(tables.filter((table) => made[table] === null)).toEqual([]);
    expect(await dump()).toEqual(before);
    const { data } = await server.graphql(`{
      request(number: ${number}) { number }
      deliveries(first: 1, filter: { operation: "addComment" }) { nodes { status request { number } requests { totalCount } } }
      auditEntries(first: 1) { nodes { operation subjectType subjectName subject { id } changes { field from to } } }
    }`);
    expect(data).toEqual({
      request: null,
      deliveries: { nodes: [{ status: 200, request: null, requests: { totalCount: 0 } }] },
      auditEntries: {
        nodes: [
          {
            operation: 'deleteRequest',
            subjectType: 'Request',
            subjectName: String(number),
            subject: null,
            changes: [
              { field: 'isTest', from: false, to: null },
              { field: 'process', from: 'TOP', to: null },
              { field: 'requester', from: 'admin', to: null },
              { field: 'requests', from: 5, to: null },
            ],
          },
        ],
      },
    });
    expect((await change()).body).toEqual(changed.body);
    await mutate('deleteCallback', { id: callback.callback.id }, 'clientMutationId');
  });

  it('keeps a case that has another request', async () => {
    const { uuid } = (await mutate('createCase', {}, 'case { uuid }')).case;
    const [first, second] = await addClosed('P', 2, 0);
    await rows('UPDATE request SET case_id = (SELECT id FROM "case" WHERE uuid = $1) WHERE id = ANY($2)', uuid, [first, second]);
    const isThere = async () => (await rows('SELECT FROM "case" WHERE uuid = $1', uuid)).length === 1;
    await deleteRequest(first!);
    const between = await isThere();
    await deleteRequest(second!);
    expect([between, await isThere()]).toEqual([true, false]);
  });

  it.each<[string, (number: number) => Promise<unknown>]>([
    ['is open', () => Promise.resolve()],
    [
      'has an open one under it',
      (number) => rows(`UPDATE request SET status = 'CLOSED', sub_status = 'ERROR', closed_at = now() WHERE id = $1`, number),
    ],
    [
      'is about to start one',
      async (number) => {
        await rows(`UPDATE request SET status = 'CLOSED', sub_status = 'ERROR', closed_at = now() WHERE $1 IN (id, root_id)`, number);
        await rows(
          `INSERT INTO subprocess (request_id, action_number, process, items, is_list, concurrency, wait) SELECT max(id), 9, 'P', '[{}]', false, 1, false FROM request WHERE root_id = $1`,
          number,
        );
      },
    ],
  ])('refuses a request that %s, until its family is cancelled', async (_, prepare) => {
    const number = await addRequest(server, 'FREE');
    await quiet();
    await prepare(number);
    const before = await dump();
    const refused = await deleteRequest(number);
    expect([refused, await dump()]).toEqual([
      `REQUEST_NOT_OVER: Request ${number}, or one that it started, is open or about to start: cancel them first with cancelRequestFamily`,
      before,
    ]);
    await mutate('cancelRequestFamily', { number }, 'number');
    await quiet();
    expect(await deleteRequest(number)).toEqual(deleted(number, 3));
  });

  it('refuses a request that another one started, and names the topmost', async () => {
    const root = await addRequest(server, 'FREE');
    await completeAll(root);
    const [leaf] = await familyOf(root);
    expect(await deleteRequest(leaf!)).toBe(
      `REQUEST_NOT_TOPMOST: Request ${leaf} was started by another request: delete the topmost request, ${root}, and with it everything that it started`,
    );
  });

  it('reveals nothing to users who are not administrators, and finds nothing a second time', async () => {
    const number = await closed();
    const answers = await Promise.all([number, 999_999].map((one) => deleteRequest(one, ann)));
    await deleteRequest(number);
    expect([...answers, await deleteRequest(number)]).toEqual([
      'ADMINISTRATORS_ONLY: ann is not an administrator',
      'ADMINISTRATORS_ONLY: ann is not an administrator',
      `REQUEST_NOT_FOUND: Request "${number}" does not exist or is not visible to you`,
    ]);
  });

  it('deletes it once when it is sent twice at once', async () => {
    const number = await closed();
    const answers = await Promise.all([deleteRequest(number), deleteRequest(number)]);
    expect(answers.sort((one) => (typeof one === 'string' ? 1 : -1))).toEqual([
      deleted(number),
      `REQUEST_NOT_FOUND: Request "${number}" does not exist or is not visible to you`,
    ]);
  });

  it('either deletes a request or leaves it open, when it is retried at the same time', async () => {
    await addProcess(server, 'CALLS', { start: 'CALL', activities: [{ name: 'CALL', type: 'HTTP', url: `${peer.url}/retried` }] });
    peer.answer(() => ({ status: 404 }));
    const numbers = await Promise.all(Array.from({ length: 6 }, () => addRequest(server, 'CALLS')));
    await quiet();
    // What is retried stays open until then.
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    peer.answer(() => released.then(() => ({ status: 404 })));
    const outcomes = await Promise.all(
      numbers.map(async (number) => {
        const [removed, retried] = await Promise.all([deleteRequest(number), server.hook('retryRequest', { number })]);
        return `${String(removed).slice(0, 16)}, ${retried.status}, ${(await familyOf(number)).length}`;
      }),
    );
    release();
    const lawful = ['[object Object], 404, 0', 'REQUEST_NOT_OVER, 200, 1'];
    expect(outcomes.filter((outcome) => !lawful.includes(outcome))).toEqual([]);
    await quiet();
  });

  it('ends subscriptions to the request, which the database tells of it', async () => {
    const number = await closed();
    const subscribed = await subscribe(server.url, 'subscription ($id: ID!) { requestChanged(id: $id) { status } }', {
      id: globalId(`Request:${number}`),
    });
    await subscribed.next();
    await until(async () => (await rows('SELECT FROM listener')).length > 0);
    const heard: unknown[] = [];
    const client = new Client({ connectionString: server.databaseUrl }).on('notification', ({ payload }) => void heard.push(payload));
    await client.connect();
    await client.query(`LISTEN ${channel}`);
    await deleteRequest(number);
    const event = await subscribed.next();
    await until(() => Promise.resolve(heard.length > 0));
    await client.end();
    expect([event, heard]).toEqual(['complete', [String(number)]]);
  });

  it('has the jobs of the request end quietly', async () => {
    await addProcess(server, 'LATER', { ...hidden });
    const number = await closed();
    const { callback } = await mutate('createCallback', { url: peer.url }, 'callback { id }');
    const [{ id: callbackId }] = await rows('SELECT id FROM callback');
    const [{ id: userId }] = await rows(`SELECT id FROM "user" WHERE user_name = 'ann'`);
    await deleteRequest(number);
    peer.answer(() => ({ status: 500 }));
    const about = { requestId: number, action: 1 };
    const call = { task: 'callHttp', method: 'POST', url: peer.url, headers: {}, timeout: 1, attempts: 3, delay: 1 };
    const mail = { task: 'sendMail', to: [], cc: [], subject: '', text: '', html: null };
    const starts = { task: 'startRequests', process: 'LATER', version: null, items: [{}], isList: false, concurrency: 1, wait: false };
    const event = { callbackId, requestId: number, event: 'request.completed', webhookId: 'x', body: '{}' };
    const jobs: [string, object][] = [
      ['wakeAction', { ...about, at: new Date().toISOString() }],
      ['callHttp', { ...about, work: call }],
      ['sendMail', { ...about, work: mail }],
      ['startRequests', { ...about, work: starts }],
      ['startRequests', { ...about, work: { ...starts, resumes: { action: 1, done: 0 } } }],
      ['startRequests', about],
      ['sendNotification', { kind: 'REQUEST_CLOSED', userId, requestId: number, action: null, byId: null }],
      ['cancelFamily', { root: number, byId: userId }],
      ['deleteFamily', { root: number }],
      ['sendCallback', event],
      ['sendCallback', { ...event, number: 3 }],
      ['sendCallback', { ...event, attemptId: 1 }],
    ];
    const logged = server.logged.length;
    const before = await dump();
    for (const [task, payload] of jobs) await rows('SELECT graphile_worker.add_job($1, $2, max_attempts => 25)', task, payload);
    await until(async () => (await rows('SELECT FROM graphile_worker._private_jobs')).length === 0);
    const lines = server.logged.slice(logged).filter((line) => /"a job /.test(line));
    expect([lines.filter((line) => line.includes('a job is done')).length, lines.length, peer.calls, await dump()]).toEqual([
      jobs.length,
      jobs.length,
      [],
      before,
    ]);
    await mutate('deleteCallback', { id: callback.id }, 'clientMutationId');
  });

  it('ends a callback quietly whose request is deleted while it is being told', async () => {
    await mutate('createCallback', { url: peer.url, events: ['request.cancelled'] }, 'callback { id }');
    const logged = server.logged.length;
    let answer: unknown;
    peer.answer(async ({ body }) => {
      answer = await deleteRequest(JSON.parse(body).data.number);
      return { status: 500 };
    });
    const number = await closed();
    await until(() => Promise.resolve(answer !== undefined));
    await until(async () => {
      await rows('UPDATE graphile_worker._private_jobs SET run_at = now() WHERE locked_at IS NULL AND run_at > now()');
      return (await rows('SELECT FROM graphile_worker._private_jobs')).length === 0;
    });
    const failures = server.logged.slice(logged).filter((line) => /a job failed|a job is dead/.test(line));
    expect([answer, failures, peer.calls.length, await rows('DELETE FROM callback RETURNING 1')]).toEqual([
      deleted(number),
      [],
      1,
      [{ '?column?': 1 }],
    ]);
  });

  it('answers a run for a case that is deleted meanwhile as one for a case that is not there', async () => {
    const { uuid } = (await mutate('createCase', {}, 'case { uuid }')).case;
    const held = await holdCommits(server.databaseUrl);
    const run = mutate('runCase', { workflowDefinitionId: 'TOP', caseId: uuid }, 'number');
    await held.isWaitedFor();
    await rows('DELETE FROM "case" WHERE uuid = $1', uuid);
    await held.release();
    expect(await run).toBe(`CASE_NOT_FOUND: Case "${uuid}" does not exist or is not visible to you`);
  });
});

const addFile = (number: number, size: number) =>
  rows(
    `INSERT INTO file (request_id, id, name, content_type, sha256, size, bytes, created_at)
     VALUES ($1, gen_random_uuid(), 'a', 'text/plain', '', $2, convert_to(repeat('a', $2), 'UTF8'), now())`,
    number,
    size,
  );

describe('the deletion of a large family', () => {
  it('is finished by a job', async () => {
    const [root] = await addClosed('P', 1, 1);
    await addClosed('P', 600, 1, root);
    const answer = await deleteRequest(root!);
    await until(async () => (await familyOf(root!)).length === 0);
    expect(answer).toEqual(deleted(root!, 601));
  });

  it('goes on from below to the top by steps of bounded size, and after each of them nothing is started in it', async () => {
    const [root] = await addClosed('P', 1, 1);
    const [first, second] = await addClosed('P', 2, 1, root);
    const [leaf] = await addClosed('P', 1, 1, first);
    for (const size of [3, 3, 3]) await addFile(leaf!, size);
    const steps = [];
    for (let isDone = false; !isDone;) {
      const step = await transaction(server.db, (tx) => deleteStep(tx, { roots: [root!], maxPerStep: { requests: 2, fileBytes: 5 } }));
      isDone = step.isDone;
      const [{ files, ended }] = await rows(
        'SELECT count(*)::int AS files, (SELECT family_ended_at IS NOT NULL FROM request WHERE id = $1) AS ended FROM file WHERE request_id = $2',
        root,
        leaf,
      );
      steps.push([step.requests, files, ended]);
    }
    expect(steps).toEqual([
      [[], 1, true],
      [[leaf, second], 0, true],
      [[first, root], 0, null],
      [[], 0, null],
    ]);
  });

  it('stops where a request of it is opened again', async () => {
    const [root] = await addClosed('P', 1, 1);
    const [child] = await addClosed('P', 1, 1, root);
    await rows(`UPDATE request SET status = 'OPEN', sub_status = NULL, closed_at = NULL WHERE id = $1`, child);
    const step = await transaction(server.db, (tx) => deleteStep(tx, { roots: [root!] }));
    expect([step, await familyOf(root!)]).toEqual([{ requests: [], isDone: true }, [child, root]]);
  });
});

describe('pruneRequests', () => {
  const logged: string[] = [];
  const log = { warn: (facts: { request: number }, message: string) => void logged.push(`${facts.request}: ${message}`) };
  const prune = () => Promise.resolve(pruneRequests.run({ db: server.db, log } as unknown as TaskDeps, {}, undefined as never));
  const left = async (numbers: number[]) =>
    (await rows('SELECT id FROM request WHERE id = ANY($1) ORDER BY id', numbers)).map(({ id }) => id);

  it('deletes what was closed for longer than retentionDays of the ACTIVE version, however much it is, and however many do so at once', async () => {
    await addProcess(server, 'PRUNED', { version: 1 });
    const old = await addClosed('PRUNED', 600, 10.01);
    const others = await addClosed('P', 1, 4_000);
    await prune();
    const kept = await left([...old, ...others]);
    await addProcess(server, 'PRUNED', { version: 2, data: [], retentionDays: 10 }, 'UNDER_CONSTRUCTION');
    await prune();
    const draft = await left(old);
    const [definition] = await rows(`SELECT definition FROM process WHERE name = 'PRUNED' AND version = 2`);
    const warnings = 'warnings { path message }';
    const dryRun = await mutate('deployProcess', { ...definition, dryRun: true }, `report { ${warnings} }`);
    const activation = await mutate('setProcessState', { name: 'PRUNED', version: 2, state: 'ACTIVE' }, warnings);
    await addProcess(server, 'PRUNED', { version: 3, retentionDays: 1 }, 'TEST');
    const young = await addClosed('PRUNED', 1, 9.99);
    const open = await addRequest(server, 'PRUNED');
    await Promise.all([prune(), prune()]);
    const warning = { path: 'retentionDays', message: 'within the hour, this deletes the requests closed more than 10 days ago: 600' };
    expect([dryRun.report.warnings, activation.warnings]).toEqual([[warning], [warning]]);
    expect([kept.length, draft.length, await left([...old, ...young, ...others, open])]).toEqual([601, 600, [...others, ...young, open]]);
  });

  it('counts from when the last request of a family was closed, and leaves one with an open request', async () => {
    await addProcess(server, 'FAMILY', { retentionDays: 10 });
    const [gone, late, busy] = await addClosed('FAMILY', 3, 20);
    await addClosed('P', 1, 11, gone);
    const lates = await addClosed('P', 1, 9, late);
    const busies = await addClosed('P', 1, 20, busy);
    await rows(`UPDATE request SET status = 'OPEN', sub_status = NULL, closed_at = NULL WHERE id = $1`, busies[0]);
    await addClosed('FAMILY', 1, 20, lates[0]);
    await prune();
    expect([await familyOf(gone!), (await familyOf(late!)).length, (await familyOf(busy!)).length]).toEqual([[], 3, 2]);
  });

  it('logs a request that cannot be deleted, and deletes the others', async () => {
    await addProcess(server, 'STUCK', { retentionDays: 1 });
    const numbers = await addClosed('STUCK', 5, 2);
    await rows('CREATE TABLE obstacle (request_id int REFERENCES request (id))');
    await rows('INSERT INTO obstacle VALUES ($1)', numbers[2]);
    await prune();
    await rows('DROP TABLE obstacle');
    expect([await left(numbers), logged]).toEqual([
      [numbers[2]],
      [`${numbers[2]}: a request cannot be deleted, although its retention has passed`],
    ]);
  });
});

describe('deleteTestRequests', () => {
  const deleteTests = (processName: string) => mutate('deleteTestRequests', { processName }, 'deletedRequests hasMore');

  it('deletes the closed test requests of all versions of a process, 500 per call', async () => {
    await addProcess(server, 'TESTED', { version: 1 });
    await addProcess(server, 'TESTED', { version: 2 }, 'TEST');
    const tests = await addClosed('TESTED', 501, 0);
    await rows('UPDATE request SET is_test = true WHERE id = ANY($1)', tests);
    const real = await closed('TESTED');
    const open = await addRequest(server, 'TESTED', { isTest: true });
    const last = await closed('TESTED', { isTest: true });
    const answers = [await deleteTests('TESTED'), await deleteTests('TESTED'), await deleteTests('TESTED')];
    const requests = await rows('SELECT id FROM request WHERE id = ANY($1) ORDER BY id', [...tests, real, open, last]);
    const entries = await server.graphql(
      '{ auditEntries(first: 2, filter: { operation: "deleteTestRequests" }) { nodes { subjectName changes { field to } } } }',
    );
    const entry = (to: number) => ({ subjectName: 'TESTED', changes: [{ field: 'deletedTestRequests', to }] });
    expect([answers, requests, entries.data.auditEntries.nodes]).toEqual([
      [
        { deletedRequests: 500, hasMore: true },
        { deletedRequests: 2, hasMore: false },
        { deletedRequests: 0, hasMore: false },
      ],
      [{ id: real }, { id: open }],
      [entry(2), entry(500)],
    ]);
  });

  it('refuses a process that there is not', async () => {
    expect(await deleteTests('NOWHERE')).toBe('PROCESS_NOT_FOUND: Process "NOWHERE" does not exist or has no deployed version');
  });

  it('can be called by no hook', async () => {
    expect(await callRefused(server, 'deleteTestRequests', { processName: 'P' })).toMatchObject({ status: 400, wrote: false });
  });
});
