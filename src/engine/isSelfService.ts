import type { ActivityOf } from './definition';

/** Whether any member of its participant may take an action of it while nobody has it. */
export function isSelfService({ assign }: ActivityOf<'USER'>): boolean {
  // Where the activity it looks to was never done, or the data names no member, `sameAs` and `data` fall back to this.
  return assign === 'SELF_SERVICE' || typeof assign === 'object';
}
