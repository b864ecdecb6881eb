import type { IncomingHttpHeaders } from 'node:http';
import { refusal } from '../errors';
import { limits } from '../limits';
import { hopsHeader } from '../outbound/createOutbound';

/** How many calls through this server led to one with these headers: 0 without `Sluice-Hops`. Throws HOPS_EXCEEDED, also for what is not a number. */
export function readHops({ [hopsHeader]: sent }: IncomingHttpHeaders): number {
  if (sent === undefined) return 0;
  const limit = limits.hops.value;
  const hops = typeof sent === 'string' && /^\d{1,4}$/.test(sent) ? Number(sent) : Infinity;
  if (hops > limit) throw refusal('HOPS_EXCEEDED', { limit });
  return hops;
}
