import { callRefused, refusedAs } from '../../../kit/callRefused';
import { addProcess, addRequest } from '../../../kit/factories';
import { startTestServer, type TestServer } from '../../../kit/startTestServer';

let server: TestServer;
let request: number;
beforeAll(async () => {
  server = await startTestServer();
  await addProcess(server, 'P', {
    data: [
      { name: 'TEXT', type: 'TEXT', default: 'at first' },
      { name: 'NUMERIC', type: 'NUMERIC' },
      { name: 'DATE', type: 'DATETIME' },
      { name: 'JSON', type: 'JSON' },
    ],
  });
  request = await addRequest(server, 'P');
});
afterAll(() => server.stop());

const operations: [string, () => object][] = [
  ['createRequest', () => ({ processName: 'P' })],
  ['updateRequestDataset', () => ({ number: request })],
  ['completeAction', () => ({ requestNumber: request, number: 1 })],
  ['completeFormAction', () => ({ requestNumber: request, number: 1 })],
];
const refusals: [string, object[], string][] = [
  [
    'a name twice',
    [
      { name: 'TEXT', textValue: 'a' },
      { name: 'TEXT', textValue: null },
    ],
    'The parameter TEXT appears twice: send it once',
  ],
  ['an unknown data', [{ name: 'NONE', textValue: 'a' }], 'Process P has no data field NONE'],
  [
    'an unknown data with a known one',
    [
      { name: 'TEXT', textValue: 'a' },
      { name: 'text', textValue: 'a' },
    ],
    'Process P has no data field text',
  ],
  ['the name of a prototype', [{ name: '__proto__', textValue: 'a' }], 'Process P has no data field __proto__'],
  [
    'a value of another type',
    [{ name: 'TEXT', numericValue: 1 }],
    'The data field TEXT is of type TEXT, but the parameter is of type NUMERIC',
  ],
  ['a null of another type', [{ name: 'TEXT', jsonValue: null }], 'The data field TEXT is of type TEXT, but the parameter is of type JSON'],
  [
    'a JSON value for a date',
    [{ name: 'DATE', jsonValue: '2020-01-01' }],
    'The data field DATE is of type DATETIME, but the parameter is of type JSON',
  ],
  [
    'a declared type that disagrees',
    [{ name: 'NUMERIC', type: 'TEXT', numericValue: 1 }],
    'The data field NUMERIC is of type NUMERIC, but the parameter is of type TEXT',
  ],
  [
    'a right declared type with another value',
    [{ name: 'NUMERIC', type: 'NUMERIC', textValue: '1' }],
    'The data field NUMERIC is of type NUMERIC, but the parameter is of type TEXT',
  ],
  [
    'several values',
    [{ name: 'TEXT', textValue: 'a', numericValue: 1 }],
    'The parameter TEXT has textValue and numericValue: send one value',
  ],
  [
    'no value field',
    [{ name: 'NUMERIC' }],
    'The parameter NUMERIC has no value: send numericValue, or send it as null to empty the data field',
  ],
  [
    'no value field but a type',
    [{ name: 'TEXT', type: 'TEXT', direction: 'IN' }],
    'The parameter TEXT has no value: send textValue, or send it as null to empty the data field',
  ],
  [
    'a bad date',
    [
      { name: 'TEXT', textValue: 'a' },
      { name: 'DATE', dateTimeValue: 'yesterday' },
    ],
    'parameters[1].dateTimeValue: not a date: "yesterday"',
  ],
  ['a day that is not', [{ name: 'DATE', dateTimeValue: '2023-02-30' }], 'parameters[0].dateTimeValue: not a date: "2023-02-30"'],
  ['a number for a date', [{ name: 'DATE', dateTimeValue: 1700000000 }], 'parameters[0].dateTimeValue: not a date: 1700000000'],
  [
    'a text for a number',
    [{ name: 'NUMERIC', numericValue: '5' }],
    'parameters[0].numericValue: Float cannot represent non numeric value: "5"',
  ],
  ['a number for a text', [{ name: 'TEXT', textValue: 5 }], 'parameters[0].textValue: String cannot represent a non string value: 5'],
  [
    'an unknown type',
    [{ name: 'TEXT', type: 'STRING', textValue: 'a' }],
    'parameters[0].type: Value "STRING" does not exist in "DataType" enum.',
  ],
  [
    'an unknown direction',
    [{ name: 'TEXT', direction: 'UP', textValue: 'a' }],
    'parameters[0].direction: Value "UP" does not exist in "ParameterDirection" enum.',
  ],
  ['an unknown field', [{ name: 'TEXT', color: 'a' }], 'parameters[0]: Field "color" is not defined by type "ParameterInput".'],
  ['no name', [{ textValue: 'a' }], 'parameters[0]: Field "name" of required type "String!" was not provided.'],
  ['no parameter', [null as unknown as object], 'parameters[0]: Expected non-nullable type "ParameterInput!" not to be null.'],
  [
    'U+0000 in a text',
    [{ name: 'TEXT', textValue: 'a\0b' }],
    'The value cannot be stored. Remove the character U+0000, unpaired surrogates, and numbers beyond 1.8e308',
  ],
  [
    'half a surrogate pair in a text',
    [{ name: 'TEXT', textValue: 'a\ud800' }],
    'The value cannot be stored. Remove the character U+0000, unpaired surrogates, and numbers beyond 1.8e308',
  ],
  [
    'U+0000 in a name',
    [{ name: '\0', textValue: 'a' }],
    'The value cannot be stored. Remove the character U+0000, unpaired surrogates, and numbers beyond 1.8e308',
  ],
  [
    'U+0000 deep in a JSON value',
    [{ name: 'JSON', jsonValue: { a: [{ b: '\0' }] } }],
    'The value cannot be stored. Remove the character U+0000, unpaired surrogates, and numbers beyond 1.8e308',
  ],
  [
    'half a surrogate pair as a key of a JSON value',
    [{ name: 'JSON', jsonValue: { '\udc00': 1 } }],
    'The value cannot be stored. Remove the character U+0000, unpaired surrogates, and numbers beyond 1.8e308',
  ],
];

