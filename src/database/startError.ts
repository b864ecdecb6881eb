/** The server cannot start for a reason outside of it, which the message tells together with what to do: print it without a stack. */
export class StartError extends Error {
  override readonly name = 'StartError';
}
