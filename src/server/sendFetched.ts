import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { encodeText } from '../store/encodeJson';
import type { Hold } from './createShares';
import { sendPieces, withLineBreak } from './send';

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
  // Whoever left before is not told of any more.
  if (stopping.aborted || response.destroyed) end();
  return { signal: over.signal };
}

/** Keeps the connection of an answer open while `work` waits, however long nothing moves on it. */
export async function keepOpen<Result>({ socket }: ServerResponse, work: () => Promise<Result>): Promise<Result> {
  const usual = socket?.timeout ?? 0;
  socket?.setTimeout(0);
  try {
    return await work();
  } finally {
    socket?.setTimeout(usual);
  }
}
