import { callRefused, refusedAs } from '../kit/callRefused';
import { addProcess, addRequest } from '../kit/factories';
import { globalId } from '../kit/globalId';
import { startTestServer, type TestServer } from '../kit/startTestServer';

let server: TestServer;
let open: number;
beforeAll(async () => {
  server = await startTestServer();
  await addProcess(server, 'P', { start: ['DO', 'DO'] });
  open = await addRequest(server, 'P');
});
afterAll(() => server.stop());

/** What is refused: its name, the part of the input that names the object, status, code, and the message, in which `{open}` is a request. */
type Refusal = [string, () => object, number, string, string];
const conflict = 'refer to different objects: send one of them, or both for the same object';
const unknownRequest = 'Request "999999" does not exist or is not visible to you';

const ofRequests: Refusal[] = [
  ['neither ID nor number', () => ({}), 400, 'BAD_USER_INPUT', 'A request ID or number is required'],
  ['nulls', () => ({ id: null, number: null }), 400, 'BAD_USER_INPUT', 'A request ID or number is required'],
  ['an ID and another number', () => ({ id: globalId(`Request:${open}`), number: 2 }), 400, 'BAD_USER_INPUT', `id and number ${conflict}`],
  ['a malformed ID', () => ({ id: '***' }), 400, 'BAD_USER_INPUT', 'id: "***" is not a valid ID for Request'],
  ['an ID without a key', () => ({ id: 'UmVxdWVzdDo=' }), 400, 'BAD_USER_INPUT', 'id: "UmVxdWVzdDo=" is not a valid ID for Request'],
  ['a number for an ID', () => ({ id: open }), 400, 'BAD_USER_INPUT', 'id: "{open}" is not a valid ID for Request'],
  [
    'the ID of a process',
    () => ({ id: globalId('Process:1') }),
    400,
    'BAD_USER_INPUT',
    `id: "${globalId('Process:1')}" is not a valid ID for Request`,
  ],
  ['an unknown number', () => ({ number: 999_999 }), 404, 'NOT_FOUND', unknownRequest],
  ['an unknown ID', () => ({ id: globalId('Request:999999') }), 404, 'NOT_FOUND', unknownRequest],
  ['an impossible number', () => ({ number: -1 }), 404, 'NOT_FOUND', 'Request "-1" does not exist or is not visible to you'],
  [
    'a number past 32 bits',
    () => ({ number: 4_294_967_297 }),
    400,
    'BAD_USER_INPUT',
    'number: Int cannot represent non 32-bit signed integer value: 4294967297',
  ],
];

const noAction = 'An action ID, or a request number and an action number, is required';
const ofActions: Refusal[] = [
  ['no action', () => ({}), 400, 'BAD_USER_INPUT', noAction],
  ['a request number alone', () => ({ requestNumber: open }), 400, 'BAD_USER_INPUT', noAction],
  ['a malformed ID', () => ({ id: 'x' }), 400, 'BAD_USER_INPUT', 'id: "x" is not a valid ID for Action'],
  [
    'the ID of a request',
    () => ({ id: globalId('Request:1') }),
    400,
    'BAD_USER_INPUT',
    `id: "${globalId('Request:1')}" is not a valid ID for Action`,
  ],
  [
    'an action ID with one key',
    () => ({ id: globalId('Action:1') }),
    400,
    'BAD_USER_INPUT',
    `id: "${globalId('Action:1')}" is not a valid ID for Action`,
  ],
  [
    'an ID and another request',
    () => ({ id: globalId(`Action:${open}---1`), requestNumber: 999_999 }),
    400,
    'BAD_USER_INPUT',
    `id and requestNumber ${conflict}`,
  ],
  [
    'an ID and another number',
    () => ({ id: globalId(`Action:${open}---1`), number: 2 }),
    400,
    'BAD_USER_INPUT',
    `id and number ${conflict}`,
  ],
  ['an unknown request', () => ({ requestNumber: 999_999, number: 1 }), 404, 'NOT_FOUND', unknownRequest],
  ['an unknown action', () => ({ requestNumber: open, number: 99 }), 404, 'NOT_FOUND', 'Request {open} has no action 99'],
];

// Each operation, with what else its input needs.
describe.each<[string, object, Refusal[]]>([
  ['cancelRequest', {}, ofRequests],
  ['retryRequest', {}, ofRequests],
  ['updateRequestDataset', { parameters: [{ name: 'TEXT', textValue: 'a' }] }, ofRequests],
  ['assignAction', { assigneeUserName: 'admin' }, ofActions],
  ['cancelAction', {}, ofActions],
  ['cancelActionAssignment', {}, ofActions],
  ['completeAction', {}, ofActions],
  ['completeFormAction', {}, ofActions],
])('%s', (operation, more, refusals) => {
  it.each(refusals)('is refused with %s, and writes nothing', async (_, input, status, code, error) => {
    const refused = await callRefused(server, operation, { ...input(), ...more });
    const message = `${operation[0]!.toUpperCase()}${operation.slice(1)} error: ${error.replace('{open}', String(open))}`;
    expect(refused).toEqual(refusedAs(status, code, message));
  });
});
