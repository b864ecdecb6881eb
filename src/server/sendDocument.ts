import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { send } from './send';
import { version } from '../version';

/** Sends a document that changes with the release alone, with the release's version, an ETag and a line break at its end; not at all to a client that has it. */
export function sendDocument(request: IncomingMessage, response: ServerResponse, type: string, text: string): void {
  const etag = `"${createHash('sha256').update(text).digest('base64url')}"`;
  const headers = { ETag: etag, 'Cache-Control': 'private, no-cache', 'Sluice-Version': version };
  const isKnown = request.headers['if-none-match']?.includes(etag);
  if (isKnown) send(response, 304, headers, '');
  else send(response, 200, { ...headers, 'Content-Type': type }, text.endsWith('\n') ? text : `${text}\n`);
}
