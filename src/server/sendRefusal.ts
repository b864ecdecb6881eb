import type { ServerResponse } from 'node:http';
import type { Refusal } from '../errors';
import { send } from './send';

/** Sends a refusal that concerns the whole request, with what HTTP wants beside it: `{error, code}`, or in GraphQL's form. */
export function sendRefusal(response: ServerResponse, { code, message, status, details }: Refusal, isGraphql: boolean): void {
  send(
    response,
    status,
    {
      ...(code === 'UNAUTHENTICATED' && { 'WWW-Authenticate': 'Basic realm="Sluice", charset="UTF-8"' }),
      ...(typeof details.retryAfter === 'number' && { 'Retry-After': String(details.retryAfter) }),
      ...(typeof details.allow === 'string' && { Allow: details.allow }),
    },
    isGraphql ? { errors: [{ message, extensions: { ...details, code } }] } : { error: message, code },
  );
}
