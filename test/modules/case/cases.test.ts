import { randomUUID } from 'node:crypto';
import { addProcess, addUser, password } from '../../kit/factories';
import { globalId } from '../../kit/globalId';
import { startTestServer, type TestServer } from '../../kit/startTestServer';
import { until } from '../../kit/until';

const jane = { userName: 'jane', password };
const john = { userName: 'john', password };

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ role: 'all' });
  await addUser(server, 'jane');
  await addUser(server, 'john');
  await addProcess(server, 'GREET', {
    data: [
      { name: 'TEXT', type: 'TEXT', default: 'Hello' },
      { name: 'NUMERIC', type: 'NUMERIC' },
    ],
    start: 'SAY',
    activities: [{ name: 'SAY', type: 'SET', set: { TEXT: '{{data.TEXT}} {{case.firstName}} of {{case.companyName}}' } }],
    output: { said: '{{data.TEXT}}', caseId: '{{case.caseId}}', shoe: '{{case.data.shoe}}' },
  });
  await addProcess(server, 'ASK', { allowUserActions: true, output: '{{case.firstName}}' });
  await addProcess(server, 'PEOPLE', {});
  await addProcess(server, 'PARENT', {
    start: 'SUB',
    activities: [{ name: 'SUB', type: 'SUBPROCESS', process: 'GREET' }],
    output: '{{results.SUB.output.said}}',
  });
});
afterAll(() => server.stop());

