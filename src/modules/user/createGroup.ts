import { refusal } from '../../errors';
import type { CreateGroupInput } from '../../generated/graphql';
import { transaction } from '../../store/transaction';
import { administer } from '../administer';
import { checkName } from '../checkName';
import { getUserIds } from './getUserIds';
import type { GroupRow } from './groupRow';

/** Adds a group of users. Throws GROUP_EXISTS, USERS_UNKNOWN, INPUT_INVALID. */
export const createGroup = administer<CreateGroupInput, { group: GroupRow }>((context, input) =>
  transaction(context.db, async (tx) => {
    const name = checkName('name', input.name);
    const userIds = await getUserIds(tx, input.userNames ?? []);
    const { count } = await tx.group.createMany({ data: { name }, skipDuplicates: true });
    if (count === 0) throw refusal('GROUP_EXISTS', { group: name });
    const group = await tx.group.findUniqueOrThrow({ where: { name } });
    await tx.groupMember.createMany({ data: userIds.map((userId) => ({ groupId: group.id, userId })) });
    return { group };
  }),
);
