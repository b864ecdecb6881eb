import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { Client } from 'pg';
import { advance } from '../../src/engine/advance';
import type { Command } from '../../src/engine/command';
import { newRequest } from '../../src/engine/commands/request';
import type { Person } from '../../src/engine/state';
import { beginDelivery } from '../../src/hooks/delivery';
import { commitStatement } from '../../src/store/commit/commitStatement';
import { commitValues } from '../../src/store/commit/commitValues';
import { allParts, partsOf, type Part } from '../../src/store/commit/parts';
import { commitChanges, type ChangeSet } from '../../src/store/commitChanges';
import { createStore, type Store } from '../../src/store/createStore';
import { openDatabase, type Database } from '../../src/store/openDatabase';
import { addProcess } from '../kit/factories';
import { startProxy, type Cut, type Proxy } from '../kit/startProxy';
import { administrator, startTestServer, type TestServer } from '../kit/startTestServer';
import { until } from '../kit/until';

let server: TestServer;
let db: Database;
let store: Store;
let proxy: Proxy;
/** The database through the proxy. */
let shaky: Database;
let person: Person;
let applicationId: number;
beforeAll(async () => {
  server = await startTestServer();
  await addProcess(server, 'SIMPLE');
  person = (await server.contextOf(administrator.userName)).viewer;
  applicationId = (await server.db.prisma.application.findFirstOrThrow()).id;
  db = server.db;
  store = createStore(db);
  proxy = await startProxy(server.databaseUrl);
  shaky = openDatabase(proxy.databaseUrl, { onError: () => undefined });
});
afterAll(async () => {
  await shaky.close();
  await proxy.stop();
  await server.stop();
});

async function creation(more: Partial<ChangeSet> = {}): Promise<ChangeSet> {
  const start = await store.loadStart({
    processName: 'SIMPLE',
    processId: null,
    processVersion: null,
    isTest: false,
    userIds: [],
    userNames: [],
  });
  const process = start.process!;
  const [at, operation] = [new Date(), randomUUID()];
  const state = newRequest({
    id: start.number,
    uuid: operation,
    isTest: false,
    requester: person,
    openedAt: at.toISOString(),
    runtime: null,
    parent: null,
  });
  return {
    operation,
    requestId: start.number,
    over: {
      processId: process.id,
      definitionHash: process.definitionHash,
      isTest: false,
      runtime: null,
      parent: null,
      case: null,
    },
    requesterId: person.id,
    at,
    actorId: person.id,
    impersonatorId: null,
    onBehalfOfId: null,
    applicationId: null,
    hops: null,
    family: state.family,
    changes: await advance(process.compiled, state, { type: 'CREATE', data: {} }, at),
    compiled: process.compiled,
    answer: null,
    ...more,
  };
}
async function change(requestId: number, value: string, more: Partial<ChangeSet> = {}): Promise<ChangeSet> {
  const { request } = await store.loadRequest({ requestId, actionNumber: null, userIds: [], userNames: [] });
  const { state, version, process } = request!;
  const [at, operation] = [new Date(), randomUUID()];
  const command: Command = { type: 'SET_DATA', data: { TEXT: value } };
  return {
    operation,
    requestId,
    requesterId: state.requester.id,
    over: version,
    at,
    actorId: person.id,
    impersonatorId: null,
    onBehalfOfId: null,
    applicationId: null,
    hops: null,
    family: state.family,
    changes: await advance(process.compiled, state, command, at),
    compiled: process.compiled,
    answer: null,
    ...more,
  };
}
async function created(): Promise<number> {
  const set = await creation();
  await commitChanges(db, [set]);
  return set.requestId;
}
const answer = (key: string) => ({
  scope: `Application:${applicationId}`,
  key,
  bodyHash: '00'.repeat(32),
  rawHash: '',
  payload: { some: 'payload' },
});
const withKey = (key: string) => ({ applicationId, answer: answer(key) });
/** The same, with an assignee who does not exist. */
function unwritable(set: ChangeSet): ChangeSet {
  return { ...set, changes: { ...set.changes, actions: set.changes.actions.map((action) => ({ ...action, assigneeId: 999_999 })) } };
}
/** Resolves to what is there of a request: its version, its data, and how many lines its history has. */
async function read(requestId: number) {
  const where = { requestId };
  const request = await db.prisma.request.findUnique({ where: { id: requestId }, select: { version: true, data: true } });
  return request && { ...request, actions: await db.prisma.action.count({ where }), history: await db.prisma.history.count({ where }) };
}
const fresh = { version: 1, data: {}, actions: 1, history: 2 };
const changed = (TEXT: string) => ({ version: 2, data: { TEXT }, actions: 1, history: 3 });

