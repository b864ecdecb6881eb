import { pruneCallbackAttempts } from '../../../src/jobs/tasks/recurring';
import { addProcess, addRequest } from '../../kit/factories';
import { startTestServer, type TestServer } from '../../kit/startTestServer';

describe('pruneCallbackAttempts', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.stop());

  it('removes what is older than deliveryRetention days, however much it is, and however many do so at once', async () => {
    await addProcess(server, 'P');
    const requestId = await addRequest(server, 'P');
    const { callback, callbackAttempt } = server.db.prisma;
    const { id: callbackId } = await callback.create({
      data: { url: 'https://crm.example', events: ['request.failed'], secret: new Uint8Array() },
    });
    const attempt = (days: number) => ({
      callbackId,
      requestId,
      event: 'request.failed',
      webhookId: `${days} days`,
      at: new Date(Date.now() - days * 86_400_000),
      body: '',
    });
    await callbackAttempt.createMany({ data: [...Array.from({ length: 2_500 }, () => attempt(30.01)), attempt(29.99)] });
    const prune = () => pruneCallbackAttempts.run(server as never, {}, {} as never);
    await Promise.all([prune(), prune()]);
    expect(await callbackAttempt.findMany({ select: { webhookId: true } })).toEqual([{ webhookId: '29.99 days' }]);
  });
});
