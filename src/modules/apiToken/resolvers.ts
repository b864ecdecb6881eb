import type { Resolvers } from '../../generated/graphql';
import { toGlobalId } from '../../relay/globalId';
import { getUserRow } from '../user/getUserRow';
import { createApiToken } from './createApiToken';
import { findApiTokens } from './findApiTokens';
import { revokeApiToken } from './revokeApiToken';

export const apiTokenOperations = { createApiToken, revokeApiToken };

export const apiTokenResolvers: Resolvers = {
  User: {
    apiTokens: ({ id }, args, context) => findApiTokens(context, id, args),
  },
  ApiToken: {
    id: ({ id }) => toGlobalId('ApiToken', id),
    user: ({ userId }, _, context) => getUserRow(context, userId),
  },
};
