import type { Answer, Json } from '../engine/state';
import type { HookAnswer } from './hookRequest';

/**
 * An answer as a process or a hook says it: a text as it is (`text/plain`, unless its headers say otherwise), anything else as JSON, null as
 * nothing; and with it the ID of the request, if there is one.
 */
export function toRawAnswer({ status, headers, body }: Answer, requestId: string | null): HookAnswer {
  const isText = typeof body === 'string';
  const type = body === null ? {} : { 'content-type': `${isText ? 'text/plain' : 'application/json'}; charset=utf-8` };
  const given = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const text = body === null ? '' : isText ? body : jsonOf(body);
  return { status, headers: { ...type, ...given, ...(requestId !== null && { 'Sluice-Request-Id': requestId }) }, body: text };
}

/** A value as JSON; objects and lists end with a line break, for terminals. */
export function jsonOf(value: Json): string {
  const json = JSON.stringify(value);
  return typeof value === 'object' && value !== null ? `${json}\n` : json;
}
