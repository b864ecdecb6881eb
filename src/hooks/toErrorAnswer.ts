import type { Refusal } from '../errors';
import type { Hook } from '../store/loadHook';
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
  const told = { ...(requestId !== undefined && { requestId, number }), ...(runs !== undefined && { runs }) };
  const refused = { message: inner === null ? message : `${message}: ${inner}`, code };
  // About its key a call may hear before or after the operation has run, and is told the same.
  if (operation === undefined || refusal.startsWith('IDEMPOTENCY_KEY_'))
    return { status, headers, body: { error: message, code }, refused };
  const prefix = hook?.errorPrefix ? `${hook.errorPrefix}: ` : '';
  const component = hook?.kind === 'OPERATIONS' ? `${operation.charAt(0).toUpperCase()}${operation.slice(1)} error: ` : '';
  const isHidden = hook?.errorStatus === 'ALWAYS_200' && status < 500;
  const body = { error: `${prefix}${component}${message}`, code, ...told };
  return { status: isHidden ? 200 : status, headers, body, refused };
}
