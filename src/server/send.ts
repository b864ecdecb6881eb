import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Hold } from './createHold';

/**
 * Sends a whole answer: an object as JSON, a string as it is. `headers`, in any case, go before the usual ones. With `hold` its bytes count until
 * the client has taken them; throws what that throws.
 */
export function send(response: ServerResponse, status: number, headers: OutgoingHttpHeaders, body: object | string, hold?: Hold): void {
  // These have no body, and say nothing of one.
  const isBare = status === 204 || status === 304;
  const bytes = Buffer.from(isBare ? '' : typeof body === 'string' ? body : JSON.stringify(body));
  hold?.(bytes.length);
  const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8';
  if (bytes.length > 0) response.setHeader('Content-Type', type);
  if (!isBare) response.setHeader('Content-Length', bytes.length);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Cache-Control', 'no-store');
  // Over those set before, whatever the case of their names.
  response.writeHead(status, headers);
  response.end(bytes);
}
