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
 * already win. Unchanged where it leads through a pooler, which refuses options.
 */
export function withSettings(url: string, settings: Readonly<Record<string, string>> = sessionSettings): string {
  if (poolerOf(url)) return url;
  const changed = new URL(url);
  const given = changed.searchParams.get('options');
  const options = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
  changed.searchParams.set('options', [...options, ...(given ? [given] : [])].join(' '));
  return changed.href;
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
