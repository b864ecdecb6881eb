import { pruneIdempotencyKeys } from '../../src/store/delete/pruneOld';
import { addProcess, addRequest } from '../kit/factories';
import { startTestServer, type TestServer } from '../kit/startTestServer';

describe('pruneIdempotencyKeys', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.stop());

  it('removes what is older than idempotencyRetention days, however much it is, and however many do so at once', async () => {
    const { idempotencyKey } = server.db.prisma;
    const add = (keys: string[], days: number) =>
      idempotencyKey.createMany({
        data: keys.map((key) => ({
          scope: 'Application:1',
          key,
          bodyHash: new Uint8Array(32),
          payload: {},
          createdAt: new Date(Date.now() - days * 86_400_000),
        })),
      });
    await add(
      Array.from({ length: 2_500 }, (_, n) => `old ${n}`),
      30.01,
    );
    await add(['kept'], 29.99);
    await Promise.all([pruneIdempotencyKeys(server.db), pruneIdempotencyKeys(server.db)]);
    expect(await idempotencyKey.findMany({ select: { key: true } })).toEqual([{ key: 'kept' }]);
  });

  it('removes old uids of runs as well, and leaves the runs', async () => {
    await addProcess(server, 'P');
    const requestId = await addRequest(server, 'P');
    const { runUid } = server.db.prisma;
    const days = [30.01, 29.99];
    await runUid.createMany({
      data: days.map((age) => ({ scope: 'User:1', uid: `${age}`, requestId, createdAt: new Date(Date.now() - age * 86_400_000) })),
    });
    await pruneIdempotencyKeys(server.db);
    expect(await runUid.findMany({ select: { uid: true } })).toEqual([{ uid: '29.99' }]);
  });
});
