import type { Definition } from '../definition';
import { namesInCondition, namesInPlaceholder, type Prefix } from '../expression/readsOf';
import { scopeRoots } from '../expression/scope';
import { splitPlaceholders } from '../expression/placeholder';
import { faultPath, type Fault } from './fault';
import type { Source } from './partsOf';

const roots: ReadonlySet<string> = new Set(scopeRoots);
/** The fields of roots that always have the same ones. */
const fieldsOf: { [root: string]: readonly string[] } = {
  request: ['number', 'id', 'uuid', 'isTest', 'openedAt', 'requester'],
  action: ['number', 'activity', 'message', 'source'],
  case: ['caseId', 'firstName', 'lastName', 'personalNumber', 'email', 'phone', 'companyName', 'companyNumber', 'companyAddress', 'data'],
};
const withResults: ReadonlySet<string> = new Set(['HTTP', 'SUBPROCESS', 'MAIL']);

/** Names in expressions that nothing has: the value is missing whenever they are evaluated. The sources are those of the definition, and compile. */
export function findNameWarnings(definition: Definition, sources: readonly Source[]): Fault[] {
  const data = new Set(definition.data.map(({ name }) => name));
  const results = new Set(definition.activities.filter(({ type }) => withResults.has(type)).map(({ name }) => name));
  return sources.flatMap(({ path, text, isCondition }) => {
    const names = isCondition
      ? namesInCondition(text)
      : splitPlaceholders(text).flatMap((piece) => ('text' in piece ? [] : namesInPlaceholder(piece.placeholder)));
    const messages = names.map((prefix) => describe(prefix)).filter((message) => message !== null);
    return [...new Set(messages)].map((message) => ({ path: faultPath(path), message }));

    function describe([root = '', field]: Prefix): string | null {
      if (!roots.has(root)) return `"${root}" does not exist here: a path must begin with one of ${scopeRoots.join(', ')}`;
      if ((root === 'item' || root === 'index') && !isOfItem(path, definition))
        return `"${root}" only exists in "in" of a SUBPROCESS with "forEach"`;
      if (field === undefined) return null;
      if ((root === 'data' || root === 'states') && !data.has(field)) return `no data field "${field}"`;
      if (root === 'results' && !results.has(field)) return `no activity "${field}" with a result: only HTTP, SUBPROCESS and MAIL have one`;
      const fields = fieldsOf[root];
      return fields && !fields.includes(field) ? `"${root}" has no "${field}": it has ${fields.join(', ')}` : null;
    }
  });
}

/** Returns whether an expression at this place is evaluated once for each item of a list. */
function isOfItem([list, at, field]: PropertyKey[], { activities }: Definition): boolean {
  const activity = list === 'activities' ? activities[Number(at)] : undefined;
  return activity?.type === 'SUBPROCESS' && activity.forEach !== undefined && field === 'in';
}
