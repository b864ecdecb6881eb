import { sql } from '../../src/sql';
import { canSeeProcess } from '../../src/modules/process/access';
import { visibleProcesses } from '../../src/modules/process/visibleProcesses';
import { canSeeRequest } from '../../src/modules/request/access';
import { visibleRequests } from '../../src/modules/request/read/visibleRequests';
import { addProcess, addRequest, password } from '../kit/factories';
import { startTestServer, type TestServer } from '../kit/startTestServer';
import { addPeople } from './addPeople';
import { kinds, participants, type Kind } from './matrix';

let server: TestServer;
let tokens: Record<Kind, string>;
const requests: Record<string, number> = {};
const processes: Record<string, { id: number; name: string }> = {};
beforeAll(async () => {
  server = await startTestServer();
  tokens = await addPeople(server);
  const everyone = [
    { name: 'Requesters', role: 'REQUESTER', everyone: true },
    ...participants.slice(1),
    // Who coordinates supervisors is none.
    { name: 'Coordinated', role: 'SUPERVISOR', coordinators: ['coordinator'] },
  ];
  for (const [name, assign] of [
    ['Own', 'REQUESTER'],
    ['Anybody', 'SELF_SERVICE'],
    ['Given', 'INITIATOR'],
  ]) {
    await addProcess(server, name!, {
      participants: everyone,
      folder: 'Access',
      activities: [{ name: 'DO', type: 'USER', participant: 'Requesters', assign }],
    });
  }
  await addProcess(server, 'Elsewhere', { participants: participants.slice(0, 2), folder: 'Elsewhere' });
  await addProcess(server, 'Nobody', { participants: [{ name: 'Workers', role: 'ACTOR' }] });
  for (const process of await server.db.prisma.process.findMany()) processes[process.name] = process;

  const add = async (name: string, processName: string) => (requests[name] = await addRequest(server, processName, {}, tokens.requester));
  const assign = (requestNumber: number, assigneeUserName: string) =>
    server.hook('assignAction', { requestNumber, number: 1, assigneeUserName });
  await add('that nobody works on', 'Access');
  await assign(await add('that is assigned', 'Access'), 'assignee');
  await server.hook('cancelRequest', { number: await add('that was cancelled', 'Access') });
  const done = await add('that was cancelled while assigned', 'Access');
  await assign(done, 'assignee');
  await server.hook('cancelRequest', { number: done });
  const taken = await add('that was cancelled after the action was taken back', 'Access');
  await assign(taken, 'assignee');
  await server.hook('cancelActionAssignment', { requestNumber: taken, number: 1 });
  await server.hook('cancelRequest', { number: taken });
  await add('where the requester has the next step', 'Own');
  await add('where any requester may take the next step', 'Anybody');
  await assign(await add('where a requester took the next step', 'Anybody'), 'requester');
  await add('where a requester is to be given the next step', 'Given');
  await add('of a process in another folder', 'Elsewhere');
});
afterAll(() => server.stop());

const rulers: Kind[] = ['systemOperator', 'administrator'];
const runners: Kind[] = ['supervisor', 'requestCanceller', 'actionCanceller', 'assigner', 'manager', 'groupManager', ...rulers];
const workers: Kind[] = ['assignee', 'candidate', 'coordinator'];
const inOrder = (seen: readonly Kind[]) => kinds.filter((kind) => seen.includes(kind));

describe('a request', () => {
  it.each<[string, Kind[]]>([
    ['that nobody works on', ['requester', ...workers, ...runners]],
    ['that is assigned', ['requester', ...workers, ...runners]],
    ['that was cancelled', ['requester', ...runners]],
    ['that was cancelled while assigned', ['requester', 'assignee', ...runners]],
    ['that was cancelled after the action was taken back', ['requester', 'assignee', ...runners]],
    ['where the requester has the next step', ['requester', ...runners]],
    ['where any requester may take the next step', [...kinds]],
    ['where a requester took the next step', ['requester', ...runners]],
    ['where a requester is to be given the next step', ['requester', ...runners]],
    ['of a process in another folder', ['requester', ...workers, ...rulers]],
  ])('%s is seen by those alone who have to do with it, in lists as in operations', async (name, seen) => {
    const number = requests[name]!;
    const byCode: Kind[] = [];
    const bySql: Kind[] = [];
    for (const kind of kinds) {
      const { viewer, store, db } = await server.contextOf(kind);
      const { request } = await store.loadRequest({ requestId: number, actionNumber: null, userIds: [], userNames: [] });
      if (canSeeRequest(request!, viewer)) byCode.push(kind);
      const rows = await db.query(sql`SELECT r.id FROM request r WHERE r.id = ${number} AND ${visibleRequests(viewer)}`);
      if (rows.length > 0) bySql.push(kind);
    }
    expect({ byCode, bySql }).toEqual({ byCode: inOrder(seen), bySql: inOrder(seen) });
  });

  it('that the viewer cannot see is not found anywhere', async () => {
    const number = requests['that is assigned']!;
    const query = `query ($number: Int!) { request(number: $number) { number } action(requestNumber: $number, number: 1) { number }
      requests(filter: { processName: "Access" }) { totalCount } actions(filter: { processName: "Access" }) { totalCount } }`;
    expect(await server.graphql(query, { number }, { userName: 'stranger', password })).toEqual({
      data: { request: null, action: null, requests: { totalCount: 0 }, actions: { totalCount: 0 } },
    });
  });

  it('says that an action is closed to the candidate who lost a race for it', async () => {
    const number = await addRequest(server, 'Elsewhere', {}, tokens.requester);
    const input = { requestNumber: number, number: 1 };
    await server.hook('completeAction', input, {}, tokens.assignee);
    const answers = [
      await server.hook('completeAction', input, {}, tokens.candidate),
      await server.hook('completeAction', input, {}, tokens.stranger),
    ];
    expect(answers.map(({ status }) => status)).toEqual([409, 404]);
  });
});

describe('a process', () => {
  it.each<[string, Kind[]]>([
    ['Access', kinds.filter((kind) => kind !== 'stranger' && kind !== 'inactive')],
    ['Access open', [...kinds]],
    ['Elsewhere', ['requester', ...workers, ...rulers]],
    ['Nobody', rulers],
  ])('like %s is seen by those alone who have to do with it, in lists as in operations', async (name, seen) => {
    const { id } = processes[name]!;
    const byCode: Kind[] = [];
    const bySql: Kind[] = [];
    for (const kind of kinds) {
      const { viewer, store, db } = await server.contextOf(kind);
      const { process } = await store.loadStart({
        processId: id,
        processName: null,
        processVersion: null,
        isTest: false,
        userIds: [],
        userNames: [],
      });
      if (canSeeProcess(process!, viewer)) byCode.push(kind);
      const rows = await db.query(sql`SELECT p.id FROM process p WHERE p.id = ${id} AND ${visibleProcesses(viewer)}`);
      if (rows.length > 0) bySql.push(kind);
    }
    expect({ byCode, bySql }).toEqual({ byCode: inOrder(seen), bySql: inOrder(seen) });
  });
});
