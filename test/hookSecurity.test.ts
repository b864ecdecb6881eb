import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import { Webhook } from 'standardwebhooks';
import { addProcess } from './kit/factories';
import { fencesOf } from './kit/examplesOf';
import { startTestServer, type TestServer } from './kit/startTestServer';

type Send = (url: string, ...given: string[]) => Promise<Response>;

const fences = fencesOf(readFileSync(path.join(__dirname, '../docs/hook-security.md'), 'utf8'));
/** A function of the page. */
function codeOf(name: string): Send {
  const { text } = fences.find(({ language, text: code }) => language === 'js' && code.includes(`function ${name}(`))!;
  return runInNewContext(`${text} ${name}`, { fetch, createHmac, Webhook, Date }) as Send;
}

describe('docs/hook-security.md', () => {
  const body = JSON.stringify({ operation: 'createRequest', args: { input: { processName: 'P', clientMutationId: 'Grüße' } } });
  let server: TestServer;
  /** Of the hooks that the page makes, by their names. */
  const urls: Record<string, string> = {};
  beforeAll(async () => {
    server = await startTestServer({ trustProxy: ['127.0.0.1'] });
    await addProcess(server, 'P');
    for (const { language, text } of fences) {
      if (language !== 'graphql') continue;
      const { data, errors } = await server.graphql(text.replace('"wfgen_admin"', '"admin"'));
      expect(errors).toBeUndefined();
      urls[/name: "(\w+)"/.exec(text)![1]!] = data.createApplication.url;
    }
  });
  afterAll(() => server.stop());

  it.each([
    ['203.0.113.7', 200],
    ['2001:db8::1', 200],
    ['203.0.114.7', 403],
  ])('lets %s call by %d', async (address, status) => {
    const { pathname } = new URL(urls['Payments']!);
    expect((await server.post(pathname, body, { 'x-forwarded-for': address })).status).toBe(status);
  });

  it.each<[string, string, string[]]>([
    ['sendWithHmac', 'Orders', ['a secret that both sides know', body]],
    ['sendAsStandardWebhook', 'Shipments', ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'msg_1', body]],
  ])('signs by %s what the hook takes, and a wrong secret is refused', async (name, hook, [secret = '', ...given]) => {
    const send = codeOf(name);
    const another = secret.replace(/know|MfKQ/, 'abcd');
    const statuses = [(await send(urls[hook]!, secret, ...given)).status, (await send(urls[hook]!, another, ...given)).status];
    expect(statuses).toEqual([200, 401]);
  });
});
