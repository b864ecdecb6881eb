import { refusal } from '../../errors';
import type { UpdateApplicationInput } from '../../generated/graphql';
import { transaction } from '../../store/transaction';
import { administer } from '../administer';
import { getUser } from '../user/getUser';
import type { ApplicationRow } from './applicationRow';
import { getApplicationId } from './getApplicationId';
import { toApplicationData } from './toApplicationData';

/** Changes an application; absent fields stay. Throws APPLICATION_NOT_FOUND, APPLICATION_EXISTS, USER_NOT_FOUND, INPUT_INVALID. */
export const updateApplication = administer<UpdateApplicationInput, { application: ApplicationRow }>(async (context, input) => {
  const id = await getApplicationId(context, input.id);
  if (input.impersonateUserName != null) await getUser(context, { userName: input.impersonateUserName });
  return transaction(context.db, async (tx) => {
    const namesake = input.name == null ? null : await tx.application.findUnique({ where: { name: input.name } });
    if (namesake && namesake.id !== id) throw refusal('APPLICATION_EXISTS', { application: namesake.name });
    return { application: await tx.application.update({ where: { id }, data: toApplicationData(input) }) };
  });
});
