import type { Answer, Json } from '../engine/state';
import type { Refusal } from '../errors';
import type { Hook } from '../store/load/loadHook';
import type { HookAnswer } from './hookRequest';

/**
 * A refusal as hooks answer it: `{error, code}` with the status of the code. `operation` is the one that was running, if one
 * was: then a hook that is set so answers 200, and the operation stands before the message where callers name it.
 */
export function toErrorAnswer({ refusal, code, message, status, details, inner }: Refusal, hook?: Hook, operation?: string): HookAnswer {
  const headers: Record<string, string> = {};
  if (typeof details.retryAfter === 'number') headers['Retry-After'] = String(details.retryAfter);
  if (typeof details.allow === 'string') headers.Allow = details.allow;
  if (typeof details.challenge === 'string') headers['WWW-Authenticate'] = details.challenge;
  // What was stored all the same.
  const { requestId, number, runs } = details;
  if (typeof requestId === 'string') headers['Sluice-Request-Id'] = requestId;
  const answer = { ...(requestId !== undefined && { requestId, number }), ...(runs !== undefined && { runs }) };
  const refused = { message: inner === null ? message : `${message}: ${inner}`, code };
  // About its key a call may hear before or after the operation has run, and is told the same.
  if (operation === undefined || refusal.startsWith('IDEMPOTENCY_KEY_'))
    return { status, headers, body: { error: message, code }, refused };
  const prefix = hook?.errorPrefix ? `${hook.errorPrefix}: ` : '';
  const component = hook?.kind === 'OPERATIONS' ? `${operation.charAt(0).toUpperCase()}${operation.slice(1)} error: ` : '';
  const isHidden = hook?.errorStatus === 'ALWAYS_200' && status < 500;
  const body = { error: `${prefix}${component}${message}`, code, ...answer };
  return { status: isHidden ? 200 : status, headers, body, refused };
}

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
