/** What an error says, in one line. JSONata throws plain objects, so not only an `Error` has a message. */
export function reasonOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string') return error.message;
  return String(error);
}
