import type { IncomingMessage } from 'node:http';
import proxyAddr from 'proxy-addr';
import { protocolOf } from './protocolOf';

/** Tells whether a call came by HTTPS: to this server, or to a proxy that is one of these and says so. */
export function createIsSecure(trustedProxies: readonly string[]): (request: IncomingMessage) => boolean {
  const trust = proxyAddr.compile([...trustedProxies]);
  return (request) => 'encrypted' in request.socket || protocolOf(request, trust) === 'https';
}
