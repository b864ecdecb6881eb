import { z } from 'zod';
import { compileJsonText, isJsonText } from '../expression/compileJsonText';
import { compileTemplate, type Template } from '../expression/compileTemplate';
import { compileText } from '../expression/compileText';
import type { Scope } from '../expression/scope';
import { splitPlaceholders } from '../expression/placeholder';
import { shapes } from '../shapes';
import type { Json } from '../state';

/** Headers of HTTP: templates by name. */
export const headersShape = z.record(shapes.headerName, shapes.text);

/** Of RFC 9110: nothing that ends a line, and nothing beyond Latin-1. */
const fits = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Returns whether a text can be the value of a header. A line break would make another header of what follows. */
export function isHeaderValue(text: string): boolean {
  return fits.test(text);
}

const names = new Set(['connection', 'content-length', 'date', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade']);

/** Returns whether a header of an answer is the server's own: it says how the answer is sent, and nobody else can. */
export function isServersHeader(name: string): boolean {
  return names.has(name.toLowerCase());
}

/** Compiles headers of templates: gives them, or why one cannot be sent. A line break in a value would make another header of it. */
export function compileHeaders(
  templates: Readonly<Record<string, string>>,
): (scope: Scope) => Promise<{ headers: { [name: string]: string } } | { failure: string }> {
  const compiled = Object.entries(templates).map(([name, template]) => [name, compileText(template)] as const);
  return async (scope) => {
    const headers: [string, string][] = [];
    for (const [name, compute] of compiled) {
      const value = await compute(scope);
      if (!isHeaderValue(value)) return { failure: `headers.${name}: line breaks and characters beyond Latin-1 cannot be sent` };
      headers.push([name, value]);
    }
    return { headers: Object.fromEntries(headers) };
  };
}

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

/** Returns whether the text of a body is JSON: its Content-Type says so, or it says nothing and the text is an object or a list. */
export function isJsonBody(text: string, headers: Headers): boolean {
  const [, type] = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type') ?? [];
  return type === undefined ? isJsonText(text) : json.test(type);
}
