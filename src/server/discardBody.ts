import type { IncomingMessage } from 'node:http';

/** For how long the rest of a body is read after the answer, in milliseconds. */
const longest = 2_000;

/**
 * Reads what is left of a body that was answered before its end, and throws it away; closes the connection when that takes
 * too long. Closed at once, a caller who is still sending would see a broken connection instead of the answer.
 */
export function discardBody(request: IncomingMessage): void {
  request.resume();
  if (request.complete) return;
  const timer = setTimeout(() => request.destroy(), longest);
  request.once('close', () => {
    clearTimeout(timer);
  });
}
