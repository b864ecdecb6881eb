import type { Resolvers } from '../generated/graphql';
import { toGlobalId } from '../relay/globalId';
import { deleteSecret } from '../modules/secret/deleteSecret';
import { findSecrets } from '../modules/secret/secret';
import { setSecret } from '../modules/secret/setSecret';

export const secretOperations = { setSecret, deleteSecret };

export const secretResolvers: Resolvers = {
  Query: {
    secrets: (_, asked, context) => findSecrets(context, asked),
  },
  Secret: {
    id: ({ id }) => toGlobalId('Secret', id),
  },
};
