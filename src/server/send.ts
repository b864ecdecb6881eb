import { createHash } from 'node:crypto';
import type { OutgoingHttpHeaders, ServerResponse, IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Refusal } from '../errors';
import type { PlainAnswer } from '../graphql/createFastPath';
import { encodeJson, encodeText } from '../store/encodeJson';
import { version } from '../version';
import type { Hold } from './createShares';

/** What an answer has beside its body. */
interface Head {
  status: number;
  /** In any case; they go before the usual ones. */
  headers: OutgoingHttpHeaders;
}

const lineBreak = Buffer.from('\n');

/** The pieces of a JSON text with a line break at its end, for terminals. */
function withLineBreak(pieces: readonly Buffer[]): Buffer[] {
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
function sendPieces(response: ServerResponse, { status, headers }: Head, pieces: readonly Buffer[], hold?: Hold): void {
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

/** Sends a document that changes with the release alone, with the release's version, an ETag and a line break at its end; not at all to a client that has it. */
export function sendDocument(request: IncomingMessage, response: ServerResponse, type: string, text: string): void {
  const etag = `"${createHash('sha256').update(text).digest('base64url')}"`;
  const headers = { ETag: etag, 'Cache-Control': 'private, no-cache', 'Sluice-Version': version };
  const isKnown = request.headers['if-none-match']?.includes(etag);
  if (isKnown) send(response, 304, headers, '');
  else send(response, 200, { ...headers, 'Content-Type': type }, text.endsWith('\n') ? text : `${text}\n`);
}

/** Sends an answer of GraphQL in JSON. Its bytes are held until the client has taken them. */
export async function sendPlain(response: ServerResponse, { contentType, body }: PlainAnswer, hold: Hold): Promise<void> {
  const pieces = await encodeText(body);
  sendPieces(response, { status: 200, headers: { 'Content-Type': contentType } }, withLineBreak(pieces), hold);
}

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
      // A browser whose session has ended is led to the form: it is not to ask for a password itself.
      ...(code === 'UNAUTHENTICATED' && refusal !== 'SESSION_ENDED' && { 'WWW-Authenticate': challenge }),
      ...(typeof details.retryAfter === 'number' && { 'Retry-After': String(details.retryAfter) }),
      ...(typeof details.allow === 'string' && { Allow: details.allow }),
    },
    isGraphql ? { errors: [{ message, extensions }] } : { error: message, code },
  );
}

/** Sends an answer in the form of the Fetch API, at once or, if it is an event stream, as it comes. Its bytes are held until the client has taken them. */
export async function sendFetched(response: ServerResponse, answer: Response, hold: Hold): Promise<void> {
  const isStream = /^(text\/event-stream|multipart\/)/.test(answer.headers.get('content-type') ?? '');
  const pieces = isStream ? null : await encodeText(await answer.text());
  answer.headers.forEach((value, name) => response.setHeader(name, value));
  if (pieces) {
    const isJson = /json/.test(answer.headers.get('content-type') ?? '');
    sendPieces(response, { status: answer.status, headers: {} }, isJson ? withLineBreak(pieces) : pieces, hold);
    return;
  }
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Cache-Control', 'no-store');
  // Otherwise nginx keeps the events back until there are many.
  response.setHeader('X-Accel-Buffering', 'no');
  response.writeHead(answer.status);
  // Each part of the server that follows the stream listens once: with the pipeline they are more than Node's usual ten.
  response.setMaxListeners(20);
  // A client that leaves is the usual end of a stream.
  if (answer.body) await pipeline(holdEach(answer.body, hold), response).catch(() => response.destroy());
}

async function* holdEach(chunks: AsyncIterable<Uint8Array>, hold: Hold): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of chunks) {
    hold(chunk.length);
    yield chunk;
    // Asked for the next one: the client has taken this one, or the socket buffers it.
    hold(-chunk.length);
  }
}

/** An answer that may go on and on. */
export interface Stream {
  /** Aborted when the client is gone, or the process is to stop. */
  signal: AbortSignal;
}

/** The life of an answer in a process that stops with this signal. */
export function createStream(response: ServerResponse, stopping: AbortSignal): Stream {
  const over = new AbortController();
  const end = () => over.abort();
  response.once('close', end);
  // Without the last, the signal of the process would keep all answers that there ever were.
  stopping.addEventListener('abort', end, { once: true, signal: over.signal });
  // Anyone who left before is not notified any more.
  if (stopping.aborted || response.destroyed) end();
  return { signal: over.signal };
}

/** Keeps the connection of an answer open while `work` waits, however long nothing moves on it. */
export async function keepOpen<Result>({ socket }: ServerResponse, work: () => Promise<Result>): Promise<Result> {
  const timeoutMs = socket?.timeout ?? 0;
  socket?.setTimeout(0);
  try {
    return await work();
  } finally {
    socket?.setTimeout(timeoutMs);
  }
}
