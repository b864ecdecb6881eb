import { isLargerThan } from '../measureJson';
import type { Json } from '../state';
import { compileText, maxTemplateCharacters, templateTooLarge } from './compileText';
import type { Scope } from './scope';
import { splitPlaceholders, compilePlaceholder } from './placeholder';

/** Undefined where the value is missing. Throws EXPRESSION_FAILED. */
export type Template = (scope: Scope) => Promise<Json | undefined>;

/**
 * Compiles a value whose strings, at any depth, may hold `{{ … }}` placeholders; names of fields are never templates. A
 * string that is one placeholder keeps the type of its value; a missing one leaves its field out. Throws a SyntaxError.
 */
export function compileTemplate(template: Json): Template {
  const compute = compile(template);
  if (typeof template !== 'object' || template === null) return compute;
  return async (scope) => {
    const value = await compute(scope);
    if (value !== undefined && isLargerThan(value, maxTemplateCharacters)) throw templateTooLarge(JSON.stringify(template));
    return value;
  };
}

function compile(template: Json): Template {
  if (typeof template === 'string') return compileString(template);
  if (Array.isArray(template)) return compileList(template);
  if (typeof template === 'object' && template !== null) return compileObject(template);
  return () => Promise.resolve(template);
}

function compileString(source: string): Template {
  const [first, second] = splitPlaceholders(source);
  return first && !second && 'placeholder' in first ? compilePlaceholder(first.placeholder) : compileText(source);
}

function compileList(template: Json[]): Template {
  const parts = template.map(compile);
  return async (scope) => {
    const items: Json[] = [];
    for (const part of parts) items.push((await part(scope)) ?? null);
    return items;
  };
}

function compileObject(template: { [name: string]: Json }): Template {
  const parts = Object.entries(template).map(([name, field]) => [name, compile(field)] as const);
  return async (scope) => {
    const fields: [string, Json][] = [];
    for (const [name, part] of parts) {
      const value = await part(scope);
      if (value !== undefined) fields.push([name, value]);
    }
    return Object.fromEntries(fields);
  };
}
