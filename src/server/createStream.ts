import type { ServerResponse } from 'node:http';

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
