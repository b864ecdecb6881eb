import ipaddr from 'ipaddr.js';

type Range = [ipaddr.IPv4 | ipaddr.IPv6, number];

/** Whether one of these addresses and CIDR ranges holds the address; an empty list holds all. IPv4 in IPv6 is IPv4. */
export function allowsAddress(allowed: readonly string[], address: string): boolean {
  if (allowed.length === 0) return true;
  if (!ipaddr.isValid(address)) return false;
  const caller = ipaddr.process(address);
  return allowed.some((entry) => {
    const range = parseRange(entry);
    return range[0].kind() === caller.kind() && caller.match(range);
  });
}

function parseRange(entry: string): Range {
  const isRange = entry.includes('/');
  const [base, bits]: Range = isRange ? ipaddr.parseCIDR(entry) : [ipaddr.parse(entry), entry.includes(':') ? 128 : 32];
  const isMapped = base instanceof ipaddr.IPv6 && base.isIPv4MappedAddress() && bits >= 96;
  return isMapped ? [base.toIPv4Address(), bits - 96] : [base, bits];
}
