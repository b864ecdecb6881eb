import { defaultFieldResolver, type GraphQLField, type GraphQLObjectType, type GraphQLResolveInfo, type GraphQLSchema } from 'graphql';
import type { Context } from '../context';
import { requireScope } from '../identity/requireScope';
import type { Scope } from '../identity/scopes';
import { createAsksToRead } from './createAsksToRead';
import { scopeOf } from './scopeOf';

type Field = GraphQLField<unknown, Context>;

/**
 * Has each field of Query, Mutation and Subscription ask whether the caller's token has its scope. A mutation whose payload is asked for
 * more than the mutation itself returns needs `read` as well, and does nothing without. The schema itself (`__schema`, `__type`) can be
 * read with any token.
 */
export function requireScopes(schema: GraphQLSchema): void {
  for (const type of [schema.getQueryType(), schema.getSubscriptionType()]) {
    for (const field of fieldsOf(type)) guard(field, 'read');
  }
  const asksToRead = createAsksToRead(schema);
  for (const field of fieldsOf(schema.getMutationType())) guard(field, scopeOf(schema, field), asksToRead);
}

function fieldsOf(type: GraphQLObjectType<unknown, Context> | null | undefined): Field[] {
  return Object.values(type?.getFields() ?? {});
}

function guard(field: Field, scope: Scope, asksToRead?: (info: GraphQLResolveInfo) => boolean): void {
  const { resolve = defaultFieldResolver, subscribe } = field;
  field.resolve = (source, args, context, info) => {
    requireScope(context.identity, scope);
    if (context.identity?.scopes && asksToRead?.(info)) requireScope(context.identity, 'read');
    return resolve(source, args, context, info);
  };
  if (!subscribe) return;
  field.subscribe = (source, args, context, info) => {
    requireScope(context.identity, scope);
    return subscribe(source, args, context, info);
  };
}
