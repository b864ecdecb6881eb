import type { IncomingMessage } from 'node:http';
import proxyAddr from 'proxy-addr';

/**
 * Finds what URLs that are printed for a caller start with: PUBLIC_URL, else the address that is listened on, by https where the proxy
 * that the call came through says so in X-Forwarded-Proto (and is one of these).
 */
export function createPublicUrlOf(
  { publicUrl, trustProxy }: { publicUrl: string | undefined; trustProxy: readonly string[] },
  listenedOn: () => string,
): (request: IncomingMessage) => string {
  const trust = proxyAddr.compile([...trustProxy]);
  return (request) => {
    if (publicUrl !== undefined) return publicUrl;
    const { remoteAddress } = request.socket;
    const isTrusted = remoteAddress !== undefined && trust(remoteAddress, 0);
    // Of several proxies the first one, which the caller talked to, stands first.
    const protocol = isTrusted ? /^(https?)\s*(?:,|$)/i.exec(String(request.headers['x-forwarded-proto'] ?? ''))?.[1] : undefined;
    return protocol ? listenedOn().replace(/^https?/, protocol.toLowerCase()) : listenedOn();
  };
}
