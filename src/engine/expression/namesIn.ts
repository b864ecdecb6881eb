import jsonata from 'jsonata';
import { parsePath } from './parsePath';
import { namesRead, type Prefix } from './readsOf';

/** What the paths of a `when` begin with, which compiles. */
export function namesInCondition(source: string): Prefix[] {
  return namesRead(jsonata(source).ast());
}

/** What the paths of a placeholder begin with, which compiles. */
export function namesInPlaceholder(source: string): Prefix[] {
  const paths = parsePath(source);
  if (!paths) return namesInCondition(source);
  return paths.map((path) => {
    const end = path.findIndex((step) => typeof step === 'number');
    return (end < 0 ? path : path.slice(0, end)).map(String);
  });
}
