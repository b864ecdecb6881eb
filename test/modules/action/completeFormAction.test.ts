import { callRefused, refusedAs } from '../../kit/callRefused';
import { addProcess, addRequest } from '../../kit/factories';
import { globalId } from '../../kit/globalId';
import { startTestServer, type TestServer } from '../../kit/startTestServer';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await addProcess(server, 'P', {
    activities: [
      {
        name: 'DO',
        type: 'USER',
        participant: 'Workers',
        form: {
          fields: [
            { data: 'TEXT', label: 'Decision', required: true, options: ['yes', 'no'] },
            { data: 'CODE', pattern: '[A-Z]{2}[0-9]+' },
            { data: 'NUMERIC', minimum: 1, maximum: 10 },
            { data: 'DAY', options: ['2020-01-01', '2021-01-01'] },
            { data: 'DATE', minimum: '2020-01-01', maximum: '2020-12-31T12:00:00Z' },
          ],
        },
      },
    ],
    data: [
      { name: 'TEXT', type: 'TEXT' },
      { name: 'CODE', type: 'TEXT' },
      { name: 'NUMERIC', type: 'NUMERIC' },
      { name: 'DATE', type: 'DATETIME' },
      { name: 'DAY', type: 'DATETIME' },
      { name: 'OTHER', type: 'TEXT' },
    ],
  });
  await addProcess(server, 'Formless');
});
afterAll(() => server.stop());

const yes = { name: 'TEXT', textValue: 'yes' };

