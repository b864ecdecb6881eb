import { callRefused, refusedAs } from '../../kit/callRefused';
import { addHook, addProcess, addRequest, addUser } from '../../kit/factories';
import { globalId } from '../../kit/globalId';
import { startTestServer, type TestServer } from '../../kit/startTestServer';

let server: TestServer;
let open: number;
let closed: number;
beforeAll(async () => {
  server = await startTestServer();
  await addProcess(server, 'P');
  open = await addRequest(server, 'P');
  closed = await addRequest(server, 'P');
  await server.hook('cancelRequest', { number: closed });
});
afterAll(() => server.stop());

const parameters = [{ name: 'TEXT', textValue: 'a' }];
const dataOf = async (id: number) => (await server.db.prisma.request.findUniqueOrThrow({ where: { id } })).data;

describe('updateRequestDataset', () => {
  it('is refused without parameters', async () => {
    expect(await callRefused(server, 'updateRequestDataset', { number: open })).toEqual(
      refusedAs(
        400,
        'BAD_USER_INPUT',
        'UpdateRequestDataset error: input: Field "parameters" of required type "[ParameterInput!]!" was not provided.',
      ),
    );
  });

  it('of a closed request is refused, saying when and how it was closed', async () => {
    const { closedAt } = await server.db.prisma.request.findUniqueOrThrow({ where: { id: closed } });
    expect(await callRefused(server, 'updateRequestDataset', { number: closed, parameters })).toEqual(
      refusedAs(409, 'CONFLICT', `UpdateRequestDataset error: Request ${closed} was closed as CANCELLED at ${closedAt!.toISOString()}`),
    );
  });

  it('is refused to the requester, who is not a system-operation user', async () => {
    await addUser(server, 'ann');
    const ann = await addHook(server, 'ann');
    const number = await addRequest(server, 'P', {}, ann);
    expect(await callRefused(server, 'updateRequestDataset', { number, parameters }, ann)).toEqual(
      refusedAs(403, 'FORBIDDEN', 'UpdateRequestDataset error: ann is not a system-operation user'),
    );
  });

  it('echoes each parameter with just the value field that was sent', async () => {
    const sent = [
      { name: 'TEXT', type: 'TEXT', direction: 'IN', textValue: 'My parameter' },
      { name: 'NUMERIC', textValue: null, numericValue: 5 },
      { name: 'DATE', dateTimeValue: '2017-02-23T20:46:00Z' },
      { name: 'JSON', jsonValue: null },
    ];
    const { status, body } = await server.hook('updateRequestDataset', { id: globalId(`Request:${open}`), number: open, parameters: sent });
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        clientMutationId: null,
        requestId: globalId(`Request:${open}`),
        parameters: [
          { name: 'TEXT', textValue: 'My parameter' },
          { name: 'NUMERIC', numericValue: 5 },
          { name: 'DATE', dateTimeValue: '2017-02-23T20:46:00.000Z' },
          { name: 'JSON', jsonValue: null },
        ],
      },
    });
  });

  it('leaves other data and the open actions as they are', async () => {
    const number = await addRequest(server, 'P', { parameters: [{ name: 'NUMERIC', numericValue: 1 }] });
    const before = await server.db.prisma.action.findMany({ where: { requestId: number } });
    await server.hook('updateRequestDataset', { number, parameters });
    expect([await dataOf(number), await server.db.prisma.action.findMany({ where: { requestId: number } })]).toEqual([
      { NUMERIC: 1, TEXT: 'a' },
      before,
    ]);
  });

  it('sent twice is the same, and twice in the history', async () => {
    const number = await addRequest(server, 'P');
    const answers = [
      await server.hook('updateRequestDataset', { number, parameters }),
      await server.hook('updateRequestDataset', { number, parameters }),
    ];
    const lines = await server.db.prisma.history.count({ where: { requestId: number, type: 'DATASET_UPDATED' } });
    expect([...answers.map(({ status }) => status), lines, await dataOf(number)]).toEqual([200, 200, 2, { TEXT: 'a' }]);
  });

  it('of different data at once loses none of them', async () => {
    const number = await addRequest(server, 'P');
    const each = [
      { name: 'TEXT', textValue: 'a' },
      { name: 'NUMERIC', numericValue: 1 },
      { name: 'DATE', dateTimeValue: '2020-01-01' },
      { name: 'JSON', jsonValue: [] },
    ];
    await Promise.all(each.map((one) => server.hook('updateRequestDataset', { number, parameters: [one] })));
    expect(await dataOf(number)).toEqual({ TEXT: 'a', NUMERIC: 1, DATE: '2020-01-01T00:00:00.000Z', JSON: [] });
  });
});