describe('commitChanges', () => {
  it('writes large values, files and texts beside each other as they are', async () => {
    const odd = 'ä😀"\\ \u0001'.repeat(200_000);
    const small = await creation();
    const large = await creation(withKey(randomUUID()));
    large.changes.request.data = { TEXT: odd, MORE: [odd, { then: 1 }, 'x'.repeat(1_500_000)] };
    const bytes = Buffer.from(Array.from({ length: 1_200_000 }, (_, n) => n % 251));
    const id = randomUUID();
    const sha256 = 'ab'.repeat(32);
    const descriptor = { id, name: 'a.bin', contentType: 'application/octet-stream', sha256, size: bytes.length, updatedAt: '' };
    large.files = [{ descriptor, bytes }];
    expect(await commitChanges(db, [small, large])).toEqual(['COMMITTED', 'COMMITTED']);
    const [file] = await db.prisma.file.findMany({ where: { requestId: large.requestId } });
    expect({ small: await read(small.requestId), large: await read(large.requestId), isSame: bytes.equals(file!.bytes) }).toEqual({
      small: fresh,
      large: { ...fresh, data: large.changes.request.data },
      isSame: true,
    });
  });

  it('writes what was decided on the present version, and nothing over a newer one', async () => {
    const id = await created();
    const sets = [await change(id, 'first'), await change(id, 'second')];
    const results = [await commitChanges(db, [sets[0]!]), await commitChanges(db, [sets[1]!])];
    expect([...results, await read(id)]).toEqual([['COMMITTED'], ['STALE'], changed('first')]);
  });

  it('writes one of two that were decided on the same version at once', async () => {
    for (let round = 0; round < 20; round += 1) {
      const id = await created();
      const sets = await Promise.all(['a', 'b', 'c', 'd'].map((value) => change(id, value)));
      const results = await Promise.all(sets.map((set) => commitChanges(db, [set])));
      expect([results.flat().sort(), (await read(id))?.version]).toEqual([['COMMITTED', 'STALE', 'STALE', 'STALE'], 2]);
    }
  });

  it('writes no request of a definition that was replaced', async () => {
    const set = await creation();
    const over = { ...(set.over as object), definitionHash: 'another' } as ChangeSet['over'];
    expect([await commitChanges(db, [{ ...set, over }]), await read(set.requestId)]).toEqual([['STALE'], null]);
  });

  it('writes one of two with the same Idempotency-Key, and keeps its answer', async () => {
    const key = randomUUID();
    const [first, second] = [await creation(withKey(key)), await creation(withKey(key))];
    expect([await commitChanges(db, [first]), await commitChanges(db, [second]), await read(second.requestId)]).toEqual([
      ['COMMITTED'],
      ['KEY_TAKEN'],
      null,
    ]);
    expect(await db.prisma.idempotencyKey.findMany({ where: { key }, select: { payload: true } })).toEqual([
      { payload: { some: 'payload' } },
    ]);
  });

  it('does not take the Idempotency-Key of what is stale', async () => {
    const [key, id] = [randomUUID(), await created()];
    const stale = await change(id, 'late', withKey(key));
    await commitChanges(db, [await change(id, 'early')]);
    const results = [await commitChanges(db, [stale]), await commitChanges(db, [await change(id, 'again', withKey(key))])];
    expect(results).toEqual([['STALE'], ['COMMITTED']]);
  });

  it('answers each of a group on its own terms', async () => {
    const [key, one, two] = [randomUUID(), await created(), await created()];
    const stale = await change(one, 'stale');
    await commitChanges(db, [await change(one, 'newer')]);
    await commitChanges(db, [await creation(withKey(key))]);
    const group = [await change(two, 'good'), stale, await creation(withKey(key)), await creation()];
    const results = await commitChanges(db, group);
    const rows = [await read(two), await read(one), await read(group[2]!.requestId), await read(group[3]!.requestId)];
    expect([results, ...rows]).toEqual([['COMMITTED', 'STALE', 'KEY_TAKEN', 'COMMITTED'], changed('good'), changed('newer'), null, fresh]);
  });

  it('keeps the neighbors of a set that cannot be written from harm', async () => {
    const [one, two, key] = [await created(), await created(), randomUUID()];
    const group = [await change(one, 'good'), unwritable(await creation(withKey(key))), await change(two, 'good too')];
    const results = await commitChanges(db, group);
    expect([results[0], results[2], await read(one), await read(group[1]!.requestId), await read(two)]).toEqual([
      'COMMITTED',
      'COMMITTED',
      changed('good'),
      null,
      changed('good too'),
    ]);
    expect(results[1]).toMatchObject({ code: '23503' });
    expect(await db.prisma.idempotencyKey.count({ where: { key } })).toBe(0);
  });

  it('enqueues the jobs of what it writes, once, and none of what it does not write', async () => {
    const job = (name: string) => ({ task: 'someTask', payload: { name }, runAt: null, maxAttempts: 7, concurrencyKeys: ['a', 'a/b'] });
    const id = await created();
    const stale = await change(id, 'stale', { jobs: [job('stale')] });
    const written = await change(id, 'written', { jobs: [job('first'), { ...job('second'), runAt: new Date('2040-01-02T03:04:05Z') }] });
    const fresh = await creation({ jobs: [job('of a new one')] });
    const results = [
      await commitChanges(db, [written, fresh]),
      await commitChanges(db, [stale, fresh]),
      await commitChanges(db, [written]),
    ];
    const { rows } = await db.pool.query(
      `SELECT t.identifier AS task, j.payload, j.run_at > now() + interval '1 year' AS later, j.max_attempts AS "maxAttempts", j.flags
       FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id ORDER BY j.payload ->> 'name'`,
    );
    const row = { task: 'someTask', later: false, maxAttempts: 7, flags: { a: true, 'a/b': true } };
    expect([results, rows]).toEqual([
      [['COMMITTED', 'COMMITTED'], ['STALE', 'COMMITTED'], ['COMMITTED']],
      [
        { ...row, payload: { name: 'first' } },
        { ...row, payload: { name: 'of a new one' } },
        { ...row, payload: { name: 'second' }, later: true },
      ],
    ]);
  });

  it('tells only the caller of what cannot be written', async () => {
    const sets = [await creation(), unwritable(await creation()), await creation()];
    const results = await Promise.allSettled(sets.map((set) => store.commitChanges(set)));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('may be sent twice', async () => {
    const [id, key] = [await created(), randomUUID()];
    const sets = [await creation(), await change(id, 'once'), await creation(withKey(key))];
    expect([await commitChanges(db, sets), await commitChanges(db, sets)]).toEqual([
      sets.map(() => 'COMMITTED'),
      sets.map(() => 'COMMITTED'),
    ]);
    expect(await Promise.all(sets.map(({ requestId }) => read(requestId)))).toEqual([fresh, changed('once'), fresh]);
  });

  it.each<[Cut, number]>([
    ['BEFORE', 1],
    ['BEFORE', 3],
    ['SENT', 1],
    ['SENT', 3],
    ['AFTER', 1],
    ['AFTER', 3],
  ])('loses and doubles nothing when the connection breaks (%s, %d times)', async (when, count) => {
    const [id, key] = [await created(), randomUUID()];
    const sets = [
      await creation(),
      await change(id, 'once'),
      await creation(withKey(key)),
      await change(await created(), 'keyed', withKey(randomUUID())),
    ];
    const before = proxy.cuts;
    proxy.cut(when, 'commitChanges', count);
    const results = await commitChanges(shaky, sets);
    expect([proxy.cuts - before, results]).toEqual([count, sets.map(() => 'COMMITTED')]);
    expect(await Promise.all(sets.map(({ requestId }) => read(requestId)))).toEqual([fresh, changed('once'), fresh, changed('keyed')]);
  });

  describe('while somebody else holds what it needs', () => {
    let holder: Client;
    beforeEach(async () => {
      holder = new Client({ connectionString: server.databaseUrl });
      await holder.connect();
      await holder.query('BEGIN');
    });
    afterEach(() => holder.end());
    const hold = () => holder.query('LOCK TABLE history IN SHARE MODE');
    const lock = (id: number) => holder.query('SELECT FROM request WHERE id = $1 FOR UPDATE', [id]);
    // Asked by another session: within a transaction, pg_stat_activity does not change.
    const waiting = () =>
      db.query<{ pid: number }>({
        name: 'waiting',
        text: "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
        values: [],
      });

    it('knows its own work where the lost statement is committed only after it was sent again', async () => {
      const id = await created();
      const set = await change(id, 'once', withKey(randomUUID()));
      await hold();
      proxy.cut('SENT', 'commitChanges');
      const result = commitChanges(shaky, [set]);
      await until(async () => (await waiting()).length === 2);
      await holder.query('COMMIT');
      expect([await result, await read(id)]).toEqual([['COMMITTED'], changed('once')]);
    });

    it('goes on when its session is terminated', async () => {
      const id = await created();
      const set = await change(id, 'once');
      await hold();
      const result = commitChanges(db, [set]);
      const backend = await until(async () => (await waiting())[0]);
      await holder.query('SELECT pg_terminate_backend($1)', [backend!.pid]);
      await holder.query('COMMIT');
      expect([await result, await read(id)]).toEqual([['COMMITTED'], changed('once')]);
    });

    it('passes over a row that somebody holds, and writes its neighbors without waiting for it', async () => {
      const ids = [await created(), await created()];
      const sets = [...(await Promise.all(ids.map((id) => change(id, 'once')))), await creation()];
      await lock(ids[0]!);
      expect(await commitChanges(db, sets)).toEqual(['STALE', 'COMMITTED', 'COMMITTED']);
    });

    it('goes on when it is chosen to end a deadlock', async () => {
      const [id, neighbor, key] = [await created(), await created(), randomUUID()];
      const sets = [await change(id, 'once', withKey(key)), await change(neighbor, 'once')];
      const [set] = sets;
      await holder.query("SET deadlock_timeout = '1min'");
      // It waits for the key while it holds the row, and we wait for the row while we hold the key.
      await holder.query("INSERT INTO idempotency_key (key, body_hash, payload, created_at, scope) VALUES ($1, '', '{}', now(), $2)", [
        key,
        set!.answer!.scope,
      ]);
      const results = commitChanges(db, sets);
      await until(async () => (await waiting()).length === 1);
      await lock(id);
      expect([await results, (await read(neighbor))?.version]).toEqual([['STALE', 'COMMITTED'], 2]);
    });
  });

  it('keeps no Idempotency-Key for a request whose number is taken', async () => {
    const [id, key] = [await created(), randomUUID()];
    const set = { ...(await creation(withKey(key))), requestId: id };
    expect(await commitChanges(db, [set])).toEqual(['STALE']);
    expect(await commitChanges(db, [await creation(withKey(key))])).toEqual(['COMMITTED']);
  });

  it('needs no foreign keys to users: they cannot be deleted', async () => {
    await expect(db.pool.query('DELETE FROM "user"')).rejects.toMatchObject({ code: '23001', message: expect.stringContaining('archive') });
  });

  it('writes each request once where the groups of two processes cross', async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, created));
    for (let round = 1; round <= 20; round += 1) {
      const keys = ids.map(() => randomUUID());
      const decide = () => Promise.all(ids.map((id, n) => change(id, `${round}`, withKey(keys[n]!))));
      const [mine, theirs] = [await decide(), (await decide()).reverse()];
      const [here, there] = await Promise.all([commitChanges(db, mine), commitChanges(shaky, theirs)]);
      const both = here.map((result, n) => [result, there[ids.length - 1 - n]].sort());
      expect(both).toEqual(ids.map(() => ['COMMITTED', 'STALE']));
    }
    expect((await Promise.all(ids.map(read))).map((one) => one?.version)).toEqual(ids.map(() => 21));
  });
});

