import type { SetUserStatusInput } from '../../generated/graphql';
import { administer } from '../administer';
import { getUser } from './getUser';
import { keepAdministrator } from './keepAdministrator';
import type { UserRow } from './userRow';

/** Lets a user in, shuts him out, or archives him. Throws USER_NOT_FOUND, LAST_ADMINISTRATOR. */
export const setUserStatus = administer<SetUserStatusInput, { user: UserRow }>(async (context, input) => {
  const { id } = await getUser(context, input);
  const user = await keepAdministrator(context.db, (tx) => tx.user.update({ where: { id }, data: { status: input.status } }));
  return { user };
});
