import { readFileSync } from 'node:fs';
import path from 'node:path';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { buildSchema, isAbstractType, type GraphQLSchema } from 'graphql';
import { actionOperations, actionResolvers } from '../resolvers/action';
import { apiTokenOperations, apiTokenResolvers } from '../resolvers/apiToken';
import { applicationOperations, applicationResolvers } from '../resolvers/application';
import { callbackOperations, callbackResolvers } from '../resolvers/callback';
import { caseOperations, caseResolvers } from '../resolvers/case';
import { commentOperations, commentResolvers } from '../resolvers/comment';
import { deliveryOperations, deliveryResolvers } from '../resolvers/delivery';
import { auditResolvers } from '../resolvers/audit';
import { delegationOperations, delegationResolvers } from '../resolvers/delegation';
import { favoriteOperations, favoriteResolvers } from '../resolvers/favorite';
import { jobOperations, jobResolvers } from '../resolvers/job';
import { secretOperations, secretResolvers } from '../resolvers/secret';
import { nodeResolvers, payloadResolvers } from '../resolvers/node';
import { processOperations, processResolvers } from '../resolvers/process';
import {
  requestOperations,
  requestResolvers,
  subrequestOperations,
  triggerOperations,
  triggerResolvers,
  fileResolvers,
} from '../resolvers/request';
import { settingsOperations, settingsResolvers } from '../resolvers/settings';
import { userOperations, userResolvers } from '../resolvers/user';
import { viewOperations, viewResolvers } from '../resolvers/view';
import { root } from '../root';
import { mutationResolvers } from './mutationResolvers';
import { requireScopes, barImpersonators, requireAudit } from './guardSchema';
import { scalars } from './scalars';

/** The text of schema.graphql. */
export const typeDefs = readFileSync(path.join(root, 'schema.graphql'), 'utf8');

/** Every operation there is, by the name of its mutation. */
export const operations = {
  ...requestOperations,
  ...triggerOperations,
  ...caseOperations,
  ...actionOperations,
  ...commentOperations,
  ...favoriteOperations,
  ...viewOperations,
  ...processOperations,
  ...userOperations,
  ...delegationOperations,
  ...apiTokenOperations,
  ...applicationOperations,
  ...jobOperations,
  ...subrequestOperations,
  ...callbackOperations,
  ...deliveryOperations,
  ...secretOperations,
  ...settingsOperations,
};

/**
 * The schema that runs: schema.graphql and the modules' resolvers. Throws when a mutation has no operation, an operation no
 * mutation or no access rule, one that hooks cannot call is not audited, or a field with arguments has no resolver.
 */
export function createSchema(sdl = typeDefs, all: Parameters<typeof mutationResolvers>[0] = operations): GraphQLSchema {
  const schema = makeExecutableSchema({
    // Built here, and changed in place: the library would merge the text with itself, and build the schema four
    // times. That the text is valid is held by a test.
    typeDefs: buildSchema(sdl, { noLocation: true, assumeValidSDL: true }),
    updateResolversInPlace: true,
    resolvers: [
      nodeResolvers,
      payloadResolvers,
      requestResolvers,
      triggerResolvers,
      caseResolvers,
      actionResolvers,
      commentResolvers,
      favoriteResolvers,
      viewResolvers,
      processResolvers,
      userResolvers,
      delegationResolvers,
      apiTokenResolvers,
      applicationResolvers,
      fileResolvers,
      jobResolvers,
      callbackResolvers,
      secretResolvers,
      deliveryResolvers,
      settingsResolvers,
      auditResolvers,
      { Mutation: mutationResolvers(all) },
      scalars,
    ],
    resolverValidationOptions: {
      requireResolversForArgs: 'error',
      requireResolversToMatchSchema: 'error',
    },
  });
  const unresolved = Object.values(schema.getTypeMap()).filter((type) => isAbstractType(type) && !type.resolveType);
  if (unresolved.length > 0) throw new Error(`The type ${unresolved.join(', ')} has no __resolveType`);
  // graphql-tools misses those without arguments.
  const missing = Object.keys(schema.getMutationType()?.getFields() ?? {}).filter((name) => !Object.hasOwn(all, name));
  if (missing.length > 0) throw new Error(`The mutation ${missing.join(', ')} has no operation`);
  // The description of a resolver's scalar would stand in the place of schema.graphql's.
  for (const type of Object.values(schema.getTypeMap())) type.description = type.astNode?.description?.value ?? type.description;
  requireScopes(schema);
  barImpersonators(schema);
  requireAudit(schema, all);
  return schema;
}
