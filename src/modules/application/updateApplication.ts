import { refusal } from '../../errors';
import type { UpdateApplicationInput } from '../../generated/graphql';
import type { Prisma } from '../../generated/prisma/client';
import type { Sender, Trigger } from '../../store/trigger';
import { administer } from '../audit/audited';
import { requireDistinctName } from '../requireDistinctName';
import { getUserIds } from '../user/user';
import { toApplicationRow, describeApplication, getApplication, type ApplicationRow } from './application';
import { toApplicationData, toSecret } from './toApplicationData';
import { toTriggerData } from './toTriggerData';

/** Changes an application; absent fields stay. Throws APPLICATION_NOT_FOUND, APPLICATION_EXISTS, NAME_NEAR, USERS_UNKNOWN, INPUT_INVALID and what `toTriggerData` throws. */
export const updateApplication = administer<UpdateApplicationInput, { application: ApplicationRow; secret: string | null }>(
  'updateApplication',
  ({ secrets }, input, change) =>
    change(async (tx, audit) => {
      const before = await getApplication(tx, input.id);
      if (input.impersonateUserName != null) await getUserIds(tx, [input.impersonateUserName]);
      const { id } = before;
      const namesake = input.name == null ? null : await tx.application.findUnique({ where: { name: input.name } });
      if (namesake && namesake.id !== id) throw refusal('APPLICATION_EXISTS', { application: namesake.name });
      if (input.name != null) await requireDistinctName(tx, 'application', input.name, before.name);
      const own = input.secret === undefined ? null : toSecret(before.kind, input.secret ?? undefined);
      const trigger = await toTriggerData(tx, before, input.trigger, secrets);
      const data = {
        ...toApplicationData(input, secrets, senderOf(input, before.trigger as Trigger | null)),
        ...(own && { secretHash: own.secretHash }),
        ...trigger,
      } as Prisma.ApplicationUpdateInput;
      const application = await tx.application.update({ where: { id }, data });
      audit({ type: 'Application', id, name: application.name }, describeApplication(before), describeApplication(application));
      return { application: toApplicationRow(application), secret: own?.secret ?? null };
    }),
);

function senderOf({ trigger }: UpdateApplicationInput, before: Trigger | null): Sender | null {
  return trigger?.sender === undefined ? (before?.intake?.sender ?? null) : trigger.sender;
}
