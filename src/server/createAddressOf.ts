import type { IncomingMessage } from 'node:http';
import proxyAddr from 'proxy-addr';

/**
 * Finds a caller's address: the last in X-Forwarded-For that is none of these proxies (addresses, CIDR ranges), where the connection comes from one.
 * Ports that proxies add (`203.0.113.7:4711`, `[2001:db8::7]:4711`) do not count.
 */
export function createAddressOf(trustedProxies: readonly string[]): (request: IncomingMessage) => string {
  const trusted = proxyAddr.compile([...trustedProxies]);
  const trust = (address: string, hop: number) => trusted(withoutPort(address), hop);
  // A connection that is gone already has no address any more.
  return (request) => (request.socket.remoteAddress ? withoutPort(proxyAddr(request, trust)) : '');
}

function withoutPort(address: string): string {
  const [, inBrackets, v4] = /^\[([^\]]*)\](?::\d+)?$|^([\d.]+):\d+$/.exec(address) ?? [];
  return inBrackets ?? v4 ?? address;
}
