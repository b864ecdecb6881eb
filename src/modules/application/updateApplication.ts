import { refusal } from '../../errors';
import type { UpdateApplicationInput } from '../../generated/graphql';
import { transaction } from '../../store/transaction';
import { administer } from '../administer';
import { getUserIds } from '../user/getUserIds';
import type { ApplicationRow } from './applicationRow';
import { applicationKey } from './applicationKey';
import { toApplicationData } from './toApplicationData';

/** Changes an application; absent fields stay. Throws APPLICATION_NOT_FOUND, APPLICATION_EXISTS, USERS_UNKNOWN, INPUT_INVALID. */
export const updateApplication = administer<UpdateApplicationInput, { application: ApplicationRow }>(async (context, input) => {
  const id = applicationKey(input.id);
  return transaction(context.db, async (tx) => {
    if (input.impersonateUserName != null) await getUserIds(tx, [input.impersonateUserName]);
    // Two that take the same name at once: the second waits here and then sees it.
    await tx.$executeRaw`LOCK TABLE application IN SHARE ROW EXCLUSIVE MODE`;
    const namesake = input.name == null ? null : await tx.application.findUnique({ where: { name: input.name } });
    if (namesake && namesake.id !== id) throw refusal('APPLICATION_EXISTS', { application: namesake.name });
    const [application] = await tx.application.updateManyAndReturn({ where: { id }, data: toApplicationData(input) });
    if (!application) throw refusal('APPLICATION_NOT_FOUND', { application: input.id });
    return { application };
  });
});
