import type { ServerResponse } from 'node:http';
import type { Refusal } from '../errors';
import { send } from './send';

/** Basic first, so that a browser asks for name and password. */
const challenges = ['Basic realm="Sluice", charset="UTF-8"', 'Bearer realm="Sluice"'];

/** Sends a refusal that concerns the whole request, with what HTTP wants beside it: `{error, code}`, or in GraphQL's form. */
export function sendRefusal(response: ServerResponse, refused: Refusal, isGraphql: boolean): void {
  const { refusal, code, message, status, details, extensions } = refused;
  // A program sent a token: a browser that it runs in is not to ask for a password.
  const challenge = refusal === 'TOKEN_WRONG' ? ['Bearer realm="Sluice", error="invalid_token"'] : challenges;
  send(
    response,
    status,
    {
      ...(code === 'UNAUTHENTICATED' && { 'WWW-Authenticate': challenge }),
      ...(typeof details.retryAfter === 'number' && { 'Retry-After': String(details.retryAfter) }),
      ...(typeof details.allow === 'string' && { Allow: details.allow }),
    },
    isGraphql ? { errors: [{ message, extensions }] } : { error: message, code },
  );
}
