import { defaultFieldResolver, type GraphQLField, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import type { Context } from '../context';
import { requireScope } from '../identity/requireScope';
import type { Scope } from '../identity/scopes';
import { scopeOf } from './scopeOf';

type Field = GraphQLField<unknown, Context>;

/**
 * Has each field of Query, Mutation and Subscription ask whether the caller's token has its scope; what it gives may be read then. The
 * schema itself (`__schema`, `__type`) may be read with any token.
 */
export function requireScopes(schema: GraphQLSchema): void {
  for (const type of [schema.getQueryType(), schema.getSubscriptionType()]) {
    for (const field of fieldsOf(type)) guard(field, 'read');
  }
  for (const field of fieldsOf(schema.getMutationType())) guard(field, scopeOf(schema, field));
}

function fieldsOf(type: GraphQLObjectType<unknown, Context> | null | undefined): Field[] {
  return Object.values(type?.getFields() ?? {});
}

function guard(field: Field, scope: Scope): void {
  const { resolve = defaultFieldResolver, subscribe } = field;
  field.resolve = (source, args, context, info) => {
    requireScope(context.identity, scope);
    return resolve(source, args, context, info);
  };
  if (!subscribe) return;
  field.subscribe = (source, args, context, info) => {
    requireScope(context.identity, scope);
    return subscribe(source, args, context, info);
  };
}
