import { callRefused, refusedAs } from '../../kit/callRefused';
import { addHook, addProcess, addRequest, addUser } from '../../kit/factories';
import { globalId } from '../../kit/globalId';
import { startTestServer, type TestServer } from '../../kit/startTestServer';

let server: TestServer;
let ann: string;
let annId: number;
let bobId: number;
let open: number;
beforeAll(async () => {
  server = await startTestServer();
  await addUser(server, 'ann');
  await addUser(server, 'bob');
  annId = (await server.contextOf('ann')).viewer.id;
  bobId = (await server.contextOf('bob')).viewer.id;
  ann = await addHook(server, 'ann');
  await addProcess(server, 'P', {
    participants: [
      { name: 'Requesters', role: 'REQUESTER', everyone: true },
      { name: 'Workers', role: 'ACTOR', everyone: true },
      { name: 'Supervisors', role: 'SUPERVISOR', users: ['ann'], rights: ['CANCEL_REQUEST', 'CANCEL_ACTION', 'ASSIGN_ACTION'] },
    ],
    transitions: [{ from: 'DO', to: 'DO', on: 'CANCEL' }],
  });
  open = await addRequest(server, 'P', {}, ann);
});
afterAll(() => server.stop());

/** With what each operation works on an open request, and on one that does not exist. */
const operations: [string, (request: number) => object][] = [
  ['createRequest', (request) => ({ processName: request === open ? 'P' : 'None' })],
  ['cancelRequest', (number) => ({ number })],
  ['completeAction', (requestNumber) => ({ requestNumber, number: 1 })],
  ['completeFormAction', (requestNumber) => ({ requestNumber, number: 1 })],
  ['cancelAction', (requestNumber) => ({ requestNumber, number: 1 })],
  ['cancelRequestActionsByName', (requestNumber) => ({ requestNumber, activityName: 'DO' })],
  ['assignAction', (requestNumber) => ({ requestNumber, number: 1, assigneeUserName: 'bob' })],
];
const nobody = 2_000_000_000;

describe.each(operations)('%s on behalf of', (operation, input) => {
  const prefix = `${operation.charAt(0).toUpperCase()}${operation.slice(1)} error: `;

  it.each<[string, () => object]>([
    ['oneself by ID', () => ({ onBehalfOf: globalId(`User:${annId}`) })],
    ['oneself by user name', () => ({ onBehalfOfUserName: 'ann' })],
    ['oneself by both', () => ({ onBehalfOf: globalId(`User:${annId}`), onBehalfOfUserName: 'ann' })],
  ])('%s needs no grant, and is echoed', async (_, delegator) => {
    const number = await addRequest(server, 'P', {}, ann);
    const target = operation === 'createRequest' ? { processName: 'P' } : input(number);
    const { status, body } = await server.hook(operation, { ...target, ...delegator() }, {}, ann);
    expect({ status, body }).toEqual({
      status: 200,
      body: expect.objectContaining({ onBehalfOf: globalId(`User:${annId}`), onBehalfOfUserName: 'ann' }) as object,
    });
  });

  it('nobody is echoed as null, when null is said too', async () => {
    const number = await addRequest(server, 'P', {}, ann);
    const target = operation === 'createRequest' ? { processName: 'P' } : input(number);
    const { body } = await server.hook(operation, { ...target, onBehalfOf: null, onBehalfOfUserName: null }, {}, ann);
    expect(body).toEqual(expect.objectContaining({ onBehalfOf: null, onBehalfOfUserName: null }));
  });

  it.each<[string, () => object, [number, string, string]]>([
    ['somebody else by ID', () => ({ onBehalfOf: globalId(`User:${bobId}`) }), [403, 'FORBIDDEN', 'bob has not delegated this to ann']],
    ['somebody else by name', () => ({ onBehalfOfUserName: 'bob' }), [403, 'FORBIDDEN', 'bob has not delegated this to ann']],
    [
      'an unknown ID',
      () => ({ onBehalfOf: globalId('User:99999') }),
      [400, 'BAD_USER_INPUT', `User "${globalId('User:99999')}" does not exist, so nothing can be done on their behalf`],
    ],
    [
      'an unknown name',
      () => ({ onBehalfOfUserName: 'nobody' }),
      [400, 'BAD_USER_INPUT', 'User "nobody" does not exist, so nothing can be done on their behalf'],
    ],
    [
      'an ID and the name of another',
      () => ({ onBehalfOf: globalId(`User:${annId}`), onBehalfOfUserName: 'bob' }),
      [
        400,
        'BAD_USER_INPUT',
        'onBehalfOf and onBehalfOfUserName refer to different objects: send one of them, or both for the same object',
      ],
    ],
    [
      'an ID and an unknown name',
      () => ({ onBehalfOf: globalId(`User:${annId}`), onBehalfOfUserName: 'nobody' }),
      [
        400,
        'BAD_USER_INPUT',
        'onBehalfOf and onBehalfOfUserName refer to different objects: send one of them, or both for the same object',
      ],
    ],
    ['a malformed ID', () => ({ onBehalfOf: 'ann' }), [400, 'BAD_USER_INPUT', 'onBehalfOf: "ann" is not a valid ID for User']],
    [
      'an ID of another type',
      () => ({ onBehalfOf: globalId('Group:1') }),
      [400, 'BAD_USER_INPUT', `onBehalfOf: "${globalId('Group:1')}" is not a valid ID for User`],
    ],
    [
      'the ID of an assignee',
      () => ({ onBehalfOf: globalId(`Assignee:${annId}`) }),
      [400, 'BAD_USER_INPUT', expect.stringMatching(/^\w+ error: onBehalfOf: "\S+" is not a valid ID for User$/) as string],
    ],
  ])('%s is refused, before anything is looked up', async (_, delegator, [status, code, error]) => {
    const text = typeof error === 'string' ? prefix + error : error;
    for (const request of [open, nobody]) {
      expect(await callRefused(server, operation, { ...input(request), ...delegator() }, ann)).toEqual(refusedAs(status, code, text));
    }
  });
});

it('administrators need a grant to act on behalf of somebody as well', async () => {
  expect(await callRefused(server, 'cancelRequest', { number: open, onBehalfOfUserName: 'ann' })).toEqual(
    refusedAs(403, 'FORBIDDEN', 'CancelRequest error: ann has not delegated this to admin'),
  );
});

describe.each<[string, () => object]>([
  ['updateRequestDataset', () => ({ number: open, parameters: [] })],
  ['cancelActionAssignment', () => ({ requestNumber: open, number: 1 })],
])('%s is not done on behalf of anybody', (operation, input) => {
  it.each([
    ['onBehalfOf', globalId('User:1')],
    ['onBehalfOfUserName', 'admin'],
  ])('and refuses %s', async (field, value) => {
    expect(await callRefused(server, operation, { ...input(), [field]: value })).toEqual(
      refusedAs(400, 'BAD_USER_INPUT', `${operation} cannot be done on behalf of another user: leave ${field} out`),
    );
  });
});
