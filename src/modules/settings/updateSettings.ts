import { refusal } from '../../errors';
import type { UpdateSettingsInput } from '../../generated/graphql';
import type { Settings } from '../../generated/prisma/client';
import { transaction } from '../../store/transaction';
import { administer } from '../administer';
import { getUserIds } from '../user/getUserIds';

/** Sets what holds for the whole system; absent fields stay, null is the default. Throws USERS_UNKNOWN, INPUT_INVALID. */
export const updateSettings = administer<UpdateSettingsInput, { settings: Settings }>((context, input) =>
  transaction(context.db, async (tx) => {
    const { systemOperationUserNames, engineUserName, idempotencyRetention } = input;
    if (idempotencyRetention != null && (idempotencyRetention < 1 || idempotencyRetention > 3650)) {
      throw refusal('INPUT_INVALID', { path: 'idempotencyRetention', reason: '1 to 3650 days' });
    }
    await getUserIds(tx, [...(systemOperationUserNames ?? []), ...(engineUserName == null ? [] : [engineUserName])]);
    const settings = await tx.settings.update({
      where: { id: 1 },
      data: {
        ...(systemOperationUserNames !== undefined && { systemOperationUserNames: systemOperationUserNames ?? [] }),
        ...(engineUserName !== undefined && { engineUserName }),
        ...(idempotencyRetention !== undefined && { idempotencyRetention: idempotencyRetention ?? 30 }),
      },
    });
    return { settings };
  }),
);
