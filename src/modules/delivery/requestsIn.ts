import { fromGlobalId } from '../../relay/globalId';
import { isObject } from '../isObject';

/** What answers call the ID of a request, of an action or of a comment. */
const field = /^(request|action|comment)Ids?$/;
const longest = 60;

/**
 * The numbers of the requests that an answer names by global IDs, of themselves or of what is in them, each once: in its own fields, and in
 * those of its `runs`. What is below may be anything that a caller sent.
 */
export function requestsIn(answer: object): number[] {
  const { runs } = answer as { runs?: unknown };
  const parts = [answer, ...(Array.isArray(runs) ? runs.filter(isObject) : [])];
  const ids = parts.flatMap((part) => Object.entries(part).flatMap(([name, value]): unknown[] => (field.test(name) ? [value].flat() : [])));
  return [...new Set(ids.flatMap((id) => numberOf(id) ?? []))];
}

function numberOf(id: unknown): number | undefined {
  const [request] = (typeof id === 'string' && id.length <= longest && fromGlobalId(id)?.key) || [];
  return request;
}
