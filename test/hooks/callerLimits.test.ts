import { allowsAddress } from '../../src/hooks/callerLimits';

describe('allowsAddress', () => {
  it.each([
    ['everybody, where nothing is said', [], '203.0.113.9', true],
    ['an IPv4 address', ['203.0.113.9'], '203.0.113.9', true],
    ['no other one', ['203.0.113.9'], '203.0.113.10', false],
    ['an IPv4 range', ['192.0.2.0/24', '203.0.113.0/24'], '203.0.113.255', true],
    ['nothing beside the range', ['203.0.113.0/25'], '203.0.113.128', false],
    ['all of IPv4', ['0.0.0.0/0'], '203.0.113.9', true],
    ['no IPv6 by a range of IPv4', ['0.0.0.0/0'], '2001:db8::1', false],
    ['no IPv4 by a range of IPv6', ['::/0'], '203.0.113.9', false],
    ['an IPv6 address, however it is written', ['2001:0DB8:0:0::1'], '2001:db8::1', true],
    ['an IPv6 range', ['2001:db8::/32'], '2001:db8:ffff::1', true],
    ['nothing beside the IPv6 range', ['2001:db8::/32'], '2001:db9::1', false],
    ['IPv4 that comes in as IPv6', ['203.0.113.0/24'], '::ffff:203.0.113.9', true],
    ['IPv4 that is allowed as IPv6', ['::ffff:203.0.113.9'], '203.0.113.9', true],
    ['IPv4 in a range that is written as IPv6', ['::ffff:203.0.113.0/120'], '203.0.113.9', true],
    ['nobody whose address is not known', ['0.0.0.0/0'], '', false],
    ['nobody who says something else for an address', ['0.0.0.0/0'], 'unknown', false],
  ])('lets in %s', (_, allowed, address, expected) => {
    expect(allowsAddress(allowed, address)).toBe(expected);
  });
});
