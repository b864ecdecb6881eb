import http from 'node:http';
import { once } from 'node:events';
import { json } from 'node:stream/consumers';
import { startReplica } from '../kit/startReplica';
import { startTestServer, type TestServer } from '../kit/startTestServer';
import { until } from '../kit/until';

const shutdownDelayMs = 3_000;

describe('createShutdown', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.stop());

  interface Told {
    status: number | undefined;
    connection: string | undefined;
    body: unknown;
  }
  async function ask(url: string, agent: http.Agent | false = false): Promise<Told> {
    const [response] = (await once(http.get(url, { agent }), 'response')) as [http.IncomingMessage];
    const body = await json(response).catch(() => undefined);
    return { status: response.statusCode, connection: response.headers.connection, body };
  }

  it('serves on while it is not ready, ends each connection with its answer, and keeps idle ones for a while when it does not listen any more', async () => {
    const replica = await startReplica(server, { shutdownDelayMs });
    const kept = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const before = await ask(`${replica.url}/healthz`, kept);
    const stopped = replica.stop();
    const [ready, served] = [await ask(`${replica.url}/readyz`), await ask(`${replica.url}/healthz`)];
    const refused = await until(() =>
      ask(`${replica.url}/healthz`).then(
        () => null,
        (error: unknown) => error,
      ),
    );
    const onIdle = await ask(`${replica.url}/healthz`, kept);
    await stopped;
    expect([before.status, before.connection]).toEqual([200, 'keep-alive']);
    expect([ready.status, ready.connection, served.status, served.connection]).toEqual([503, 'close', 200, 'close']);
    expect([onIdle.status, onIdle.connection, refused]).toEqual([200, 'close', expect.objectContaining({ code: 'ECONNREFUSED' })]);
  });

  it('stops at once without a delay', async () => {
    const replica = await startReplica(server);
    const kept = new http.Agent({ keepAlive: true });
    await ask(`${replica.url}/healthz`, kept);
    const stopped = replica.stop();
    await expect(ask(`${replica.url}/healthz`)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await stopped;
  });
});
