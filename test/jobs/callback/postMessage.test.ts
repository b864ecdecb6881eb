import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { postMessage } from '../../../src/jobs/callback/postMessage';
import { createOutbound } from '../../../src/outbound/createOutbound';
import { createSecretBox } from '../../../src/secret/createSecretBox';

const secrets = createSecretBox('a key that is long enough for a test');
const outbound = createOutbound();
const message = { callbackId: 1, requestId: 1, event: 'request.failed', webhookId: 'msg_1', body: '{}' } as const;
let server: Server;
let host: string;
beforeAll(async () => {
  // It never ends what it answers, or never begins.
  server = createServer(({ url }, response) => {
    if (url === '/drip') response.writeHead(204 + 2).write('So far');
    if (url === '/fail') response.writeHead(500).write('So far');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await outbound.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const post = (path: string, secret = secrets.encrypt('whsec_AAAA'), ms = 100) =>
  postMessage(
    { outbound, secrets },
    { url: `http://${host}${path}`, secrets: [secret], format: 'SLUICE', hops: 0, hosts: [host], pausedUntil: null },
    message,
    new AbortController().signal,
    ms,
  );

describe('postMessage', () => {
  it('fails when no answer arrives in time', async () => {
    expect(await post('/none')).toEqual({
      at: expect.any(Date),
      durationMs: expect.any(Number),
      status: null,
      error: `http://${host} did not answer within 100 ms`,
      answer: null,
      retryAfter: 0,
    });
  });

  it.each([
    ['succeeds', '/drip', 206, null],
    ['fails', '/fail', 500, 'answered 500 Internal Server Error'],
  ])('%s by the status of an answer that does not end in time', async (_, path, status, error) => {
    expect(await post(path)).toEqual(expect.objectContaining({ status, error, answer: 'So far' }));
  });

  it('fails, and calls nobody, where the secret cannot be read any more', async () => {
    const other = createSecretBox('another key that is long enough as well').encrypt('whsec_AAAA');
    expect((await post('/drip', other)).error).toMatch(/A secret cannot be decrypted/);
  });
});
