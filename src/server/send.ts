import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { encodeJson, encodeText } from '../store/encodeJson';
import type { Hold } from './createHold';

/** What an answer has beside its body. */
interface Head {
  status: number;
  /** In any case; they go before the usual ones. */
  headers: OutgoingHttpHeaders;
}

const lineBreak = Buffer.from('\n');

/** The pieces of a JSON text with a line break at its end, for terminals. */
export function withLineBreak(pieces: readonly Buffer[]): Buffer[] {
  return [...pieces.slice(0, -1), Buffer.concat([...pieces.slice(-1), lineBreak])];
}

/** Sends a whole answer that is small: an object as JSON with a line break at its end, a string as it is. */
export function send(response: ServerResponse, status: number, headers: OutgoingHttpHeaders, body: object | string): void {
  setType(response, body);
  sendPieces(response, { status, headers }, [Buffer.from(typeof body === 'string' ? body : `${JSON.stringify(body)}\n`)]);
}

/**
 * As `send`, for answers that may be large: they are encoded step by step, and their bytes count by `hold` until the client has taken them. Throws
 * what that throws.
 */
export async function sendHeld(response: ServerResponse, { body, ...head }: Head & { body: object | string }, hold: Hold): Promise<void> {
  const pieces = typeof body === 'string' ? await encodeText(body) : withLineBreak((await encodeJson(body)).pieces);
  setType(response, body);
  sendPieces(response, head, pieces, hold);
}

function setType(response: ServerResponse, body: object | string): void {
  if (body !== '')
    response.setHeader('Content-Type', typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8');
}

/** Sends a body in UTF-8, in these pieces. Its bytes count by `hold` until the client has taken them; throws what that throws. */
export function sendPieces(response: ServerResponse, { status, headers }: Head, pieces: readonly Buffer[], hold?: Hold): void {
  // These have no body, and say nothing of one.
  const isBare = status === 204 || status === 304;
  const length = isBare ? 0 : pieces.reduce((sum, piece) => sum + piece.length, 0);
  hold?.(length);
  if (isBare) response.removeHeader('Content-Type');
  else response.setHeader('Content-Length', length);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Cache-Control', 'no-store');
  // Over those set before, whatever the case of their names.
  response.writeHead(status, headers);
  if (!isBare) for (const piece of pieces.slice(0, -1)) response.write(piece);
  response.end(isBare ? undefined : pieces.at(-1));
}
