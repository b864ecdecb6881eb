import type { ActivityOf } from './definition';

/** Whether any member of its participant may take an action of it while nobody has it. */
export function isSelfService({ assign }: ActivityOf<'USER'>): boolean {
  // Others fall back to this: where the requester or who had it last is not ACTIVE, nobody had it yet, or the data does not name a member.
  return assign === 'SELF_SERVICE' || assign === 'REQUESTER' || typeof assign === 'object';
}
