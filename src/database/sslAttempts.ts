/**
 * The URLs to connect by, one after the other until one works: `sslmode` `prefer` and `allow` of libpq leave it to the server, which of them
 * is `require` or `disable`. On a socket there is no TLS, as in libpq.
 */
export function sslAttempts(url: string): string[] {
  const { hostname, searchParams } = new URL(url);
  const mode = searchParams.get('sslmode');
  if (mode === null || mode === 'disable') return [url];
  const host = searchParams.get('host') ?? decodeURIComponent(hostname);
  if (host.startsWith('/')) return [withMode(url, 'disable')];
  if (mode === 'prefer') return [withMode(url, 'require'), withMode(url, 'disable')];
  if (mode === 'allow') return [withMode(url, 'disable'), withMode(url, 'require')];
  return [url];
}

function withMode(url: string, mode: string): string {
  const changed = new URL(url);
  changed.searchParams.set('sslmode', mode);
  return changed.href;
}
