import type { UpdateGroupInput } from '../../generated/graphql';
import { transaction } from '../../store/transaction';
import { administer } from '../administer';
import { getGroup } from './getGroup';
import { getUserIds } from './getUserIds';
import type { GroupRow } from './groupRow';
import { lockUsers } from './lockUsers';

/** Says who is in a group from then on. Throws GROUP_NOT_FOUND, USERS_UNKNOWN. */
export const updateGroup = administer<UpdateGroupInput, { group: GroupRow }>((context, input) =>
  transaction(context.db, async (tx) => {
    await lockUsers(tx);
    const group = await getGroup(tx, input);
    const userIds = await getUserIds(tx, input.userNames);
    await tx.groupMember.deleteMany({ where: { groupId: group.id } });
    await tx.groupMember.createMany({ data: userIds.map((userId) => ({ groupId: group.id, userId })) });
    return { group };
  }),
);
