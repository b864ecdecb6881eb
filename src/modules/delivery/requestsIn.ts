import { fromGlobalId } from '../../relay/globalId';
import { isObject } from '../isObject';

/** What answers call the ID of a request, of an action or of a comment. Other fields may hold anything that a caller sent. */
const field = /^(request|action|comment)Ids?$/;
const longest = 60;

/** The numbers of the requests that an answer names by global IDs, of themselves or of what is in them, each once. */
export function requestsIn(answer: unknown): number[] {
  const found = new Set<number>();
  collect(answer, found);
  return [...found];
}

function collect(value: unknown, found: Set<number>): void {
  if (Array.isArray(value)) value.forEach((item) => collect(item, found));
  if (!isObject(value)) return;
  for (const [name, item] of Object.entries(value)) {
    if (!field.test(name)) collect(item, found);
    else for (const id of Array.isArray(item) ? item : [item]) collectId(id, found);
  }
}

function collectId(id: unknown, found: Set<number>): void {
  const [request] = (typeof id === 'string' && id.length <= longest && fromGlobalId(id)?.key) || [];
  if (request !== undefined) found.add(request);
}
