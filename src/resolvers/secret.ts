import type { Resolvers } from '../generated/graphql';
import { toGlobalId } from '../relay/globalId';
import { findSecrets } from '../modules/secret/secret';

export const secretResolvers: Resolvers = {
  Query: {
    secrets: (_, asked, context) => findSecrets(context, asked),
  },
  Secret: {
    id: ({ id }) => toGlobalId('Secret', id),
  },
};
