import ipaddr from 'ipaddr.js';

/** Whether one of these addresses and CIDR ranges holds the address; an empty list holds all. IPv4 in IPv6 is IPv4. */
export function allowsAddress(allowed: readonly string[], address: string): boolean {
  if (allowed.length === 0) return true;
  if (!ipaddr.isValid(address)) return false;
  const caller = ipaddr.process(address);
  return allowed.some((entry) => {
    const [range, bits] = entry.includes('/') ? ipaddr.parseCIDR(entry) : [ipaddr.process(entry), undefined];
    return range.kind() === caller.kind() && caller.match(range, bits ?? (range.kind() === 'ipv4' ? 32 : 128));
  });
}
