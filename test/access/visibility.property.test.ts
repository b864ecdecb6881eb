import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { canCompleteAction } from '../../src/modules/action/access';
import { partiesIn } from '../../src/modules/principals';
import { canSeeProcess } from '../../src/modules/process/access';
import { canSeeRequest } from '../../src/modules/request/access';
import { createGroup } from '../../src/modules/user/createGroup';
import { addProcess, addUser, password } from '../kit/factories';
import { globalId } from '../kit/globalId';
import { administrator, startTestServer, type TestServer } from '../kit/startTestServer';

let server: TestServer;
const users = ['ann', 'bob', 'cat', 'dan'];
const groups = ['left', 'right'];
const ids = new Map<string, number>();
beforeAll(async () => {
  server = await startTestServer();
  for (const userName of users) await addUser(server, userName);
  const context = await server.contextOf(administrator.userName);
  await createGroup.run(context, { name: 'left', userNames: ['ann', 'bob'] });
  await createGroup.run(context, { name: 'right', userNames: ['cat'] });
  for (const { userName, id } of await server.db.prisma.user.findMany()) ids.set(userName, id);
});
afterAll(() => server.stop());

const roles = { Requesters: 'REQUESTER', Workers: 'ACTOR', Supervisors: 'SUPERVISOR' };
const participantNames = Object.keys(roles);
const activities = [
  { name: 'TAKE', participant: 'Workers', assign: 'SELF_SERVICE' },
  { name: 'GIVE', participant: 'Workers', assign: 'INITIATOR' },
  { name: 'ASK', participant: 'Requesters', assign: 'SELF_SERVICE' },
  { name: 'ASK_ONE', participant: 'Requesters', assign: 'INITIATOR' },
];

const user = fc.constantFrom(...users);
const few = <Item>(items: Item[]) => fc.subarray(items, { maxLength: 1 });
const members = fc.record({
  everyone: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
  users: few(users),
  groups: few(groups),
  coordinators: few(users),
});
const request = fc.record({
  process: fc.constantFrom(0, 1),
  requester: user,
  actions: fc.array(fc.record({ activity: fc.constantFrom(...activities), assignee: fc.option(user), isClosed: fc.boolean() }), {
    minLength: 1,
    maxLength: 3,
  }),
  /** Who had an action that was taken back. */
  former: few(users),
});
const grant = fc.record({
  delegator: user,
  delegatee: user,
  process: fc.option(fc.constantFrom(0, 1)),
  participant: fc.option(fc.constantFrom(...participantNames)),
});
const world = fc.record({
  processes: fc.tuple(fc.array(members, { minLength: 3, maxLength: 3 }), fc.array(members, { minLength: 3, maxLength: 3 })),
  requests: fc.array(request, { minLength: 6, maxLength: 10 }),
  grants: fc.array(grant, { maxLength: 6 }),
});
type World = typeof world extends fc.Arbitrary<infer Value> ? Value : never;

/** Puts the world into the database, beside those that are there; gives its requests and processes. */
async function build({ processes, requests, grants }: World) {
  const { prisma } = server.db;
  await prisma.delegation.deleteMany();
  const deployed: { id: number; name: string }[] = [];
  for (const participants of processes) {
    deployed.push(
      await addProcess(server, randomUUID(), {
        participants: participants.map((one, n) => ({ name: participantNames[n], role: roles[participantNames[n] as 'Workers'], ...one })),
        start: 'TAKE',
        activities: activities.map((activity) => ({ type: 'USER', ...activity })),
        transitions: activities.slice(1).map(({ name }) => ({ from: 'TAKE', to: name })),
      }),
    );
  }
  await prisma.delegation.createMany({
    data: grants
      .filter(({ delegator, delegatee }) => delegator !== delegatee)
      .map(({ delegator, delegatee, process, participant }) => ({
        delegatorId: ids.get(delegator)!,
        delegateeId: ids.get(delegatee)!,
        processName: process === null ? null : deployed[process]!.name,
        participant: process === null ? null : participant,
      })),
    skipDuplicates: true,
  });
  const numbers: number[] = [];
  for (const { process, requester, actions, former } of requests) {
    const opened = { openedAt: new Date(), version: 1, engine: { steps: 0, waiting: [], lastAssignees: {} }, data: { TEXT: 'Some words' } };
    const requesterId = ids.get(requester)!;
    const { id } = await prisma.request.create({
      data: {
        uuid: randomUUID(),
        processId: deployed[process]!.id,
        requesterId,
        isTest: false,
        status: 'OPEN',
        lastActionNumber: 3,
        ...opened,
      },
    });
    await prisma.action.createMany({
      data: actions.map(({ activity, assignee, isClosed }, n) => ({
        requestId: id,
        processId: deployed[process]!.id,
        number: n + 1,
        activity: activity.name,
        participant: activity.participant,
        selfService: activity.assign === 'SELF_SERVICE',
        assigneeId: assignee === null ? null : ids.get(assignee)!,
        openedAt: new Date(),
        ...(isClosed ? { status: 'CLOSED', subStatus: 'COMPLETED', closedAt: new Date() } : { status: 'NOT_STARTED' }),
      })),
    });
    const actors = [...former, ...actions.flatMap(({ assignee }) => assignee ?? [])].filter((one) => one !== requester);
    await prisma.requestActor.createMany({ data: [...new Set(actors)].map((one) => ({ requestId: id, userId: ids.get(one)! })) });
    numbers.push(id);
  }
  return { numbers, processIds: deployed.map(({ id }) => id) };
}

