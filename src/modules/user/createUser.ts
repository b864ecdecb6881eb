import { refusal } from '../../errors';
import type { CreateUserInput } from '../../generated/graphql';
import { hashPassword } from '../../identity/hashPassword';
import { administer } from '../audit/audited';
import { requireDistinctName } from '../requireDistinctName';
import { checkUserInput, lockUsers } from './userRules';
import { getGroupIds } from './group';
import { describeUser, type UserRow } from './user';

/** Adds a user. Throws USER_EXISTS, NAME_NEAR, GROUPS_UNKNOWN, INPUT_INVALID. */
export const createUser = administer<CreateUserInput, { user: UserRow }>('createUser', async (_, input, change) => {
  checkUserInput(input);
  const passwordHash = input.password == null ? null : await hashPassword(input.password);
  return change(async (tx, audit) => {
    await lockUsers(tx);
    const groupIds = await getGroupIds(tx, input.groupNames ?? []);
    const { userName } = input;
    const { count } = await tx.user.createMany({
      data: {
        userName,
        passwordHash,
        firstName: input.firstName ?? '',
        lastName: input.lastName ?? '',
        email: input.email ?? null,
        isAdministrator: input.isAdministrator ?? false,
      },
      skipDuplicates: true,
    });
    if (count === 0) {
      await requireDistinctName(tx, 'user', userName);
      throw refusal('USER_EXISTS', { userName });
    }
    const user = await tx.user.findUniqueOrThrow({ where: { userName } });
    await tx.groupMember.createMany({ data: groupIds.map((groupId) => ({ groupId, userId: user.id })) });
    audit({ type: 'User', id: user.id, name: userName }, null, await describeUser(tx, user.id));
    return { user };
  });
});
