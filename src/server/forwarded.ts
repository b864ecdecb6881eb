import type { IncomingMessage } from 'node:http';
import proxyAddr from 'proxy-addr';

/** Returns `http` or `https` as a trusted proxy says in X-Forwarded-Proto, in lower case; undefined if it does not say, or is not trusted. */
function protocolOf({ socket, headers }: IncomingMessage, trust: (address: string, hop: number) => boolean): string | undefined {
  if (socket.remoteAddress === undefined || !trust(socket.remoteAddress, 0)) return undefined;
  // Of several proxies the first one, which the caller talked to, stands first.
  return /^(https?)\s*(?:,|$)/i.exec(String(headers['x-forwarded-proto'] ?? ''))?.[1]?.toLowerCase();
}

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

/** The parts of the configuration that tell how callers reach this server. */
interface Front {
  publicUrl: string | undefined;
  trustProxy: readonly string[];
}

/**
 * Tells whether a call came by HTTPS: to this server, or to a proxy that is one of these and says so. Where PUBLIC_URL is at https, all calls
 * count as such: a proxy that is not named must not cost browsers the protection of their cookies.
 */
export function createIsSecure({ publicUrl, trustProxy }: Front): (request: IncomingMessage) => boolean {
  const trust = proxyAddr.compile([...trustProxy]);
  const isPublicSecure = publicUrl?.toLowerCase().startsWith('https:') === true;
  return (request) => isPublicSecure || 'encrypted' in request.socket || protocolOf(request, trust) === 'https';
}

/**
 * Finds what URLs that are printed for a caller start with: PUBLIC_URL, else the address that is listened on, by https where the proxy
 * that the call came through says so in X-Forwarded-Proto (and is one of these).
 */
export function createPublicUrlOf({ publicUrl, trustProxy }: Front, listenedOn: () => string): (request: IncomingMessage) => string {
  const trust = proxyAddr.compile([...trustProxy]);
  return (request) => {
    if (publicUrl !== undefined) return publicUrl;
    const protocol = protocolOf(request, trust);
    return protocol ? listenedOn().replace(/^https?/, protocol) : listenedOn();
  };
}
