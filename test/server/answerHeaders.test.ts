import type { OutgoingHttpHeaders } from 'node:http';
import { addHook, addProcess } from '../kit/factories';
import { startReplica } from '../kit/startReplica';
import { administrator, startTestServer, type TestServer } from '../kit/startTestServer';
import { guardHeaders } from '../../src/server/createCallLog';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ trustProxy: ['127.0.0.1'] });
  await addProcess(server, 'PAGE', {
    participants: [{ name: 'Requesters', role: 'REQUESTER', everyone: true }],
    start: 'ANSWER',
    activities: [
      {
        name: 'ANSWER',
        type: 'RESPONSE',
        body: '<script>alert(1)</script>',
        headers: {
          'Content-Type': 'text/html',
          'Content-Security-Policy': 'img-src *',
          'X-Content-Type-Options': 'sniff',
          'Strict-Transport-Security': 'max-age=0',
        },
      },
    ],
  });
});
afterAll(() => server.stop());

const authorization = `Basic ${Buffer.from(`${administrator.userName}:${administrator.password}`).toString('base64')}`;
const secure = { 'x-forwarded-proto': 'https' };

describe('the headers of an answer', () => {
  it('keep pages that a process makes out of the origin of /graphql, whatever the process says', async () => {
    const hook = await addHook(server, administrator.userName, {
      kind: 'TRIGGER',
      trigger: { processName: 'PAGE', mode: 'SYNC' },
    });
    const { status, headers } = await server.post(`/hooks/${hook}`, {}, secure);
    expect([status, headers.get('content-type'), headers.get('content-security-policy'), headers.get('x-content-type-options')]).toEqual([
      200,
      'text/html',
      'sandbox, img-src *',
      'nosniff',
    ]);
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000');
  });

  it.each<[string, OutgoingHttpHeaders, OutgoingHttpHeaders]>([
    ['a session', { 'set-cookie': 'sluice_session=x; Path=/' }, {}],
    ['a session by HTTPS', { 'Set-Cookie': ['__Host-sluice_session=x; Secure; Path=/', 'a=b'] }, { 'Set-Cookie': ['a=b'] }],
    ['a log-in that is under way', { 'Set-Cookie': ' SLUICE_pending=x' }, {}],
    ['a cookie without a name that is sent as one of ours', { 'Set-Cookie': ' = sluice_session=x' }, {}],
    [
      'cookies of its own',
      { 'Set-Cookie': ['a=sluice_session', 'my_sluice_x=1'] },
      { 'Set-Cookie': ['a=sluice_session', 'my_sluice_x=1'] },
    ],
    ['an empty browser', { 'Clear-Site-Data': '"cookies"', Location: '/x' }, { Location: '/x' }],
  ])('let a process set no cookie of ours: %s', (_, given, expected) => {
    expect(guardHeaders(given)).toEqual({ ...expected, 'Content-Security-Policy': ['sandbox'] });
  });

  it.each([
    ['an answer', { query: '{ viewer { userName } }' }, 200],
    ['a fault', { query: '{' }, 400],
  ])('of /graphql are those of other routes: %s', async (_, body, status) => {
    const answer = await server.post('/graphql', body, { authorization, accept: 'application/graphql-response+json' });
    expect([answer.status, answer.headers.get('cache-control'), answer.headers.get('x-content-type-options')]).toEqual([
      status,
      'no-store',
      'nosniff',
    ]);
  });

  it('ask for HTTPS from then on where the caller came by it, which only a trusted proxy can say', async () => {
    const untrusting = await startReplica(server);
    const answers = await Promise.all([
      fetch(`${server.url}/healthz`, { headers: secure }),
      fetch(`${server.url}/graphql`, { headers: secure }),
      fetch(`${server.url}/healthz`),
      fetch(`${untrusting.url}/healthz`, { headers: secure }),
    ]);
    await untrusting.stop();
    expect(answers.map(({ headers }) => headers.get('strict-transport-security'))).toEqual([
      'max-age=31536000',
      'max-age=31536000',
      null,
      null,
    ]);
  });
});
