import { readPath } from '../../engine/expression/path';
import { splitPlaceholders } from '../../engine/expression/placeholder';
import { textOf } from '../../engine/expression/compileText';
import type { Json } from '../../engine/state';
import { parseValuePath } from '../valuePath';

/** The parts of a call that paths, templates and expressions of its hook can read. */
export interface CallValues {
  headers: { [name: string]: Json };
  query: { [name: string]: Json };
  body: Json;
}

const parts: readonly (keyof CallValues)[] = ['headers', 'query', 'body'];

/** The value at a path such as `query.hub.challenge`, `headers.x-id` or `body.items[0]`; undefined where there is none. */
export function readCall(values: Partial<CallValues>, path: string): Json | undefined {
  const steps = parseValuePath(path) ?? [];
  return readPath(values, steps);
}

/** The part of a call that a path leads into; null for a text that is not such a path. */
export function partOf(path: string): keyof CallValues | null {
  const steps = path.length > 500 ? null : parseValuePath(path);
  return parts.find((part) => part === steps?.[0] && (steps.length > 1 || part === 'body')) ?? null;
}

/** Fills in a template whose placeholders are such paths. Null where one of them has no value. */
export function fillFromCall(template: string, values: CallValues): string | null {
  const texts = splitPlaceholders(template).map((piece) => ('text' in piece ? piece.text : textOf(readCall(values, piece.placeholder))));
  return texts.includes('') ? null : texts.join('');
}
