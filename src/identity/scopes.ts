/**
 * What the token of a program can be limited to: `read` (queries, subscriptions and files), `operations` (the mutations that
 * hooks may call), `administration` (all other mutations), `workflows:run` (the routes of the Workflows API, and their mutations).
 */
export const scopes = ['read', 'operations', 'administration', 'workflows:run'] as const;

export type Scope = (typeof scopes)[number];

/** Whether that is one of the scopes. */
export function isScope(text: string): text is Scope {
  return (scopes as readonly string[]).includes(text);
}