describe('commitStatement', () => {
  type Extra = Exclude<Part, 'create' | 'change'>;
  /** What makes a set need a part. */
  const extras: Record<Extra, (set: ChangeSet) => unknown> = {
    async family(set) {
      const root = await created();
      set.family = { ...set.family, root, depth: 2 };
      if (typeof set.over !== 'number') set.over.parent = { id: root, action: 1, index: 0 };
      const work = {
        task: 'startRequests',
        process: 'SIMPLE',
        version: null,
        items: [{}],
        isList: true,
        concurrency: 1,
        wait: true,
      } as const;
      set.changes.work = [{ action: 1, work: { ...work, items: [{}] } }];
    },
    uid: (set) => (set.uid = { scope: 'Test', uid: set.operation }),
    key: (set) => (set.answer = answer(set.operation)),
    actor(set) {
      const openedAt = set.at.toISOString();
      const open = { number: 1, activity: 'DO', status: 'NOT_STARTED', subStatus: null, openedAt, closedAt: null, message: null } as const;
      set.changes.actions = [{ ...open, assigneeId: other }];
    },
    comment: (set) => set.changes.comments.push({ number: 1, message: 'Hm', authorId: person.id }),
    file: (set) => (set.files = [toFile('new')]),
    copy: (set) => (set.copies = [copy]),
    job: (set) => (set.jobs = [{ task: 'someTask', payload: { name: set.operation }, runAt: null, maxAttempts: 1, concurrencyKeys: [] }]),
    delivery(set) {
      const call = { method: 'POST', address: '::1', headers: {} } as Parameters<typeof beginDelivery>[0];
      set.delivery = { ...beginDelivery(call, '/', set.at), requestIds: [set.requestId] };
    },
  };
  const toFile = (name: string) => {
    const bytes = Buffer.from(name);
    const descriptor = { id: randomUUID(), name, contentType: 'text/plain', sha256: 'ab'.repeat(32), size: bytes.length, updatedAt: '' };
    return { descriptor, bytes };
  };
  let other: number;
  let copy: { from: number; id: string };
  beforeAll(async () => {
    other = (await db.prisma.user.create({ data: { userName: 'other' } })).id;
    const file = toFile('copy');
    const set = await creation({ files: [file] });
    await commitChanges(db, [set]);
    copy = { from: set.requestId, id: file.descriptor.id };
  });

  /** The parts that left rows of this set, each as often as it did. */
  async function findParts({ requestId, operation }: ChangeSet): Promise<string[]> {
    const { rows } = await db.pool.query<{ part: string }>(
      `SELECT CASE version WHEN 1 THEN 'create' ELSE 'change' END AS part FROM history WHERE request_id = $1 AND operation::text = $2 AND line = 1
       UNION ALL SELECT 'family' FROM request r JOIN request f ON f.id = r.root_id WHERE r.id = $1 AND f.descendants = 1
       UNION ALL SELECT 'uid' FROM run_uid WHERE request_id = $1 AND uid = $2
       UNION ALL SELECT 'key' FROM idempotency_key WHERE key = $2
       UNION ALL SELECT 'actor' FROM request_actor JOIN action USING (request_id) WHERE request_id = $1 AND user_id = assignee_id
       UNION ALL SELECT 'comment' FROM comment WHERE request_id = $1 AND message = 'Hm'
       UNION ALL SELECT CASE name WHEN 'new' THEN 'file' ELSE name END FROM file WHERE request_id = $1 AND bytes = name::bytea
       UNION ALL SELECT 'job' FROM graphile_worker._private_jobs WHERE payload ->> 'name' = $2
       UNION ALL SELECT 'delivery' FROM delivery WHERE request_id = $1`,
      [requestId, operation],
    );
    return rows.map(({ part }) => part).sort();
  }

  it('is valid SQL with each combination of parts', async () => {
    const client = await db.pool.connect();
    try {
      for (let bits = 1; bits < 2 ** allParts.size; bits += 1) {
        const parts = new Set([...allParts].filter((_, index) => (bits & (2 ** index)) !== 0));
        if (!parts.has('create') && !parts.has('change')) continue;
        await client.query(`PREPARE combination AS ${commitStatement(parts)}; DEALLOCATE combination`);
      }
    } finally {
      client.release();
    }
  });

  it('writes the rows of all parts that sets need, and no others, once', async () => {
    const kinds = fc.constantFrom<('create' | 'change')[]>(['create'], ['change'], ['create', 'change'], ['change', 'create', 'create']);
    // Not of a change: its family was written when it was created.
    const needed = fc.subarray(Object.keys(extras) as Extra[]);
    const group = kinds.chain((all) => fc.tuple(...all.map((kind) => fc.record({ kind: fc.constant(kind), extra: needed }))));
    await fc.assert(
      fc.asyncProperty(group, async (given) => {
        const wanted = given.map(({ kind, extra }) => ({ kind, extra: extra.filter((part) => kind === 'create' || part !== 'family') }));
        const sets: ChangeSet[] = [];
        for (const { kind, extra } of wanted) {
          const set = kind === 'create' ? await creation() : await change(await created(), 'changed');
          for (const part of extra) await extras[part](set);
          sets.push(set);
        }
        const parts = partsOf(sets);
        const send = async () =>
          (await db.pool.query(commitStatement(parts), await commitValues(parts, sets))).rows as { result: string }[];
        const first = await send();
        // A new request cannot be sent twice by the same statement: its number is taken.
        const second = parts.has('create') ? first : await send();
        expect([...first, ...second].map(({ result }) => result)).toEqual([...sets, ...sets].map(() => 'COMMITTED'));
        expect(await Promise.all(sets.map(findParts))).toEqual(wanted.map(({ kind, extra }) => [kind, ...extra].sort()));
      }),
      { numRuns: 40 },
    );
  });
});
