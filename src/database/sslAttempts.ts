/**
 * Returns the URLs to try in this order until one works. libpq's `prefer` and `allow` leave the choice to the server, so they become attempts
 * with `require` and `disable`. A Unix socket never uses TLS, as in libpq.
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