/** Runs a mutation, and gives its payload, or the code and message of its refusal. */
async function mutate(name: string, input: object, fields: string, user = jane) {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input!`;
  const { data, errors } = await server.graphql(`mutation ($input: ${type}) { ${name}(input: $input) { ${fields} } }`, { input }, user);
  return errors ? `${errors[0].extensions.code}: ${errors[0].message}` : data[name];
}
const createCase = async (input: object = { firstName: 'Jane' }, user = jane): Promise<string> =>
  (await mutate('createCase', input, 'case { uuid }', user)).case.uuid;
interface Run {
  number: number;
  status: string;
  caseId: string;
}
const runCase = (input: object, user = jane): Promise<Run> => mutate('runCase', input, 'number status caseId', user);
const find = async (number: number, user = jane) =>
  (await server.graphql('query ($number: Int) { request(number: $number) { status output runStatus } }', { number }, user)).data.request;

describe('createCase', () => {
  it('keeps what is known of somebody, and null for the rest', async () => {
    const input = { firstName: 'Jane', lastName: 'Doe', companyAddress: 'x'.repeat(1000), data: { shoe: 38 } };
    const fields = 'firstName lastName personalNumber email phone companyName companyNumber companyAddress data creator { userName }';
    const created = (await mutate('createCase', input, `case { id uuid createdAt ${fields} }`)).case;
    const nothing = { personalNumber: null, email: null, phone: null, companyName: null, companyNumber: null };
    const { data } = await server.graphql(`query ($uuid: String) { case(uuid: $uuid) { id uuid createdAt ${fields} } }`, created, jane);
    expect([created, data.case]).toEqual([
      {
        id: expect.any(String),
        uuid: expect.stringMatching(/^[0-9a-f-]{36}$/),
        createdAt: expect.any(String),
        ...input,
        ...nothing,
        creator: { userName: 'jane' },
      },
      created,
    ]);
  });

  it('makes another one each time', async () => {
    expect(await createCase()).not.toBe(await createCase());
  });

  it.each([
    ['firstName', { firstName: 'x'.repeat(256) }, 'BAD_USER_INPUT: firstName: must be at most 255 characters long, not 256'],
    [
      'companyAddress',
      { companyAddress: 'x'.repeat(1001) },
      'BAD_USER_INPUT: companyAddress: must be at most 1000 characters long, not 1001',
    ],
    ['data', { data: 'x'.repeat(64_000) }, 'BAD_USER_INPUT: data: must be at most 64000 bytes of JSON, not 64002'],
  ])('refuses %s that is too long', async (_, input, refusal) => {
    expect(await mutate('createCase', input, 'case { id }')).toBe(refusal);
  });
});

describe('cases', () => {
  it('lists those that fit all of the filter', async () => {
    const email = `${randomUUID()}@example.com`;
    const [first, second] = [await createCase({ email, personalNumber: '1' }), await createCase({ email, companyNumber: '2' })];
    const list = async (filter: object) => {
      const query = 'query ($filter: CaseFilter) { cases(filter: $filter) { totalCount nodes { uuid } } }';
      const { nodes }: { nodes: { uuid: string }[] } = (await server.graphql(query, { filter }, jane)).data.cases;
      return nodes.map(({ uuid }) => uuid);
    };
    const lists = [{ email }, { email, personalNumber: '1' }, { email, companyNumber: '2' }, { email, creatorUserName: 'john' }];
    expect(await Promise.all(lists.map(list))).toEqual([[second, first], [first], [second], []]);
    const moment = new Date(Date.now() + 1000).toISOString();
    expect(await Promise.all([{ createdSince: moment }, { email, createdBefore: moment }].map(list))).toEqual([[], [second, first]]);
  });
});

describe('createParameters', () => {
  const create = (input: object, user = jane) => mutate('createParameters', input, 'parametersId workflowDefinitionId', user);

  it('keeps values under the rules of state values, for a process by its name or UUID', async () => {
    const { uuid } = await server.db.prisma.processName.findUniqueOrThrow({ where: { name: 'GREET' } });
    const made = { parametersId: expect.stringMatching(/^[0-9a-f-]{36}$/), workflowDefinitionId: uuid };
    const parameters = { NUMERIC: '1.5', TEXT: true };
    expect([await create({ workflowDefinitionId: 'GREET', parameters }), await create({ workflowDefinitionId: uuid, parameters })]).toEqual(
      [made, made],
    );
  });

  it.each([
    [{ workflowDefinitionId: 'NONE', parameters: {} }, 'NOT_FOUND: Process "NONE" does not exist or has no active version'],
    [{ workflowDefinitionId: 'GREET', parameters: { OTHER: 1 } }, 'BAD_USER_INPUT: Process GREET has no data field OTHER'],
    [{ workflowDefinitionId: 'GREET', parameters: { NUMERIC: 'a' } }, 'BAD_USER_INPUT: parameters.NUMERIC: not a number: "a"'],
    [{ workflowDefinitionId: 'GREET', parameters: [1] }, 'BAD_USER_INPUT: parameters: must be an object with values, keyed by data field'],
  ])('refuses %j', async (input, refusal) => {
    expect(await create(input)).toBe(refusal);
  });
});

describe('runCase', () => {
  const keep = async (parameters: object, workflowDefinitionId = 'GREET', user = jane): Promise<string> =>
    (await mutate('createParameters', { workflowDefinitionId, parameters }, 'parametersId', user)).parametersId;

  it('runs a process that reads the case, with parameters that are kept or sent', async () => {
    const caseId = await createCase({ firstName: 'Jane', data: { shoe: 38 } });
    const parametersId = await keep({ TEXT: 'Hi' });
    const runs = [
      await runCase({ workflowDefinitionId: 'GREET', caseId, parametersId }),
      await runCase({ workflowDefinitionId: 'GREET', caseId }),
    ];
    const inline = await runCase({ workflowDefinitionId: 'GREET', caseId, parameters: { TEXT: 'Bye' } });
    const outputs = await Promise.all([...runs, inline].map(async ({ number }) => (await find(number)).output));
    expect([runs[0], outputs]).toEqual([
      { number: expect.any(Number), status: 'COMPLETED', caseId },
      ['Hi', 'Hello', 'Bye'].map((word) => ({ said: `${word} Jane of `, caseId, shoe: 38 })),
    ]);
  });

  it('reads the case when it goes on later, and in what it starts', async () => {
    const caseId = await createCase({ firstName: 'Ann', companyName: 'ACME' });
    const ask = await runCase({ workflowDefinitionId: 'ASK', caseId });
    const parent = await runCase({ workflowDefinitionId: 'PARENT', caseId });
    await server.hook('completeAction', { requestNumber: ask.number, number: 1 });
    const ended = await until(async () => {
      const found = await find(parent.number);
      return found.status === 'CLOSED' ? found : null;
    });
    const list = await server.graphql(
      'query ($uuid: String) { case(uuid: $uuid) { requests { nodes { number case { uuid } } } } }',
      { uuid: caseId },
      jane,
    );
    expect([ask.status, (await find(ask.number)).output, parent.status, ended.output, list.data.case.requests.nodes]).toEqual([
      'AWAITING',
      'Ann',
      'RUNNING',
      'Hello Ann of ACME',
      [parent.number + 1, parent.number, ask.number].map((number) => ({ number, case: { uuid: caseId } })),
    ]);
  });

  it('says no to what there is not, what is hidden, and what does not belong together', async () => {
    const caseId = await createCase();
    const foreign = await keep({}, 'ASK');
    const [hidden, hiddenParameters] = [await createCase({}, john), await keep({}, 'GREET', john)];
    const run = (more: object) => runCase({ workflowDefinitionId: 'GREET', caseId, ...more });
    const none = randomUUID();
    const refusals = await Promise.all(
      [
        { caseId: none },
        { caseId: 'x' },
        { caseId: hidden },
        { parametersId: none },
        { parametersId: hiddenParameters },
        { parametersId: foreign },
        { parametersId: foreign, parameters: {} },
        { parameters: { NUMERIC: [] } },
        { workflowDefinitionId: none },
        { workflowDefinitionId: 'PEOPLE' },
      ].map(run),
    );
    expect(refusals).toEqual([
      `NOT_FOUND: Case "${none}" does not exist or is not visible to you`,
      'NOT_FOUND: Case "x" does not exist or is not visible to you',
      `NOT_FOUND: Case "${hidden}" does not exist or is not visible to you`,
      `NOT_FOUND: Parameters "${none}" do not exist or are not yours`,
      `NOT_FOUND: Parameters "${hiddenParameters}" do not exist or are not yours`,
      `BAD_USER_INPUT: Parameters ${foreign} belong to process ASK, not to GREET`,
      'BAD_USER_INPUT: parameters: cannot be combined with parametersId: send one of them',
      'BAD_USER_INPUT: parameters.NUMERIC: NUMERIC cannot be a list',
      `NOT_FOUND: Process "${none}" does not exist or has no active version`,
      'CONFLICT: Process PEOPLE has the activity DO, which a person must do: set "allowUserActions": true in its definition to run it this way',
    ]);
  });

  it('checks parameters that are kept against the version that runs', async () => {
    const data = (name: string) => ({ data: [{ name, type: 'TEXT' }], start: 'E', activities: [{ name: 'E', type: 'END' }] });
    await addProcess(server, 'CHANGES', data('A'));
    const [caseId, parametersId] = [await createCase(), await keep({ A: 'a' }, 'CHANGES')];
    await addProcess(server, 'CHANGES', { version: 2, ...data('B') });
    expect(await runCase({ workflowDefinitionId: 'CHANGES', caseId, parametersId })).toBe(
      'BAD_USER_INPUT: Process CHANGES has no data field A',
    );
  });
});

describe('request(uuid)', () => {
  it('finds it, and refuses what names another one', async () => {
    const { number } = await runCase({ workflowDefinitionId: 'GREET', caseId: await createCase() });
    const { uuid } = await server.db.prisma.request.findUniqueOrThrow({ where: { id: number } });
    const query = 'query ($uuid: String, $number: Int, $id: ID) { request(uuid: $uuid, number: $number, id: $id) { number runStatus } }';
    const ask = (asked: object, user = jane) => server.graphql(query, { uuid, ...asked }, user);
    const found = { request: { number, runStatus: 'COMPLETED' } };
    const sameNumber = await ask({ number });
    const sameId = await ask({ id: globalId(`Request:${number}`) });
    const otherNumber = await ask({ number: number + 1 });
    const byStranger = await ask({}, john);
    const unknown = await ask({ uuid: 'x' });
    expect([sameNumber.data, sameId.data]).toEqual([found, found]);
    expect(otherNumber.errors[0].extensions.code).toBe('BAD_USER_INPUT');
    expect([byStranger.data, unknown.data]).toEqual([{ request: null }, { request: null }]);
  });
});
