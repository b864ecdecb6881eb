import { refusal } from '../../errors';
import type { DeleteGroupInput } from '../../generated/graphql';
import { administer } from '../audit/audited';
import { describeGroup, getGroup } from './group';
import { lockUsers } from './userRules';
import { toGlobalId } from '../../relay/globalId';

/** Removes a group that no participant and no folder uses. Throws GROUP_NOT_FOUND, GROUP_IN_USE. */
export const deleteGroup = administer<DeleteGroupInput, { deletedGroupId: string }>('deleteGroup', (_, input, change) =>
  change(async (tx, audit) => {
    await lockUsers(tx);
    const { id, name } = await getGroup(tx, input);
    // Processes and folders that begin to name the group wait for this row.
    await tx.$queryRaw`SELECT FROM "group" WHERE id = ${id} FOR UPDATE`;
    const uses =
      (await tx.participantGroup.count({ where: { groupId: id } })) + (await tx.folderManagerGroup.count({ where: { groupId: id } }));
    if (uses > 0) throw refusal('GROUP_IN_USE', { group: name });
    audit({ type: 'Group', id, name }, await describeGroup(tx, id), null);
    await tx.group.delete({ where: { id } });
    return { deletedGroupId: toGlobalId('Group', id) };
  }),
);
