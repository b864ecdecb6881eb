import { refusal } from '../../errors';
import type { UpdateSettingsInput } from '../../generated/graphql';
import type { Settings } from '../../generated/prisma/client';
import { isHostEntry } from '../../outbound/allowHost';
import { isUrlEntry } from '../../outbound/allowUrl';
import { administer } from '../audit/audited';
import { isFolderEntry } from '../file/openAllowedFile';
import { getUserIds } from '../user/user';

/** What the settings say of files in parameters. */
type Rules = Pick<UpdateSettingsInput, 'fileAllowedFolders' | 'fileAllowedUrls' | 'fileMaxBytes'>;

const largest = 200_000_000;
const usual = 20_000_000;

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
        reason: `${JSON.stringify(noHost)} is not a host such as intranet.example or 10.0.0.7:8080`,
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
    if (days != null && (days < 1 || days > 3650)) throw refusal('INPUT_INVALID', { path, reason: 'must be 1 to 3650 days' });
  }
}

/** Checks those that are given. Throws INPUT_INVALID. */
function checkFileRules({ fileAllowedFolders, fileAllowedUrls, fileMaxBytes }: Rules): void {
  checkEach('fileAllowedFolders', fileAllowedFolders, isFolderEntry, 'an absolute folder such as /srv/in or /srv/in*, or *');
  checkEach('fileAllowedUrls', fileAllowedUrls, isUrlEntry, 'an origin such as https://example.com, also with a path, or *');
  if (fileMaxBytes != null && (fileMaxBytes < 1 || fileMaxBytes > largest)) {
    throw refusal('INPUT_INVALID', { path: 'fileMaxBytes', reason: `must be 1 to ${largest} bytes` });
  }
}

/** The columns of those that are given; null is the default. */
function toFileRulesData({ fileAllowedFolders, fileAllowedUrls, fileMaxBytes }: Rules) {
  return {
    ...(fileAllowedFolders !== undefined && { fileAllowedFolders: fileAllowedFolders ?? [] }),
    ...(fileAllowedUrls !== undefined && { fileAllowedUrls: fileAllowedUrls ?? [] }),
    ...(fileMaxBytes !== undefined && { fileMaxBytes: fileMaxBytes ?? usual }),
  };
}

function checkEach(path: string, entries: readonly string[] | null | undefined, isEntry: (entry: string) => boolean, wanted: string): void {
  const wrong = entries?.find((entry) => !isEntry(entry));
  if (wrong !== undefined) throw refusal('INPUT_INVALID', { path, reason: `${JSON.stringify(wrong)} is not ${wanted}` });
}
