import { getDirectiveValues, type GraphQLField, type GraphQLSchema } from 'graphql';
import { isScope, type Scope } from '../identity/scopes';

/** What a token needs for this mutation: what it says by `@scope`, else by whether hooks may call it. Throws for a scope that there is not. */
export function scopeOf(schema: GraphQLSchema, field: Pick<GraphQLField<unknown, unknown>, 'astNode'>): Scope {
  const directive = schema.getDirective('scope');
  const given = directive && field.astNode && getDirectiveValues(directive, field.astNode);
  if (!given) return isWebhook(field) ? 'operations' : 'administration';
  if (typeof given.name !== 'string' || !isScope(given.name)) throw new Error(`There is no scope ${String(given.name)}`);
  return given.name;
}

/** Whether hooks may call this mutation: what they may not is administration. */
export function isWebhook({ astNode }: Pick<GraphQLField<unknown, unknown>, 'astNode'>): boolean {
  return astNode?.directives?.some(({ name }) => name.value === 'webhook') ?? false;
}
