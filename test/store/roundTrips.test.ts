import { Client } from 'pg';
import { addHook, addProcess, addRequest, addUser } from '../kit/factories';
import { globalId } from '../kit/globalId';
import { startTestServer, type HttpAnswer, type TestServer } from '../kit/startTestServer';

let server: TestServer;
let sent: string[] = [];
const query = Client.prototype.query as (this: Client, ...args: unknown[]) => unknown;
const numbers: number[] = [];
/** A request that no other call has touched. */
const take = () => numbers.pop()!;

beforeAll(async () => {
  server = await startTestServer();
  await addUser(server, 'anna');
  const forms = { fields: [{ data: 'TEXT', label: 'Text' }] };
  await addProcess(server, 'SIMPLE', {
    activities: [
      { name: 'DO', type: 'USER', participant: 'Workers', form: forms },
      { name: 'OVER', type: 'END', as: 'COMPLETED' },
    ],
    transitions: [{ from: 'DO', to: 'OVER', on: 'CANCEL' }],
  });
  const created = await Promise.all(Array.from({ length: 300 }, () => server.hook('createRequest', { processName: 'SIMPLE' })));
  numbers.push(...created.map(({ body }) => body.number as number));
  // Warm: every statement is prepared, every definition compiled.
  await Promise.all(numbers.slice(0, 20).map((number) => server.hook('updateRequestDataset', { number, parameters: [] })));
  Client.prototype.query = function (this: Client, ...args: unknown[]) {
    sent.push(String((args[0] as { text?: string }).text ?? args[0]));
    return query.apply(this, args);
  } as Client['query'];
});
afterAll(async () => {
  Client.prototype.query = query as Client['query'];
  await server.stop();
});
beforeEach(() => {
  sent = [];
});

const action = (number: number) => ({ requestNumber: number, number: 1 });
const assigned = async () => {
  const number = take();
  await server.hook('assignAction', { ...action(number), assigneeUserName: 'anna' });
  return number;
};
const commented = async () => {
  const number = take();
  await server.hook('addComment', { subjectId: globalId(`Request:${number}`), message: 'Hm' });
  return number;
};
const operations: [string, (number: number) => object, (() => Promise<number>)?][] = [
  ['createRequest', () => ({ processName: 'SIMPLE', onBehalfOfUserName: 'admin', parameters: [{ name: 'TEXT', textValue: 'a' }] })],
  ['updateRequestDataset', (number) => ({ number, parameters: [{ name: 'TEXT', textValue: 'a' }] })],
  ['cancelRequest', (number) => ({ number })],
  ['completeAction', action],
  ['completeFormAction', (number) => ({ ...action(number), parameters: [{ name: 'TEXT', textValue: 'a' }] })],
  ['cancelAction', action],
  ['cancelRequestActionsByName', (number) => ({ requestNumber: number, activityName: 'DO' })],
  ['assignAction', (number) => ({ ...action(number), assigneeUserName: 'anna' })],
  ['cancelActionAssignment', action, assigned],
  ['addComment', (number) => ({ subjectId: globalId(`Request:${number}`), message: 'Hm' })],
  ['removeComment', (number) => ({ id: globalId(`Comment:${number}---1`) }), commented],
];
const statuses = (answers: HttpAnswer[]) => [...new Set(answers.map(({ status }) => status))];

describe.each(operations)('the round trips to the database of %s', (operation, input, arrange = () => Promise.resolve(take())) => {
  it.each([
    ['', {}],
    [' with an Idempotency-Key', { 'idempotency-key': operation }],
  ])('are three at most%s', async (_, headers) => {
    const number = await arrange();
    sent = [];
    const { status } = await server.hook(operation, input(number), headers);
    expect([status, sent.length]).toEqual([200, 3]);
  });

  it('are shared by calls that come in at once', async () => {
    const found = await Promise.all(Array.from({ length: 20 }, arrange));
    sent = [];
    const answers = await Promise.all(found.map((number) => server.hook(operation, input(number))));
    expect(statuses(answers)).toEqual([200]);
    expect(sent.length).toBeLessThan(45);
  });
});

describe.each<[string, (itemId: string) => object, boolean]>([
  ['createFavorite', (itemId) => ({ itemId, onBehalfOfUserName: 'admin' }), false],
  ['createFavorite', (itemId) => ({ itemId, description: 'Again' }), true],
  ['updateFavorite', (itemId) => ({ itemId, description: 'Mine' }), true],
  ['deleteFavorite', (id) => ({ id }), true],
])('the round trips to the database of %s', (operation, input, isFavorite) => {
  it.each([
    ['', {}],
    [' with an Idempotency-Key', { 'idempotency-key': `${operation} ${isFavorite}` }],
  ])('are three%s', async (_, headers) => {
    const { id, name } = await addProcess(server, `Favorite ${Math.random()}`.replace('.', ''));
    // Its definition is compiled by that.
    await addRequest(server, name);
    const itemId = globalId(`Process:${id}`);
    if (isFavorite) await server.hook('createFavorite', { itemId });
    sent = [];
    const { status } = await server.hook(operation, input(itemId), headers);
    expect([status, sent.length]).toEqual([200, 3]);
  });
});

describe('the round trips to the database of a repeat', () => {
  it('is one, with the Idempotency-Key of an earlier call', async () => {
    const headers = { 'idempotency-key': 'again' };
    await server.hook('createRequest', { processName: 'SIMPLE' }, headers);
    sent = [];
    await server.hook('createRequest', { processName: 'SIMPLE' }, headers);
    // It is logged after its answer.
    expect(sent.filter((text) => !text.startsWith('WITH delivered'))).toHaveLength(1);
  });
});

describe('the round trips to the database of a hook that starts requests only', () => {
  it('are two: the check of the hook hands out the number', async () => {
    const token = await addHook(server, 'admin');
    const create = () => server.hook('createRequest', { processName: 'SIMPLE' }, {}, token);
    await Promise.all(Array.from({ length: 70 }, create));
    sent = [];
    const { status } = await create();
    expect([status, sent.length]).toEqual([200, 2]);
  });
});
