import { compileJsonText, isJsonText } from '../expression/compileJsonText';
import { compileTemplate, type Template } from '../expression/compileTemplate';
import { splitPlaceholders } from '../expression/splitPlaceholders';
import type { Json } from '../state';

type Headers = Readonly<Record<string, string>>;

const json = /^\s*(application|text)\/([\w.+-]+\+)?json\s*(;|$)/i;

/**
 * Compiles the body of a call or an answer: a template, as `compileTemplate` has it. What is inserted into a text of JSON changes nothing but its
 * own value; one placeholder alone is the value itself. Throws a SyntaxError.
 */
export function compileBody(body: Json, headers: Headers): Template {
  const isText = typeof body === 'string' && splitPlaceholders(body).some((piece) => 'text' in piece);
  return isText && isJsonBody(body, headers) ? compileJsonText(body) : compileTemplate(body);
}

/** Whether the text of a body is JSON: its Content-Type says so, or it says nothing and the text is an object or a list. */
export function isJsonBody(text: string, headers: Headers): boolean {
  const [, type] = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type') ?? [];
  return type === undefined ? isJsonText(text) : json.test(type);
}
