import { redactHeaders } from '../../src/redaction/redactSecrets';

describe('redactHeaders', () => {
  it.each([
    'authorization',
    'proxy-authorization',
    'cookie',
    'x-hook-token',
    'x-wfgen-hooktoken',
    'inbound-webhook-secret',
    'webhook-signature',
    'x-signature',
    'x-hub-signature-256',
    'x-api-key',
    'pin',
    'x.session',
    'x-own-header',
  ])('does not tell %s', (name) => {
    const headers = { host: 'example.com', [name]: 'x' };
    const told = { host: 'example.com', [name]: '[redacted]' };
    expect([redactHeaders(headers, 'X-Own-Header'), redactHeaders(headers)].map((json) => JSON.parse(json))).toEqual([
      told,
      name === 'x-own-header' ? headers : told,
    ]);
  });

  it('tells the others as they came, and redacts URLs in them', () => {
    const headers = { 'content-type': 'application/json', 'idempotency-key': 'a', referer: 'https://example.com/?token=x' };
    expect(JSON.parse(redactHeaders(headers))).toEqual({ ...headers, referer: 'https://example.com/?token=%5Bredacted%5D' });
  });

  it('keeps none that are too many', () => {
    expect(JSON.parse(redactHeaders({ a: '"'.repeat(10_000) }))).toEqual({ '…': 'too large to be kept' });
  });
});
