import type { Resolvers } from '../../generated/graphql';
import { isAdministrator } from '../administer';
import { getSettings } from './getSettings';
import { updateSettings } from './updateSettings';

export const settingsOperations = { updateSettings };

export const settingsResolvers: Resolvers = {
  Query: {
    settings: (_, __, context) => (isAdministrator(context.viewer) ? getSettings(context) : null),
  },
};