describe.each(operations)('parameters of %s', (operation, input) => {
  const prefix = `${operation.charAt(0).toUpperCase()}${operation.slice(1)} error: `;
  it.each(refusals)('are refused with %s', async (_, parameters, error) => {
    expect(await callRefused(server, operation, { ...input(), parameters })).toEqual(refusedAs(400, 'BAD_USER_INPUT', prefix + error));
  });
});

describe('a parameter', () => {
  const filled = [
    { name: 'TEXT', textValue: 'before' },
    { name: 'NUMERIC', numericValue: 1 },
    { name: 'DATE', dateTimeValue: '2000-01-01' },
    { name: 'JSON', jsonValue: [1] },
  ];
  it.each<[string, object, object]>([
    ['sets a text', { name: 'TEXT', textValue: 'Grüße 👋' }, { TEXT: 'Grüße 👋' }],
    ['sets an empty text', { name: 'TEXT', textValue: '' }, { TEXT: '' }],
    ['sets a number', { name: 'NUMERIC', numericValue: -0.5 }, { NUMERIC: -0.5 }],
    ['sets zero', { name: 'NUMERIC', numericValue: 0 }, { NUMERIC: 0 }],
    ['sets a moment in UTC', { name: 'DATE', dateTimeValue: '2017-02-23T22:46:00+02:00' }, { DATE: '2017-02-23T20:46:00.000Z' }],
    ['takes a moment without an offset as UTC', { name: 'DATE', dateTimeValue: '2017-02-23T20:46' }, { DATE: '2017-02-23T20:46:00.000Z' }],
    ['sets a JSON object', { name: 'JSON', jsonValue: { a: [null, { b: false }] } }, { JSON: { a: [null, { b: false }] } }],
    ['sets the JSON value false', { name: 'JSON', jsonValue: false }, { JSON: false }],
    ['empties a text by null', { name: 'TEXT', textValue: null }, { TEXT: undefined }],
    ['empties a number by null', { name: 'NUMERIC', numericValue: null }, { NUMERIC: undefined }],
    ['empties a date by null', { name: 'DATE', dateTimeValue: null }, { DATE: undefined }],
    ['empties a JSON value by null', { name: 'JSON', jsonValue: null }, { JSON: undefined }],
    [
      'ignores nulls beside the value',
      { name: 'TEXT', textValue: 'a', numericValue: null, dateTimeValue: null, jsonValue: null },
      { TEXT: 'a' },
    ],
    ['empties by nulls alone', { name: 'NUMERIC', textValue: null, numericValue: null, jsonValue: null }, { NUMERIC: undefined }],
    ['may say its type and direction', { name: 'TEXT', type: 'TEXT', direction: 'INOUT', textValue: 'a' }, { TEXT: 'a' }],
    ['may give them as null', { name: 'TEXT', type: null, direction: null, textValue: 'a' }, { TEXT: 'a' }],
  ])('%s', async (_, parameter, changed) => {
    const number = await addRequest(server, 'P', { parameters: filled });
    await server.hook('updateRequestDataset', { number, parameters: [parameter] });
    const before = { TEXT: 'before', NUMERIC: 1, DATE: '2000-01-01T00:00:00.000Z', JSON: [1] };
    const { data } = await server.db.prisma.request.findUniqueOrThrow({ where: { id: number } });
    expect(data).toEqual(JSON.parse(JSON.stringify({ ...before, ...changed })));
  });

  it('of createRequest overrides the default of its data, by null too', async () => {
    const numbers = [await addRequest(server, 'P'), await addRequest(server, 'P', { parameters: [{ name: 'TEXT', textValue: null }] })];
    const requests = await server.db.prisma.request.findMany({
      where: { id: { in: numbers } },
      orderBy: { id: 'asc' },
      select: { data: true },
    });
    expect(requests).toEqual([{ data: { TEXT: 'at first' } }, { data: {} }]);
  });

  it('is stored as text that nobody evaluates', async () => {
    const number = await addRequest(server, 'P', {
      parameters: [{ name: 'TEXT', textValue: "{{request.number}} '; DROP TABLE request; --" }],
    });
    const answer = await server.graphql('query ($number: Int) { request(number: $number) { data(names: ["TEXT"]) { textValue } } }', {
      number,
    });
    expect(answer).toEqual({ data: { request: { data: [{ textValue: "{{request.number}} '; DROP TABLE request; --" }] } } });
  });

  it('that is wrong is named in the extensions of GraphQL', async () => {
    const input = { number: request, parameters: [{ name: 'TEXT', numericValue: 1 }] };
    const { errors } = await server.graphql(
      'mutation ($input: UpdateRequestDatasetInput!) { updateRequestDataset(input: $input) { requestId } }',
      { input },
    );
    expect(errors).toEqual([
      expect.objectContaining({
        message: 'The data field TEXT is of type TEXT, but the parameter is of type NUMERIC',
        extensions: { code: 'BAD_USER_INPUT', reason: 'PARAMETER_TYPE', parameter: 'TEXT', type: 'TEXT', sent: 'NUMERIC' },
      }),
    ]);
  });
});
