import { findRestPath, type RestRoute } from '../hooks/rest/restPaths';

/** What a path leads to. */
export interface Route {
  name:
    | 'healthz'
    | 'readyz'
    | 'metrics'
    | 'graphql'
    | 'schema'
    | 'definition'
    | 'openapi'
    | 'home'
    | 'hooks'
    | 'files'
    | 'login'
    | 'logout'
    | 'toProvider'
    | 'fromProvider'
    | RestRoute
    | 'unknown';
  /** What comes behind the route's name in the path, decoded; of a hook its token or its operation, of a file its key, of a case or a run its UUID. */
  rest: string;
  /** The path as it was called, without the query. */
  path: string;
}

const names: Readonly<Record<string, Route['name']>> = {
  '/': 'home',
  '/healthz': 'healthz',
  '/readyz': 'readyz',
  '/metrics': 'metrics',
  '/graphql': 'graphql',
  '/graphql/schema': 'schema',
  '/definition/schema': 'definition',
  '/openapi.json': 'openapi',
  '/login': 'login',
  '/logout': 'logout',
  '/login-provider': 'toProvider',
  '/login-callback': 'fromProvider',
};

/** A request target as a path with its query: one in absolute form (`http://host/path`, RFC 9112) without its origin. */
export function toPath(target: string): string {
  const [origin = ''] = /^https?:\/\/[^/?#]*/i.exec(target) ?? [];
  const rest = target.slice(origin.length);
  return origin === '' || rest.startsWith('/') ? rest : `/${rest}`;
}

/** The route of a request target. All routes answer with and without the prefix `basePath`. */
export function findRoute(target: string, basePath: string): Route {
  const path = target.split('?', 1)[0] ?? '';
  const isBelow = basePath !== '' && (path === basePath || path.startsWith(`${basePath}/`));
  const local = isBelow ? path.slice(basePath.length) || '/' : path;
  const trimmed = local.replace(/(?<=[^/])\/$/, '');
  const [, rest = ''] = /^\/hooks(?:\/([^/]*))?$/.exec(trimmed) ?? [];
  if (trimmed === '/hooks' || rest) return { name: 'hooks', rest: decode(rest), path };
  const [, key = ''] = /^\/files\/([^/]+)$/.exec(trimmed) ?? [];
  if (key) return { name: 'files', rest: decode(key), path };
  const found = findRestPath(trimmed);
  if (found) return { name: found.name, rest: decode(found.id), path };
  return { name: names[trimmed] ?? 'unknown', rest: '', path };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
