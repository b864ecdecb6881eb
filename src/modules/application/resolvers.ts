import type { Resolvers } from '../../generated/graphql';
import { toGlobalId } from '../../relay/globalId';
import { createApplication } from './createApplication';
import { deleteApplication } from './deleteApplication';
import { findApplications } from './findApplications';
import { findApplication } from './loadApplicationRow';
import { rotateApplicationToken } from './rotateApplicationToken';
import { updateApplication } from './updateApplication';

export const applicationOperations = { createApplication, updateApplication, rotateApplicationToken, deleteApplication };

export const applicationResolvers: Resolvers = {
  Query: {
    application: (_, asked, context) => findApplication(context, asked),
    applications: (_, asked, context) => findApplications(context, asked),
  },
  Application: {
    id: ({ id }) => toGlobalId('Application', id),
    signature: ({ signatureScheme: scheme, signatureHeader: header, signatureHmac: hmac, hasSecondSecret }) =>
      scheme && { scheme, header, hmac, hasSecondSecret },
    rateLimit: ({ rateLimitRequests: requests, rateLimitSeconds: perSeconds }) =>
      requests === null || perSeconds === null ? null : { requests, perSeconds },
  },
};
