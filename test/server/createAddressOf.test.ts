import type { IncomingMessage } from 'node:http';
import { createAddressOf } from '../../src/server/forwarded';

const call = (remoteAddress: string, forwarded?: string) =>
  ({ socket: { remoteAddress }, headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded } }) as unknown as IncomingMessage;

describe('createAddressOf', () => {
  it.each([
    ['nothing', undefined, '10.0.0.1'],
    ['an address', '203.0.113.7', '203.0.113.7'],
    ['an address with a port', '203.0.113.7:4711', '203.0.113.7'],
    ['an IPv6 address', '2001:db8::7', '2001:db8::7'],
    ['an IPv6 address in brackets', '[2001:db8::7]', '2001:db8::7'],
    ['an IPv6 address with a port', '[2001:db8::7]:4711', '2001:db8::7'],
    ['further proxies with ports', '198.51.100.1, 203.0.113.7:1, 10.0.0.2:2, 10.0.0.3', '203.0.113.7'],
    ['what is not an address', 'unknown', 'unknown'],
  ])('reads %s of a trusted proxy', (_, forwarded, address) => {
    expect(createAddressOf(['10.0.0.0/8'])(call('10.0.0.1', forwarded))).toBe(address);
  });

  it('believes nobody else', () => {
    expect(createAddressOf(['10.0.0.0/8'])(call('192.0.2.1', '203.0.113.7:1'))).toBe('192.0.2.1');
  });
});
