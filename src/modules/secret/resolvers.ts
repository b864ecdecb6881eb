import type { Resolvers } from '../../generated/graphql';
import { toGlobalId } from '../../relay/globalId';
import { deleteSecret } from './deleteSecret';
import { findSecrets } from './findSecrets';
import { setSecret } from './setSecret';

export const secretOperations = { setSecret, deleteSecret };

export const secretResolvers: Resolvers = {
  Query: {
    secrets: (_, asked, context) => findSecrets(context, asked),
  },
  Secret: {
    id: ({ id }) => toGlobalId('Secret', id),
  },
};
