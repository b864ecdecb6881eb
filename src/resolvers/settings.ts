import type { Context } from '../context';
import type { Resolvers } from '../generated/graphql';
import type { Settings } from '../generated/prisma/client';
import { isAdministrator } from '../modules/audit/administer';
import { updateSettings } from '../modules/settings/updateSettings';

export const settingsOperations = { updateSettings };

export const settingsResolvers: Resolvers = {
  Query: {
    settings: (_, __, context) => (isAdministrator(context.viewer) ? getSettings(context) : null),
  },
};

/** What administrators set for the whole system. */
function getSettings({ db }: Context): Promise<Settings> {
  return db.prisma.settings.findUniqueOrThrow({ where: { id: 1 } });
}
