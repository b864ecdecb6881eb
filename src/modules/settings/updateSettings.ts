import { refusal } from '../../errors';
import type { UpdateSettingsInput } from '../../generated/graphql';
import type { Settings } from '../../generated/prisma/client';
import { limits } from '../../limits';
import { isHostEntry } from '../../outbound/allowHost';
import { isUrlEntry } from '../../outbound/allowUrl';
import { administer } from '../audit/audited';
import { isFolderEntry } from '../file/openAllowedFile';
import { getUserIds } from '../user/user';

interface Setting<Value> {
  /** The value that null stands for. A new database has the same (prisma/schema.prisma). */
  initial: Value;
  /** Throws INPUT_INVALID for a value that is out of bounds or malformed. */
  check?: (value: NonNullable<Value>, path: string) => void;
}

type SettingName = Exclude<keyof UpdateSettingsInput, 'clientMutationId'>;

/** Every setting. A new one is a line here, a column in prisma/schema.prisma, and a field of `Settings` and `UpdateSettingsInput`. */
const settings: { [Name in SettingName]-?: Setting<Settings[Name]> } = {
  systemOperationUserNames: { initial: [] },
  engineUserName: { initial: null },
  idempotencyRetention: { initial: 30, check: between(1, limits.keptDays.value, 'days') },
  deliveryRetention: { initial: 30, check: between(1, limits.keptDays.value, 'days') },
  disabledNotifications: { initial: [] },
  fileAllowedFolders: { initial: [], check: eachOf(isFolderEntry, 'an absolute folder such as /srv/in or /srv/in*, or *') },
  fileAllowedUrls: { initial: [], check: eachOf(isUrlEntry, 'an origin such as https://example.com, also with a path, or *') },
  fileMaxBytes: { initial: 20_000_000, check: between(1, limits.fileBytes.value, 'bytes') },
  outboundAllowedHosts: { initial: [], check: eachOf(isHostEntry, 'a host such as intranet.example or 10.0.0.7:8080') },
};

/** Sets what holds for the whole system; absent fields stay, null is the default. Throws USERS_UNKNOWN, INPUT_INVALID. */
export const updateSettings = administer<UpdateSettingsInput, { settings: Settings }>('updateSettings', (_, input, change) =>
  change(async (tx, audit) => {
    const data = readSettings(input);
    const { systemOperationUserNames = [], engineUserName = null } = data;
    await getUserIds(tx, [...systemOperationUserNames, ...(engineUserName === null ? [] : [engineUserName])]);
    // Two at once: the second waits here, so that each is audited with what it found.
    await tx.$queryRaw`SELECT FROM settings FOR NO KEY UPDATE`;
    const before = await tx.settings.findUniqueOrThrow({ where: { id: 1 } });
    const after = await tx.settings.update({ where: { id: 1 }, data });
    audit({ type: 'Settings', id: null, name: 'settings' }, before, after);
    return { settings: after };
  }),
);

/** The settings that are given, checked; each entry of a list once. Throws INPUT_INVALID. */
function readSettings(input: UpdateSettingsInput): Partial<Pick<Settings, SettingName>> {
  const given = (Object.entries(settings) as [SettingName, Setting<unknown>][]).flatMap(([name, { initial, check }]) => {
    const value: unknown = input[name];
    if (value === undefined) return [];
    if (value !== null) check?.(value, name);
    return [[name, Array.isArray(value) ? [...new Set(value)] : (value ?? initial)]];
  });
  return Object.fromEntries(given) as Partial<Pick<Settings, SettingName>>;
}

function between(min: number, max: number, unit: string) {
  return (value: number, path: string) => {
    if (value < min || value > max) throw refusal('INPUT_INVALID', { path, reason: `must be ${min} to ${max} ${unit}` });
  };
}

function eachOf(isEntry: (entry: string) => boolean, wanted: string) {
  return (entries: readonly string[], path: string) => {
    const wrong = entries.find((entry) => !isEntry(entry));
    if (wrong !== undefined) throw refusal('INPUT_INVALID', { path, reason: `${JSON.stringify(wrong)} is not ${wanted}` });
  };
}
