/**
 * What PostgreSQL is told when one of our sessions begins. Compiling a statement (JIT) takes longer than running any of ours, and
 * PostgreSQL compiles by estimates that are far too high as long as a table is small and new.
 */
const sessionSettings = { jit: 'off' };

/** How a pooler such as PgBouncer treats statements that are prepared under a name: it keeps them apart, or loses them. */
export type Pooler = 'named' | 'unnamed';

/** The parameter of a URL that tells every server process what was found out about it at the start. */
const poolerParameter = 'sluice_pooler';

/**
 * Returns the URL of a database with settings for each session that it opens, as the option `-c name=value`; those that the URL has
 * already win, but for the schema. Unchanged where it leads through a pooler, which refuses options.
 */
export function withSettings(url: string, settings: Readonly<Record<string, string>> = sessionSettings): string {
  if (poolerOf(url)) return url;
  const changed = new URL(url);
  const given = changed.searchParams.get('options');
  const schema = schemaOf(url);
  const options = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
  const path = schema === undefined ? [] : [`-c search_path="${schema}"`];
  changed.searchParams.set('options', [...options, ...(given ? [given] : []), ...path].join(' '));
  return changed.href;
}

/** Returns the URL with the schema that holds our tables, unless that is `public`, which it is without. */
export function inSchema(url: string, schema: string): string {
  const changed = new URL(url);
  if (schema === 'public') changed.searchParams.delete('schema');
  else changed.searchParams.set('schema', schema);
  return changed.href;
}

/** The schema that the URL names; undefined: that of the session, which is `public` once the database is prepared. */
export function schemaOf(url: string): string | undefined {
  return new URL(url).searchParams.get('schema') ?? undefined;
}

/** Returns the URL with a note that it leads through a pooler. */
export function throughPooler(url: string, pooler: Pooler): string {
  const changed = new URL(url);
  changed.searchParams.set(poolerParameter, pooler);
  return changed.href;
}

/** The note that `throughPooler` left; undefined for a direct connection. */
export function poolerOf(url: string): Pooler | undefined {
  const note = new URL(url).searchParams.get(poolerParameter);
  return note === 'named' || note === 'unnamed' ? note : undefined;
}

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
