import type { GraphQLField } from 'graphql';

/** Whether hooks may call this mutation: what they may not is administration. */
export function isWebhook({ astNode }: Pick<GraphQLField<unknown, unknown>, 'astNode'>): boolean {
  return astNode?.directives?.some(({ name }) => name.value === 'webhook') ?? false;
}
