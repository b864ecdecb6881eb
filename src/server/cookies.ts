import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { refusal } from '../errors';

/** The cookies of a browser: the token of its session, and what it has to bring back from the identity provider. */
export type CookieName = 'sluice_session' | 'sluice_pending';

/** By HTTPS with a name that no other host or path can set. */
const nameOf = (name: CookieName, isSecure: boolean) => (isSecure ? `__Host-${name}` : name);

/** The value of a cookie of ours, null where the browser sent none. */
export function readCookie({ cookie = '' }: IncomingHttpHeaders, name: CookieName, isSecure: boolean): string | null {
  const prefix = `${nameOf(name, isSecure)}=`;
  const found = cookie.split(';').find((one) => one.trim().startsWith(prefix));
  return found?.trim().slice(prefix.length) || null;
}

/** A `Set-Cookie` header that scripts cannot read, and that other sites send only when they lead here; `seconds` 0 removes the cookie. */
export function toCookie(name: CookieName, value: string, seconds: number, isSecure: boolean): string {
  return `${nameOf(name, isSecure)}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
}

/**
 * Checks that a call which a cookie opens comes from a page of ours, or of one of these origins, unless it only reads. Browsers say so by
 * `Sec-Fetch-Site` or `Origin`, which no page can forge. Throws CROSS_SITE.
 */
export function refuseCrossSite({ method, headers }: IncomingMessage, origins: readonly string[]): void {
  if (method === 'GET' || method === 'HEAD') return;
  if (headers['sec-fetch-site'] === 'same-origin') return;
  const { origin, host } = headers;
  const isOurs = origin !== undefined && URL.canParse(origin) && headers['sec-fetch-site'] === undefined && new URL(origin).host === host;
  if (!isOurs && !(origin !== undefined && origins.includes(origin))) throw refusal('CROSS_SITE', {});
}
