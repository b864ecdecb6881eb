import type { AllowedUrl } from './allowUrl';

/**
 * Checks a URL that a process calls: any public address, and a private one where the list names its host (`intranet.example`, every port,
 * or `intranet.example:8080`). Null for what is not http or https, or has a log-in in it.
 */
export function allowHost(text: string | URL, hosts: readonly string[]): AllowedUrl | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  if ((url.protocol !== 'http:' && url.protocol !== 'https:') || url.username !== '' || url.password !== '') return null;
  // One host has one name: with a dot at its end it would be another.
  url.hostname = url.hostname.replace(/(?<!\.)\.+$/, '');
  if (url.hostname === '') return null;
  return { url, reach: hosts.some((entry) => names(entry, url)) ? 'ANYWHERE' : 'PUBLIC' };
}

/** Returns whether a text is an entry of such a list. */
export function isHostEntry(entry: string): boolean {
  if (!/^[^\s/@?#\\*]+$/.test(entry) || !URL.canParse(`https://${entry}`)) return false;
  const { hostname, pathname } = new URL(`https://${entry}`);
  return hostname !== '' && pathname === '/';
}

function names(entry: string, { protocol, hostname, port }: URL): boolean {
  // A port that is the protocol's own is not in the URL: read under the same protocol, it is not in the entry either.
  const allowed = new URL(`${protocol}//${entry}`);
  const isEveryPort = !/:\d+$/.test(entry);
  return allowed.hostname === hostname && (isEveryPort || allowed.port === port);
}

/** As `allowHost`, but plain http only where the list names the host. */
export function allowSecure(text: string, hosts: readonly string[]): AllowedUrl | null {
  const allowed = allowHost(text, hosts);
  return allowed && (allowed.url.protocol === 'https:' || allowed.reach === 'ANYWHERE') ? allowed : null;
}
