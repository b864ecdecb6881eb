import ipaddr from 'ipaddr.js';

/**
 * Whether an IP address (not a name) belongs to the open internet: neither this machine, nor a private, link-local, multicast, shared,
 * documented or reserved one, nor an IPv6 address that stands for an IPv4 address, such as NAT64, 6to4 or `::/96`.
 */
export function isPublicAddress(address: string): boolean {
  // `isValid` takes 127.1 and 0x7f.1 as well: an address that came from a resolver or a socket is never written so.
  if (!ipaddr.IPv4.isValidFourPartDecimal(address) && !ipaddr.IPv6.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed instanceof ipaddr.IPv6 && !parsed.match(global)) return false;
  return parsed.range() === 'unicast';
}

// All that was ever given out, https://www.iana.org/assignments/ipv6-address-space.
const global = ipaddr.IPv6.parseCIDR('2000::/3');
