const systemCodes = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOENT', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'];
/** PostgreSQL starts or stops, recovers, or has no connection left. */
const sqlStates = ['57P01', '57P02', '57P03', '53300'];

/** Whether connecting failed in a way that can pass by itself: the same URL may work in a moment. */
export function isUnreachable(error: unknown): boolean {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  return systemCodes.includes(code) || sqlStates.includes(code) || /timeout expired|^Connection terminated/.test(message);
}
