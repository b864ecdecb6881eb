import type { Resolvers } from '../generated/graphql';
import { toGlobalId } from '../relay/globalId';
import { findApplication, findApplications } from '../modules/application/application';
import { loadUserNamed } from '../modules/user/user';
import { isAdministrator } from '../modules/audit/audited';

export const applicationResolvers: Resolvers = {
  Query: {
    application: (_, args, context) => findApplication(context, args),
    applications: (_, args, context) => findApplications(context, args),
  },
  Application: {
    id: ({ id }) => toGlobalId('Application', id),
    viewerCanChange: (_, __, context) => isAdministrator(context.viewer),
    impersonatedUser: ({ impersonateUserName }, _, context) =>
      impersonateUserName === null ? null : loadUserNamed(context, impersonateUserName),
    signature: ({ signatureScheme: scheme, signatureHeader: header, signatureHmac: hmac, hasSecondSecret }) =>
      scheme && { scheme, header, hmac, hasSecondSecret },
    rateLimit: ({ rateLimitRequests: requests, rateLimitSeconds: perSeconds }) =>
      requests === null || perSeconds === null ? null : { requests, perSeconds },
  },
};
