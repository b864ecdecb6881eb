import type { UpdateUserInput } from '../../generated/graphql';
import { hashPassword } from '../../identity/hashPassword';
import { administer } from '../audit/audited';
import { checkUserInput, keepAdministrator } from './userRules';
import { getGroupIds } from './group';
import { describeUser, getUser, type UserRow } from './user';

/** Changes a user; absent fields stay. Throws USER_NOT_FOUND, GROUPS_UNKNOWN, LAST_ADMINISTRATOR, INPUT_INVALID. */
export const updateUser = administer<UpdateUserInput, { user: UserRow }>('updateUser', async (context, input, change) => {
  const { id, userName } = await getUser(context, input);
  checkUserInput({ ...input, userName });
  const { password, firstName, lastName, email, isAdministrator, groupNames } = input;
  const passwordHash = password == null ? password : await hashPassword(password);
  return change((tx, audit) =>
    keepAdministrator(tx, async () => {
      const before = await describeUser(tx, id);
      if (groupNames) {
        const groupIds = await getGroupIds(tx, groupNames);
        await tx.groupMember.deleteMany({ where: { userId: id } });
        await tx.groupMember.createMany({ data: groupIds.map((groupId) => ({ groupId, userId: id })) });
      }
      const user = await tx.user.update({
        where: { id },
        data: {
          ...(passwordHash !== undefined && { passwordHash }),
          ...(firstName !== undefined && { firstName: firstName ?? '' }),
          ...(lastName !== undefined && { lastName: lastName ?? '' }),
          ...(email !== undefined && { email }),
          ...(isAdministrator != null && { isAdministrator }),
        },
      });
      audit({ type: 'User', id, name: userName }, before, await describeUser(tx, id));
      return { user };
    }),
  );
});
