import { refusal } from '../../errors';
import type { CreateGroupInput } from '../../generated/graphql';
import { administer } from '../audit/audited';
import { checkName } from '../guards';
import { requireDistinctName } from '../requireDistinctName';
import { getUserIds } from './user';
import { describeGroup, type GroupRow } from './group';

/** Adds a group of users. Throws GROUP_EXISTS, NAME_NEAR, USERS_UNKNOWN, INPUT_INVALID. */
export const createGroup = administer<CreateGroupInput, { group: GroupRow }>('createGroup', (_, input, change) =>
  change(async (tx, audit) => {
    const name = checkName('name', input.name);
    const userIds = await getUserIds(tx, input.userNames ?? []);
    const { count } = await tx.group.createMany({ data: { name }, skipDuplicates: true });
    if (count === 0) {
      await requireDistinctName(tx, 'group', name);
      throw refusal('GROUP_EXISTS', { group: name });
    }
    const group = await tx.group.findUniqueOrThrow({ where: { name } });
    await tx.groupMember.createMany({ data: userIds.map((userId) => ({ groupId: group.id, userId })) });
    audit({ type: 'Group', ...group }, null, await describeGroup(tx, group.id));
    return { group };
  }),
);
