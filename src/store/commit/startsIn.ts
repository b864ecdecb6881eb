import type { Changes } from '../../engine/changes';
import { startsOf } from '../../engine/work';

/** How many requests are to be started for actions that were opened. */
export function startsIn({ work }: Changes): number {
  return work.reduce((sum, { work: one }) => sum + startsOf(one), 0);
}
