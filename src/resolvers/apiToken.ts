import type { Resolvers } from '../generated/graphql';
import { toGlobalId } from '../relay/globalId';
import { getUserRow } from '../modules/user/user';
import { findApiTokens } from '../modules/apiToken/apiToken';
import { canManageApiTokensOf } from '../modules/apiToken/apiToken';

export const apiTokenResolvers: Resolvers = {
  User: {
    apiTokens: ({ id }, args, context) => findApiTokens(context, id, args),
  },
  ApiToken: {
    id: ({ id }) => toGlobalId('ApiToken', id),
    viewerCanRevoke: ({ userId, revokedAt }, _, context) => revokedAt === null && canManageApiTokensOf(userId, context.viewer),
    user: ({ userId }, _, context) => getUserRow(context, userId),
  },
};
