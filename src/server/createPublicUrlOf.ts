import type { IncomingMessage } from 'node:http';
import proxyAddr from 'proxy-addr';
import { protocolOf } from './protocolOf';

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
    const protocol = protocolOf(request, trust);
    return protocol ? listenedOn().replace(/^https?/, protocol) : listenedOn();
  };
}
