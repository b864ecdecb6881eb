import type { Resolvers } from '../generated/graphql';
import { toGlobalId } from '../relay/globalId';
import { findSecrets } from '../modules/secret/secret';
import { isAdministrator } from '../modules/audit/audited';

export const secretResolvers: Resolvers = {
  Query: {
    secrets: (_, args, context) => findSecrets(context, args),
  },
  Secret: {
    id: ({ id }) => toGlobalId('Secret', id),
    viewerCanChange: (_, __, context) => isAdministrator(context.viewer),
  },
};
