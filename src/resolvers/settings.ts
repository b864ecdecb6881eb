import type { Context } from '../context';
import type { Resolvers } from '../generated/graphql';
import type { Settings } from '../generated/prisma/client';
import { isAdministrator } from '../modules/audit/audited';
import { loadUserNamed } from '../modules/user/user';

/** The settings as the fields of `Settings` read them. */
export type SettingsRow = Settings;

export const settingsResolvers: Resolvers = {
  Settings: {
    viewerCanChange: (_, __, context) => isAdministrator(context.viewer),
    engineUser: ({ engineUserName }, _, context) => (engineUserName === null ? null : loadUserNamed(context, engineUserName)),
    systemOperationUsers: async ({ systemOperationUserNames }, _, context) => {
      const users = await Promise.all(systemOperationUserNames.map((userName) => loadUserNamed(context, userName)));
      return users.filter((user) => user !== null);
    },
  },
  Query: {
    settings: (_, __, context) => (isAdministrator(context.viewer) ? getSettings(context) : null),
  },
};

/** Resolves to what administrators set for the whole system. */
function getSettings({ db }: Context): Promise<Settings> {
  return db.prisma.settings.findUniqueOrThrow({ where: { id: 1 } });
}
