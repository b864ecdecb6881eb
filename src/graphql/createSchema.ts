import { readFileSync } from 'node:fs';
import path from 'node:path';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { buildSchema, isAbstractType, type GraphQLSchema } from 'graphql';
import { actionResolvers } from '../resolvers/action';
import { apiTokenResolvers } from '../resolvers/apiToken';
import { applicationResolvers } from '../resolvers/application';
import { callbackResolvers } from '../resolvers/callback';
import { caseResolvers } from '../resolvers/case';
import { commentResolvers } from '../resolvers/comment';
import { deliveryResolvers } from '../resolvers/delivery';
import { auditResolvers } from '../resolvers/audit';
import { delegationResolvers } from '../resolvers/delegation';
import { favoriteResolvers } from '../resolvers/favorite';
import { jobResolvers } from '../resolvers/job';
import { secretResolvers } from '../resolvers/secret';
import { nodeResolvers, payloadResolvers } from '../resolvers/node';
import { processResolvers } from '../resolvers/process';
import { requestResolvers, triggerResolvers, fileResolvers } from '../resolvers/request';
import { settingsResolvers } from '../resolvers/settings';
import { userResolvers } from '../resolvers/user';
import { viewResolvers } from '../resolvers/view';
import { operations } from '../generated/operations';
import { root } from '../root';
import { mutationResolvers } from './mutationResolvers';
import { requireScopes, refuseImpersonators, requireAudit } from './guardSchema';
import { scalars } from './scalars';

/** The text of schema.graphql. */
export const typeDefs = readFileSync(path.join(root, 'schema.graphql'), 'utf8');

/**
 * The schema that runs: schema.graphql and the modules' resolvers. Throws when a mutation has no operation, an operation no
 * mutation, one that hooks cannot call is not audited, or a field with arguments has no resolver.
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
  refuseImpersonators(schema);
  requireAudit(schema, all);
  return schema;
}
