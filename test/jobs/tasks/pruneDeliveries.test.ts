import { pruneDeliveries } from '../../../src/jobs/tasks/recurring';
import type { TaskDeps } from '../../../src/jobs/task';
import { startTestServer, type TestServer } from '../../kit/startTestServer';

describe('pruneDeliveries', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.stop());

  it('removes what is older than deliveryRetention days with all of its rows, however much it is, and however many do so at once', async () => {
    const { delivery, deliveryRequest, settings } = server.db.prisma;
    await settings.update({ where: { id: 1 }, data: { deliveryRetention: 3 } });
    const entry = { durationMs: 1, address: '::1', method: 'POST', path: '/hooks', status: 200, duplicate: false, isWhole: false };
    const ago = (days: number) => new Date(Date.now() - days * 86_400_000);
    const old = Array.from({ length: 2_500 }, (_, n) => ({ ...entry, id: n + 1, receivedAt: ago(3.01) }));
    await delivery.createMany({ data: [...old, { ...entry, id: 9_001, receivedAt: ago(2.99) }] });
    await deliveryRequest.createMany({ data: [1, 2_500, 9_001].map((deliveryId) => ({ deliveryId, requestId: 1 })) });
    const deps = { db: server.db } as TaskDeps;
    const prune = () => Promise.resolve(pruneDeliveries.run(deps, {}, undefined as never));
    await Promise.all([prune(), prune()]);
    expect(await delivery.findMany({ select: { id: true, requests: { select: { requestId: true } } } })).toEqual([
      { id: 9_001n, requests: [{ requestId: 1 }] },
    ]);
  });
});
