/** The paths of the Workflows API, by the names of their routes. `{…}` is the UUID of a case or of a request. */
export const restPaths = {
  cases: '/cases',
  case: '/cases/{caseId}',
  parameters: '/parameters',
  run: '/workflows/run',
  workflow: '/workflows/{id}',
  result: '/workflows/{id}/result',
} as const;

/** The name of one of these routes. */
export type RestRoute = keyof typeof restPaths;

const patterns = Object.entries(restPaths).map(([name, path]) => ({
  name: name as RestRoute,
  pattern: new RegExp(`^${path.replace(/\{\w+\}/, '([^/]+)')}$`),
}));

/** The route of a path, and the UUID in it as it was sent; null for a path that is none of them. The first one that fits. */
export function findRestPath(path: string): { name: RestRoute; id: string } | null {
  for (const { name, pattern } of patterns) {
    const found = pattern.exec(path);
    if (found) return { name, id: found[1] ?? '' };
  }
  return null;
}
