const names = new Set(['connection', 'content-length', 'date', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade']);

/** Whether a header of an answer is the server's own: it says how the answer is sent, and nobody else can. */
export function isServersHeader(name: string): boolean {
  return names.has(name.toLowerCase());
}
