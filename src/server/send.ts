import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** Sends a whole answer: an object as JSON, a string as it is. */
export function send(response: ServerResponse, status: number, headers: OutgoingHttpHeaders, body: object | string): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8';
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(text),
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
    ...headers,
  });
  response.end(text);
}
