import { readFileSync } from 'node:fs';
import path from 'node:path';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { buildSchema, isAbstractType, type GraphQLSchema } from 'graphql';
import { actionOperations, actionResolvers } from '../modules/action/resolvers';
import { apiTokenOperations, apiTokenResolvers } from '../modules/apiToken/resolvers';
import { applicationOperations, applicationResolvers } from '../modules/application/resolvers';
import { callbackOperations, callbackResolvers } from '../modules/callback/resolvers';
import { caseOperations, caseResolvers } from '../modules/case/resolvers';
import { commentOperations, commentResolvers } from '../modules/comment/resolvers';
import { deliveryOperations, deliveryResolvers } from '../modules/delivery/resolvers';
import { auditResolvers } from '../modules/audit/resolvers';
import { delegationOperations, delegationResolvers } from '../modules/delegation/resolvers';
import { favoriteOperations, favoriteResolvers } from '../modules/favorite/resolvers';
import { fileResolvers } from '../modules/file/resolvers';
import { subrequestOperations } from '../modules/subrequest/resolvers';
import { jobOperations, jobResolvers } from '../modules/job/resolvers';
import { secretOperations, secretResolvers } from '../modules/secret/resolvers';
import { payloadResolvers } from '../modules/node/payloadResolvers';
import { nodeResolvers } from '../modules/node/resolvers';
import { processOperations, processResolvers } from '../modules/process/resolvers';
import { requestOperations, requestResolvers } from '../modules/request/resolvers';
import { settingsOperations, settingsResolvers } from '../modules/settings/resolvers';
import { triggerOperations, triggerResolvers } from '../modules/trigger/resolvers';
import { userOperations, userResolvers } from '../modules/user/resolvers';
import { viewOperations, viewResolvers } from '../modules/view/resolvers';
import { root } from '../root';
import { barImpersonators } from './barImpersonators';
import { mutationResolvers } from './mutationResolvers';
import { requireAudit } from './requireAudit';
import { requireScopes } from './requireScopes';
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
