/** Nobody is waited for longer: a day, in milliseconds. */
const longest = 86_400_000;

/** How long a `Retry-After` header asks to wait, in seconds or until a date, in milliseconds: a day at most, 0 for none. */
export function readRetryAfter(header: string | string[] | undefined, now: number): number {
  if (typeof header !== 'string') return 0;
  const wait = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Math.min(Math.max(wait || 0, 0), longest);
}
