/** How far a URL may go: to addresses of the open internet, or wherever its host leads. */
export type Reach = 'PUBLIC' | 'ANYWHERE';

/** What a URL is that may be fetched. */
export interface AllowedUrl {
  url: URL;
  reach: Reach;
}

/**
 * Checks a URL against a list: null where it may not be fetched. An entry is an origin or an origin with a path, which covers all below that
 * path (with `*` at its end also what begins like it); the entry `*` covers everything with a public address. An entry that names a host
 * lets it have a private address. Only http and https, no user name or password.
 */
export function allowUrl(text: string | URL, entries: readonly string[]): AllowedUrl | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  if (!isPlain(url)) return null;
  // One host has one name: with a dot at its end it would be another.
  url.hostname = url.hostname.replace(/(?<!\.)\.+$/, '');
  if (entries.some((entry) => entry !== '*' && covers(entry, url))) return { url, reach: 'ANYWHERE' };
  return entries.includes('*') && isDefaultPort(url) ? { url, reach: 'PUBLIC' } : null;
}

/** Returns whether a text is an entry of such a list. */
export function isUrlEntry(entry: string): boolean {
  if (entry === '*') return true;
  const text = entry.replace(/\*$/, '');
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return isPlain(url) && url.search === '' && url.hash === '' && !hasHiddenStep(url.pathname) && !/[*\\]/.test(text);
}

function isPlain({ protocol, username, password, hostname }: URL): boolean {
  return (
    (protocol === 'http:' || protocol === 'https:') && username === '' && password === '' && hostname.replace(/(?<!\.)\.+$/, '') !== ''
  );
}

function covers(entry: string, url: URL): boolean {
  const isOpenEnded = entry.endsWith('*');
  const allowed = new URL(isOpenEnded ? entry.slice(0, -1) : entry);
  if (allowed.origin !== url.origin) return false;
  if (allowed.pathname === '/') return true;
  // What only the other server decodes could lead out of the path again.
  if (hasHiddenStep(url.pathname)) return false;
  if (isOpenEnded) return url.pathname.startsWith(allowed.pathname);
  const folder = allowed.pathname.replace(/\/$/, '');
  return url.pathname === folder || url.pathname.startsWith(`${folder}/`);
}

/** Returns whether the path, decoded however often, has a separator, a step up or a NUL that is not seen at first. */
function hasHiddenStep(pathname: string): boolean {
  const separators = count(pathname);
  let path = pathname;
  for (let times = 0; times < 4; times += 1) {
    if (count(path) !== separators || /[\\\0]/.test(path) || path.split('/').some((step) => /^\.\.?(;.*)?$/.test(step))) return true;
    const decoded = path.replace(/%([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
    if (decoded === path) return false;
    path = decoded;
  }
  // Nobody who means well encodes it so often.
  return true;
}

function count(path: string): number {
  return path.split('/').length;
}

/** The web's own, and those that any program may listen on: not mail, SSH and the like. */
function isDefaultPort({ port }: URL): boolean {
  return port === '' || port === '80' || port === '443' || Number(port) >= 1024;
}
