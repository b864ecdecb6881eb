import type { UpdateGroupInput } from '../../generated/graphql';
import { administer } from '../audit/audited';
import { getUserIds } from './user';
import { describeGroup, getGroup, type GroupRow } from './group';
import { lockUsers } from './userRules';

/** Says who is in a group from then on. Throws GROUP_NOT_FOUND, USERS_UNKNOWN. */
export const updateGroup = administer<UpdateGroupInput, { group: GroupRow }>('updateGroup', (_, input, change) =>
  change(async (tx, audit) => {
    await lockUsers(tx);
    const group = await getGroup(tx, input);
    const before = await describeGroup(tx, group.id);
    const userIds = await getUserIds(tx, input.userNames);
    await tx.groupMember.deleteMany({ where: { groupId: group.id } });
    await tx.groupMember.createMany({ data: userIds.map((userId) => ({ groupId: group.id, userId })) });
    audit({ type: 'Group', ...group }, before, await describeGroup(tx, group.id));
    return { group };
  }),
);
