import {
  defaultFieldResolver,
  getDirectiveValues,
  getNamedType,
  isAbstractType,
  isLeafType,
  isObjectType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from 'graphql';
import { collectSubfields } from 'graphql/execution/collectFields';
import type { Context } from '../context';
import { refusal } from '../errors';
import { isScope, requireScope, type Scope } from '../identity/identity';

/** Returns what a token needs for this mutation: what it says by `@scope`, else by whether hooks may call it. Throws for a scope that there is not. */
export function scopeOf(schema: GraphQLSchema, field: Pick<GraphQLField<unknown, unknown>, 'astNode'>): Scope {
  const directive = schema.getDirective('scope');
  const given = directive && field.astNode && getDirectiveValues(directive, field.astNode);
  if (!given) return isWebhook(field) ? 'operations' : 'administration';
  if (typeof given.name !== 'string' || !isScope(given.name)) throw new Error(`The scope ${String(given.name)} does not exist`);
  return given.name;
}

/** Returns whether hooks may call this mutation: what they may not is administration. */
export function isWebhook({ astNode }: Pick<GraphQLField<unknown, unknown>, 'astNode'>): boolean {
  return astNode?.directives?.some(({ name }) => name.value === 'webhook') ?? false;
}

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
  const needsReadScope = createNeedsReadScope(schema);
  for (const field of fieldsOf(schema.getMutationType())) guard(field, scopeOf(schema, field), needsReadScope);
}

/** What an object is called. A mutation returns it without `read`, so that a program can go on with what it made. */
const names: ReadonlySet<string> = new Set(['__typename', 'id', 'uuid', 'name', 'userName', 'version']);

/**
 * Returns a function that tells whether a mutation's payload is asked for more than the mutation itself returns: for a field, other than
 * the names above, of an object that queries can reach. It reads the selection, so it is known before anything is written.
 */
function createNeedsReadScope(schema: GraphQLSchema): (info: GraphQLResolveInfo) => boolean {
  const readable = typesReachedFrom(schema, [schema.getQueryType(), schema.getSubscriptionType()]);

  function needsReadScope(info: GraphQLResolveInfo, type: GraphQLNamedType, nodes: GraphQLResolveInfo['fieldNodes']): boolean {
    if (isLeafType(type)) return false;
    // Interfaces and unions lead to objects of queries.
    if (!isObjectType(type)) return true;
    const selected = collectSubfields(info.schema, info.fragments, info.variableValues, type, nodes);
    const fields = [...selected.values()];
    if (readable.has(type)) return fields.some(([node]) => !names.has(node?.name.value ?? ''));
    return fields.some((subnodes) => {
      const field = type.getFields()[subnodes[0]?.name.value ?? ''];
      return field !== undefined && needsReadScope(info, getNamedType(field.type), subnodes);
    });
  }

  return (info) => needsReadScope(info, getNamedType(info.returnType), info.fieldNodes);
}

/** All types that these lead to, with those themselves. */
function typesReachedFrom(schema: GraphQLSchema, roots: readonly (GraphQLNamedType | null | undefined)[]): ReadonlySet<GraphQLNamedType> {
  const reached = new Set<GraphQLNamedType>();
  const open = [...roots];
  while (open.length > 0) {
    const type = open.pop();
    if (!type || isLeafType(type) || reached.has(type)) continue;
    reached.add(type);
    if (isObjectType(type)) open.push(...Object.values(type.getFields()).map((field) => getNamedType(field.type)));
    else if (isAbstractType(type)) open.push(...schema.getPossibleTypes(type));
  }
  return reached;
}

function fieldsOf(type: GraphQLObjectType<unknown, Context> | null | undefined): Field[] {
  return Object.values(type?.getFields() ?? {});
}

function guard(field: Field, scope: Scope, needsReadScope?: (info: GraphQLResolveInfo) => boolean): void {
  const { resolve = defaultFieldResolver, subscribe } = field;
  field.resolve = (source, args, context, info) => {
    requireScope(context.identity, scope);
    if (context.identity?.scopes && needsReadScope?.(info)) requireScope(context.identity, 'read');
    return resolve(source, args, context, info);
  };
  if (!subscribe) return;
  field.subscribe = (source, args, context, info) => {
    requireScope(context.identity, scope);
    return subscribe(source, args, context, info);
  };
}

/**
 * The mutations of the administration that a system-operation user can run as another user: they give nobody a right, and no setting,
 * credential, user or process that they change outlives the call.
 */
const harmless: ReadonlySet<string> = new Set(['createView', 'updateView', 'deleteView', 'retryJob', 'deleteJob', 'resendCallback']);

/**
 * Refuses every other mutation of the administration to a caller who acts as another user, before anything else is asked: what it
 * writes would outlive the right to act as that user. A new mutation is refused too until it is listed here. Throws where a listed
 * mutation does not exist.
 */
export function refuseImpersonators(schema: GraphQLSchema): void {
  const fields = schema.getMutationType()?.getFields() ?? {};
  const unknown = [...harmless].filter((name) => !Object.hasOwn(fields, name));
  if (unknown.length > 0) throw new Error(`The mutation ${unknown.join(', ')} does not exist`);
  for (const field of Object.values(fields)) {
    if (scopeOf(schema, field) !== 'administration' || harmless.has(field.name)) continue;
    const { resolve = defaultFieldResolver } = field;
    field.resolve = (source, args, context: Context, info) => {
      const { identity, viewer } = context;
      if (identity?.impersonator) {
        throw refusal('IMPERSONATOR_BARRED', { impersonator: identity.impersonator.userName, viewer: viewer.userName });
      }
      return resolve(source, args, context, info);
    };
  }
}

/** Throws where a mutation of the administration is not made by `audited` under its own name: it would leave no trace. */
export function requireAudit(schema: GraphQLSchema, operations: Record<string, { audited?: string }>): void {
  const mutations = Object.values(schema.getMutationType()?.getFields() ?? {});
  const unaudited = mutations.filter(
    (field) => scopeOf(schema, field) === 'administration' && operations[field.name]?.audited !== field.name,
  );
  if (unaudited.length > 0)
    throw new Error(`The mutation ${unaudited.map(({ name }) => name).join(', ')} is not audited under its own name`);
}
