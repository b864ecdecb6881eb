import { refusal } from '../../errors';
import type { UpdateSettingsInput } from '../../generated/graphql';
import type { Settings } from '../../generated/prisma/client';
import { administer } from '../administer';
import { isHostEntry } from '../../outbound/allowHost';
import { getUserIds } from '../user/getUserIds';
import { checkFileRules, toFileRulesData } from './fileRules';

/** Sets what holds for the whole system; absent fields stay, null is the default. Throws USERS_UNKNOWN, INPUT_INVALID. */
export const updateSettings = administer<UpdateSettingsInput, { settings: Settings }>('updateSettings', (_, input, change) =>
  change(async (tx, audit) => {
    const { systemOperationUserNames, engineUserName, idempotencyRetention, deliveryRetention } = input;
    const { disabledNotifications, outboundAllowedHosts } = input;
    checkFileRules(input);
    checkDays({ idempotencyRetention, deliveryRetention });
    const noHost = outboundAllowedHosts?.find((entry) => !isHostEntry(entry));
    if (noHost !== undefined)
      throw refusal('INPUT_INVALID', {
        path: 'outboundAllowedHosts',
        reason: `${JSON.stringify(noHost)} is no host such as intranet.example or 10.0.0.7:8080`,
      });
    await getUserIds(tx, [...(systemOperationUserNames ?? []), ...(engineUserName == null ? [] : [engineUserName])]);
    // Two at once: the second waits here, so that each is audited with what it found.
    await tx.$queryRaw`SELECT FROM settings FOR NO KEY UPDATE`;
    const before = await tx.settings.findUniqueOrThrow({ where: { id: 1 } });
    const settings = await tx.settings.update({
      where: { id: 1 },
      data: {
        ...(systemOperationUserNames !== undefined && { systemOperationUserNames: systemOperationUserNames ?? [] }),
        ...(engineUserName !== undefined && { engineUserName }),
        ...(idempotencyRetention !== undefined && { idempotencyRetention: idempotencyRetention ?? 30 }),
        ...(deliveryRetention !== undefined && { deliveryRetention: deliveryRetention ?? 30 }),
        ...(outboundAllowedHosts !== undefined && { outboundAllowedHosts: outboundAllowedHosts ?? [] }),
        ...toFileRulesData(input),
        ...(disabledNotifications !== undefined && { disabledNotifications: [...new Set(disabledNotifications)] }),
      },
    });
    audit({ type: 'Settings', id: null, name: 'settings' }, before, settings);
    return { settings };
  }),
);

function checkDays(retentions: Record<string, number | null | undefined>): void {
  for (const [path, days] of Object.entries(retentions)) {
    if (days != null && (days < 1 || days > 3650)) throw refusal('INPUT_INVALID', { path, reason: '1 to 3650 days' });
  }
}