/** Resolves to what exists for them, and what they can complete for whom, by the predicates of the operations. */
async function byCode(userName: string, numbers: number[], processIds: number[]) {
  const { viewer, store } = await server.contextOf(userName);
  const nobody = { userIds: [], userNames: [] };
  const start = { processName: null, processVersion: null, isTest: false, ...nobody };
  const starts = await Promise.all(processIds.map((processId) => store.loadStart({ ...start, processId })));
  const found = await Promise.all(numbers.map((requestId) => store.loadRequest({ requestId, actionNumber: null, ...nobody })));
  const doable = found.flatMap(({ request }) =>
    request!.state.actions.flatMap((action) => {
      const person = partiesIn(request!.process.name, viewer).find((one) => canCompleteAction(request!, one, action));
      const onBehalfOf = person && person.id !== viewer.id ? { userName: person.userName } : null;
      return person ? [{ id: globalId(`Action:${request!.state.id}---${action.number}`), viewerOnBehalfOf: onBehalfOf }] : [];
    }),
  );
  return {
    processes: starts.flatMap(({ process }) => (canSeeProcess(process!, viewer) ? [globalId(`Process:${process!.id}`)] : [])),
    requests: found.flatMap(({ request }) => (canSeeRequest(request!, viewer) ? [request!.state.id] : [])),
    byNumber: numbers.filter((_, n) => canSeeRequest(found[n]!.request!, viewer)),
    searched: numbers.filter((_, n) => canSeeRequest(found[n]!.request!, viewer)),
    doable: doable.sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
}

/** The same by the fields of GraphQL. */
async function bySql(userName: string, numbers: number[], processIds: number[]) {
  const each = numbers.map((number) => `r${number}: request(number: ${number}) { number }`).join(' ');
  const query = `{ processes(first: 200) { nodes { id } } requests(first: 200) { nodes { number } } ${each}
    search(term: "me wor") { requests(first: 200) { nodes { number } } }
    viewer { actions(first: 200) { nodes { id viewerOnBehalfOf { userName } } } } }`;
  const { data }: { data: Seen } = await server.graphql(query, {}, { userName, password });
  const keys = processIds.map((id) => globalId(`Process:${id}`));
  const seen = new Set(data.processes.nodes.map(({ id }) => id));
  const listed = new Set(data.requests.nodes.map(({ number }) => number));
  const searched = new Set(data.search.requests.nodes.map(({ number }) => number));
  const requestOf = (id: string) => Number(/^Action:(\d+)/.exec(Buffer.from(id, 'base64').toString())?.[1]);
  return {
    processes: keys.filter((key) => seen.has(key)),
    requests: numbers.filter((number) => listed.has(number)),
    byNumber: numbers.filter((number) => data[`r${number}`]),
    searched: numbers.filter((number) => searched.has(number)),
    doable: data.viewer.actions.nodes.filter(({ id }) => numbers.includes(requestOf(id))).sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
}

interface Seen {
  [request: `r${number}`]: object | null;
  processes: { nodes: { id: string }[] };
  requests: { nodes: { number: number }[] };
  search: { requests: { nodes: { number: number }[] } };
  viewer: { actions: { nodes: { id: string; viewerOnBehalfOf: { userName: string } | null }[] } };
}

describe('what a user sees, and what they can do', () => {
  it('is the same in lists as in operations, in any small world', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (any) => {
        const { numbers, processIds } = await build(any);
        for (const userName of users) {
          expect([userName, await bySql(userName, numbers, processIds)]).toEqual([userName, await byCode(userName, numbers, processIds)]);
        }
      }),
      { numRuns: 25, endOnFailure: true },
    );
  }, 60_000);
});
