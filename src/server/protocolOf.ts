import type { IncomingMessage } from 'node:http';

/** Returns `http` or `https` as a trusted proxy says in X-Forwarded-Proto, in lower case; undefined if it does not say, or is not trusted. */
export function protocolOf({ socket, headers }: IncomingMessage, trust: (address: string, hop: number) => boolean): string | undefined {
  if (socket.remoteAddress === undefined || !trust(socket.remoteAddress, 0)) return undefined;
  // Of several proxies the first one, which the caller talked to, stands first.
  return /^(https?)\s*(?:,|$)/i.exec(String(headers['x-forwarded-proto'] ?? ''))?.[1]?.toLowerCase();
}
