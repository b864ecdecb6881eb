import { refusal } from '../../errors';
import type { DeleteGroupInput } from '../../generated/graphql';
import { transaction } from '../../store/transaction';
import { administer } from '../administer';
import { getGroup } from './getGroup';

/** Removes a group that no participant and no folder uses. Throws GROUP_NOT_FOUND, GROUP_IN_USE. */
export const deleteGroup = administer<DeleteGroupInput, object>((context, input) =>
  transaction(context.db, async (tx) => {
    const { id, name } = await getGroup(tx, input);
    // Whoever names the group waits for this row, and so does who removes it as well.
    const held = await tx.$queryRaw<unknown[]>`SELECT id FROM "group" WHERE id = ${id} FOR UPDATE`;
    if (held.length === 0) throw refusal('GROUP_NOT_FOUND', { group: name });
    const uses =
      (await tx.participantGroup.count({ where: { groupId: id } })) + (await tx.folderManagerGroup.count({ where: { groupId: id } }));
    if (uses > 0) throw refusal('GROUP_IN_USE', { group: name });
    await tx.group.delete({ where: { id } });
    return {};
  }),
);
