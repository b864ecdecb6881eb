import { addHook, addProcess, addRequest, addUser } from '../../../kit/factories';
import { startReplica, type Replica } from '../../../kit/startReplica';
import { startTestServer, type TestServer } from '../../../kit/startTestServer';

let server: TestServer;
let replica: Replica;
let ann: string;
const each = Array.from({ length: 10 }, (_, n) => n);
beforeAll(async () => {
  server = await startTestServer();
  replica = await startReplica(server);
  await addUser(server, 'ann');
  ann = await addHook(server, 'ann');
  await addProcess(server, 'Many', {
    data: each.map((n) => ({ name: `N${n}`, type: 'NUMERIC' })),
    start: [...each.map(() => 'COMPLETED'), ...each.map(() => 'CANCELLED'), ...each.map(() => 'ASSIGNED')],
    activities: ['COMPLETED', 'CANCELLED', 'ASSIGNED', 'NEXT'].map((name) => ({ name, type: 'USER', participant: 'Workers' })),
    transitions: [
      { from: 'COMPLETED', to: 'NEXT' },
      { from: 'CANCELLED', to: 'NEXT', on: 'CANCEL' },
    ],
  });
});
afterAll(async () => {
  await replica.stop();
  await server.stop();
});

/** Ten calls each of four operations on a request, none of which is in the way of another. */
const calls = (requestNumber: number): [string, object][] =>
  each.flatMap((n): [string, object][] => [
    ['completeAction', { requestNumber, number: n + 1 }],
    ['cancelAction', { requestNumber, number: n + 11 }],
    ['assignAction', { requestNumber, number: n + 21, assigneeUserName: 'ann' }],
    ['updateRequestDataset', { number: requestNumber, parameters: [{ name: `N${n}`, numericValue: n }] }],
  ]);

async function stateOf(id: number) {
  const request = await server.db.prisma.request.findUniqueOrThrow({ where: { id } });
  const actions = await server.db.prisma.action.findMany({ where: { requestId: id }, orderBy: { number: 'asc' } });
  const history = await server.db.prisma.history.findMany({ where: { requestId: id } });
  const count = (type: string) => history.filter((line) => line.type === type).length;
  return {
    data: request.data,
    version: request.version,
    numbers: actions.map(({ number }) => number),
    assigned: actions.filter(({ assigneeId, status }) => assigneeId !== null && status === 'NOT_STARTED').length,
    next: actions.filter(({ activity }) => activity === 'NEXT').length,
    lines: ['ACTION_OPENED', 'ACTION_COMPLETED', 'ACTION_CANCELLED', 'ACTION_ASSIGNED', 'DATASET_UPDATED'].map(count),
  };
}

describe('different operations on one request at once', () => {
  it.each([
    ['one server', () => [server.post]],
    ['two servers over one database', () => [server.post, replica.post]],
  ])('through %s all succeed, each decided on the result of the others', async (_, posts) => {
    const number = await addRequest(server, 'Many');
    const answers = await Promise.all(
      calls(number).map(([operation, input], n) => {
        const post = posts()[n % posts().length]!;
        return post(`/hooks/${server.token}`, { operation, args: { input } });
      }),
    );
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    expect(await stateOf(number)).toEqual({
      data: Object.fromEntries(each.map((n) => [`N${n}`, n])),
      version: 41,
      numbers: Array.from({ length: 50 }, (_, n) => n + 1),
      assigned: 10,
      next: 20,
      lines: [50, 10, 10, 10, 10],
    });
  });

  it('and one that closes it: what came before is done, what came after is refused', async () => {
    const number = await addRequest(server, 'Many');
    const [closing, ...others] = await Promise.all([
      server.hook('cancelRequest', { number }),
      ...calls(number).map(([operation, input], n) =>
        (n % 2 ? server.post : replica.post)(`/hooks/${server.token}`, { operation, args: { input } }),
      ),
    ]);
    const done = others.filter(({ status }) => status === 200).length;
    const { version, numbers, assigned } = await stateOf(number);
    expect({
      closing: closing.status,
      others: new Set(others.map(({ status }) => status).filter((status) => status !== 200)),
      version,
      numbers,
      assigned,
    }).toEqual({
      closing: 200,
      others: new Set(done === 40 ? [] : [409]),
      version: done + 2,
      numbers: numbers.map((_, n) => n + 1),
      assigned: 0,
    });
  });

  it('with an Idempotency-Key is one effect, whichever server a repeat meets', async () => {
    const number = await addRequest(server, 'Many');
    const body = { operation: 'completeAction', args: { input: { requestNumber: number, number: 1 } } };
    const answers = await Promise.all(
      each.map((n) => (n % 2 ? server.post : replica.post)(`/hooks/${ann}`, body, { 'idempotency-key': 'once' })),
    );
    const { next, version } = await stateOf(number);
    expect([
      new Set(answers.map(({ status, body: answer }) => `${status} ${JSON.stringify(answer)}`)).size,
      answers[0]!.status,
      next,
      version,
    ]).toEqual([1, 200, 1, 2]);
  });
});
