import { compileJsonata } from './compileJsonata';
import type { Template } from './compileTemplate';
import { parsePath } from './parsePath';
import { readPath } from './readPath';
import { scopeRoots } from './scope';

/** Compiles what stands between `{{` and `}}`: a path is read literally, anything else is JSONata. Throws a SyntaxError. */
export function compilePlaceholder(source: string): Template {
  const paths = parsePath(source);
  if (!paths) return compileJsonata(source);
  const stray = paths.find(([root]) => !scopeRoots.some((known) => known === root));
  if (stray) throw new SyntaxError(`nothing is called "${stray[0]}" here: a path begins with one of ${scopeRoots.join(', ')}`);
  return (scope) => {
    const values = paths.map((path) => readPath(scope.values, path));
    const first = values.find((value) => value !== undefined && value !== null && value !== '');
    return Promise.resolve(paths.length === 1 ? values[0] : first);
  };
}
