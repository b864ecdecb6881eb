import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** Sends a whole answer: an object as JSON, a string as it is. `headers`, in any case, go before the usual ones. */
export function send(response: ServerResponse, status: number, headers: OutgoingHttpHeaders, body: object | string): void {
  // These have no body, and say nothing of one.
  const isBare = status === 204 || status === 304;
  const text = isBare ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8';
  if (text !== '') response.setHeader('Content-Type', type);
  if (!isBare) response.setHeader('Content-Length', Buffer.byteLength(text));
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Cache-Control', 'no-store');
  // Over those set before, whatever the case of their names.
  response.writeHead(status, headers);
  response.end(text);
}
