import type { IncomingMessage } from 'node:http';
import proxyAddr from 'proxy-addr';

/** Finds a caller's address: the last in X-Forwarded-For that is none of these proxies (addresses, CIDR ranges), where the connection comes from one. */
export function createAddressOf(trustedProxies: readonly string[]): (request: IncomingMessage) => string {
  const trust = proxyAddr.compile([...trustedProxies]);
  // A connection that is gone already has no address any more.
  return (request) => (request.socket.remoteAddress ? proxyAddr(request, trust) : '');
}