describe('completeFormAction', () => {
  it('tells all faulty fields at once, in extensions.fields', async () => {
    const requestNumber = await addRequest(server, 'P');
    const parameters = [
      { name: 'CODE', textValue: 'ab1' },
      { name: 'NUMERIC', numericValue: 11 },
      { name: 'DATE', dateTimeValue: '2019-12-31T23:59:59Z' },
    ];
    const { data, errors } = await server.graphql(
      'mutation ($input: CompleteFormActionInput!) { completeFormAction(input: $input) { number } }',
      {
        input: { requestNumber, number: 1, parameters },
      },
    );
    expect({ data, errors }).toEqual({
      data: { completeFormAction: null },
      errors: [
        expect.objectContaining({
          message:
            'The form has errors: TEXT is required; CODE must match [A-Z]{2}[0-9]+; NUMERIC must be at most 10; DATE must be at least 2020-01-01',
          extensions: {
            code: 'BAD_USER_INPUT',
            reason: 'FORM_INVALID',
            fields: [
              { name: 'TEXT', message: 'is required' },
              { name: 'CODE', message: 'must match [A-Z]{2}[0-9]+' },
              { name: 'NUMERIC', message: 'must be at most 10' },
              { name: 'DATE', message: 'must be at least 2020-01-01' },
            ],
          },
        }),
      ],
    });
  });

  it('tells faulty values of all kinds together, types among them', async () => {
    const requestNumber = await addRequest(server, 'P');
    const parameters = [
      { name: 'STRANGE', textValue: 'x' },
      { name: 'DATE', textValue: 'x' },
      { name: 'NUMERIC', textValue: '5' },
      { name: 'CODE' },
      { name: 'DAY', dateTimeValue: '2020-01-02' },
    ];
    const { errors } = await server.graphql(
      'mutation ($input: CompleteFormActionInput!) { completeFormAction(input: $input) { number } }',
      {
        input: { requestNumber, number: 1, parameters },
      },
    );
    expect(errors[0].extensions.fields).toEqual([
      { name: 'TEXT', message: 'is required' },
      { name: 'CODE', message: 'has no value: send textValue, or send it as null to empty the data field' },
      { name: 'NUMERIC', message: 'is of type NUMERIC, not TEXT' },
      { name: 'DAY', message: 'must be one of: 2020-01-01, 2021-01-01' },
      { name: 'DATE', message: 'is of type DATETIME, not TEXT' },
      { name: 'STRANGE', message: 'is not a data field of the process' },
    ]);
  });

  it('tells all values that are not of their field, before the rules of the form', async () => {
    const requestNumber = await addRequest(server, 'P');
    const parameters = [
      yes,
      { name: 'NUMERIC', numericValue: 'five' },
      { name: 'CODE', textValue: 5 },
      { name: 'DATE', dateTimeValue: 'soon' },
    ];
    const { errors } = await server.graphql(
      'mutation ($input: CompleteFormActionInput!) { completeFormAction(input: $input) { number } }',
      {
        input: { requestNumber, number: 1, parameters },
      },
    );
    expect(errors[0].extensions).toEqual({
      code: 'BAD_USER_INPUT',
      reason: 'INPUT_INVALID',
      path: ['parameters', 1, 'numericValue'],
      fields: [
        { name: 'NUMERIC', message: 'Float cannot represent non numeric value: "five"' },
        { name: 'CODE', message: 'String cannot represent a non string value: 5' },
        { name: 'DATE', message: 'not a date: "soon"' },
      ],
    });
  });

  it.each<[string, object[], string]>([
    ['a required field that is missing', [], 'TEXT is required'],
    ['a required field that is emptied', [{ name: 'TEXT', textValue: null }], 'TEXT is required'],
    ['a required field that is an empty text', [{ name: 'TEXT', textValue: '' }], 'TEXT is required'],
    ['a value that is no option', [{ name: 'TEXT', textValue: 'Yes' }], 'TEXT must be one of: yes, no'],
    ['a text of which only a part matches', [yes, { name: 'CODE', textValue: 'AB1 ' }], 'CODE must match [A-Z]{2}[0-9]+'],
    ['a text with a line break behind the match', [yes, { name: 'CODE', textValue: 'AB1\n' }], 'CODE must match [A-Z]{2}[0-9]+'],
    [
      'a text too long to be held against its pattern',
      [yes, { name: 'CODE', textValue: `AB${'1'.repeat(5_000_000)}` }],
      'CODE must match [A-Z]{2}[0-9]+',
    ],
    ['a moment that is no option', [yes, { name: 'DAY', dateTimeValue: '2020-01-02' }], 'DAY must be one of: 2020-01-01, 2021-01-01'],
    ['a number below the minimum', [yes, { name: 'NUMERIC', numericValue: 0.99 }], 'NUMERIC must be at least 1'],
    [
      'a moment after the maximum',
      [yes, { name: 'DATE', dateTimeValue: '2020-12-31T12:00:00.001Z' }],
      'DATE must be at most 2020-12-31T12:00:00Z',
    ],
  ])('is refused with %s', async (_, parameters, fault) => {
    const requestNumber = await addRequest(server, 'P');
    expect(await callRefused(server, 'completeFormAction', { requestNumber, number: 1, parameters })).toEqual(
      refusedAs(400, 'BAD_USER_INPUT', `CompleteFormAction error: The form has errors: ${fault}`),
    );
  });

  it.each<[string, object[]]>([
    ['the required field alone', [yes]],
    [
      'everything at its limits',
      [yes, { name: 'CODE', textValue: 'AB1' }, { name: 'NUMERIC', numericValue: 10 }, { name: 'DATE', dateTimeValue: '2020-01-01' }],
    ],
    ['an option, however it is written', [yes, { name: 'DAY', dateTimeValue: '2020-01-01T01:00:00+01:00' }]],
    ['data that the form does not show', [yes, { name: 'OTHER', textValue: 'x' }]],
    ['optional fields that are emptied', [yes, { name: 'CODE', textValue: null }, { name: 'NUMERIC', numericValue: null }]],
  ])('takes %s', async (_, parameters) => {
    const requestNumber = await addRequest(server, 'P');
    const { status, body } = await server.hook('completeFormAction', { requestNumber, number: 1, parameters });
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        clientMutationId: null,
        actionId: globalId(`Action:${requestNumber}---1`),
        number: 1,
        requestNumber,
        onBehalfOf: null,
        onBehalfOfUserName: null,
      },
    });
  });

  it('takes what the request holds already for what is not sent', async () => {
    const requestNumber = await addRequest(server, 'P', { parameters: [yes] });
    expect((await server.hook('completeFormAction', { requestNumber, number: 1 })).status).toBe(200);
  });

  it('of an activity without a form checks nothing more', async () => {
    const requestNumber = await addRequest(server, 'Formless');
    expect((await server.hook('completeFormAction', { requestNumber, activityName: 'DO' })).status).toBe(200);
  });

  it('is not asked by completeAction', async () => {
    const requestNumber = await addRequest(server, 'P');
    expect((await server.hook('completeAction', { requestNumber, number: 1 })).status).toBe(200);
  });

  it('sent twice is done once, and the second hears of the closed action, not of the form', async () => {
    const requestNumber = await addRequest(server, 'P');
    const input = { requestNumber, number: 1, parameters: [yes] };
    expect([
      (await server.hook('completeFormAction', input)).status,
      (await server.hook('completeFormAction', { requestNumber, number: 1 })).status,
    ]).toEqual([200, 409]);
  });

  it('by two users at once takes effect once', async () => {
    for (let round = 0; round < 50; round += 1) {
      const input = { requestNumber: await addRequest(server, 'P'), number: 1, parameters: [yes] };
      const answers = await Promise.all([server.hook('completeFormAction', input), server.hook('completeFormAction', input)]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    }
  });
});
