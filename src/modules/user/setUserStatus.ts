import type { SetUserStatusInput } from '../../generated/graphql';
import { administer } from '../audit/audited';
import { keepAdministrator } from './userRules';
import { getUser, type UserRow } from './user';

/** Lets a user in, shuts them out, or archives them. Throws USER_NOT_FOUND, LAST_ADMINISTRATOR. */
export const setUserStatus = administer<SetUserStatusInput, { user: UserRow }>('setUserStatus', async (context, input, change) => {
  const { id } = await getUser(context, input);
  return change((tx, audit) =>
    keepAdministrator(tx, async () => {
      const { userName, status } = await tx.user.findUniqueOrThrow({ where: { id } });
      const user = await tx.user.update({ where: { id }, data: { status: input.status } });
      audit({ type: 'User', id, name: userName }, { status }, { status: user.status });
      return { user };
    }),
  );
});
