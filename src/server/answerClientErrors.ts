import http, { type Server, type ServerResponse } from 'node:http';
import { refusal, type Refusal } from '../errors';
import { limits } from '../limits';

/** For how long the rest of what a client sends is read after the answer, in milliseconds: closed at once, it might not read that. */
const lingerMs = 2_000;

type ParserError = NodeJS.ErrnoException & { reason?: string };

/** Answers what is not a request that Node.js can read in JSON, as every other refusal, and closes its connection. */
export function answerClientErrors(server: Server): void {
  const answered = new WeakSet<object>();

  server.on('clientError', (error: ParserError, socket) => {
    // Whatever else comes on this connection is an error again, and thrown away.
    if (answered.has(socket)) return;
    answered.add(socket);
    const { _httpMessage: running } = socket as { _httpMessage?: ServerResponse | null };
    if (error.code !== 'ECONNRESET' && socket.writable && !running?.headersSent) socket.end(toHttp(toRefusal(error)));
    // A request before it on the same connection: its answer can be sent no more.
    else socket.destroy();
    running?.destroy(error);
    const timer = setTimeout(() => socket.destroy(), lingerMs);
    socket.once('close', () => {
      clearTimeout(timer);
    });
  });
}

function toRefusal({ code, reason }: ParserError): Refusal {
  if (code === 'HPE_HEADER_OVERFLOW') return refusal('HEADERS_TOO_LARGE', { limit: limits.headerBytes.value });
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return refusal('CALL_INCOMPLETE', {});
  return refusal('CALL_NOT_HTTP', { reason: reason ?? 'it cannot be read' });
}

function toHttp({ status, code, message }: Refusal): string {
  const body = `${JSON.stringify({ error: message, code })}\n`;
  const lines = [
    `HTTP/1.1 ${status} ${http.STATUS_CODES[status]}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'X-Content-Type-Options: nosniff',
    'Cache-Control: no-store',
    'Connection: close',
  ];
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}
