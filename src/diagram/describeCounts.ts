import type { Mark } from './diagram';
import type { Counts } from './progress';

const marks = [
  ['open', 'OPEN'],
  ['failed', 'FAILED'],
  ['cancelled', 'CANCELLED'],
  ['done', 'DONE'],
] as const;

/** The mark and the words for the actions of an activity; undefined counts are an activity that was not reached. */
export function describeCounts(counts: Counts | undefined): { mark: Mark; state: string } {
  const present = counts ? marks.filter(([kind]) => counts[kind] > 0) : [];
  const attention = present.find(([kind]) => !(kind === 'failed' && counts?.isMended));
  if (!counts || !attention) return { mark: 'NOT_REACHED', state: 'not reached' };
  const words = present.map(([kind]) => (kind === 'open' ? `${counts.open} open` : counts[kind] === 1 ? kind : `${kind} ${counts[kind]}×`));
  return { mark: attention[1], state: words.join(' · ') };
}
