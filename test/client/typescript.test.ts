import { createClient, SluiceError } from '../../docs/client/client';
import { completeForm, create, myActions } from '../../docs/client/documents';
import { addProcess, addUser, password } from '../kit/factories';
import { startTestServer, type TestServer } from '../kit/startTestServer';

let server: TestServer;
let run: ReturnType<typeof createClient>;
beforeAll(async () => {
  server = await startTestServer();
  await addUser(server, 'anna');
  const form = { fields: [{ data: 'TEXT', label: 'Decision', required: true, options: ['yes', 'no'] }] };
  await addProcess(server, 'Client', { activities: [{ name: 'DO', type: 'USER', participant: 'Workers', form }] });
  run = createClient(server.url, `Basic ${Buffer.from(`anna:${password}`).toString('base64')}`);
});
afterAll(() => server.stop());

describe('the client of docs/client', () => {
  it('starts a process, finds what can be done, and completes it by its form', async () => {
    const { createRequest } = await run(create, { input: { processName: 'Client' } });
    const { viewer } = await run(myActions, { first: 1 });
    const [action] = viewer.actions.nodes;
    const [field] = action?.form?.fields ?? [];
    expect([action?.requestNumber, action?.viewerCanComplete, field?.label]).toEqual([createRequest?.number, true, 'Decision']);
    const parameters = [{ name: field?.name ?? '', textValue: 'yes' }];
    const done = await run(completeForm, { input: { id: action?.id ?? '', parameters, clientMutationId: 'mine' } });
    expect(done).toEqual({ completeFormAction: { actionId: action?.id, clientMutationId: 'mine' } });
  });

  it('throws what Sluice refuses, with its code and the faulty fields', async () => {
    const { createRequest } = await run(create, { input: { processName: 'Client' } });
    const refused = await run(completeForm, { input: { requestNumber: createRequest?.number ?? 0, number: 1 } }).catch(
      (error: unknown) => error,
    );
    expect(refused).toEqual(expect.any(SluiceError));
    expect(refused).toMatchObject({ code: 'BAD_USER_INPUT', details: { fields: [{ name: 'TEXT', message: 'is required' }] } });
  });
});
