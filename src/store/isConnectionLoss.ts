import { isNativeError } from 'node:util/types';

// SQLSTATEs of class 08 (connection exception), of a server that is stopping, crashing or starting, and of one without a free connection.
const sqlStates = /^(08...|57P0[123]|53300)$/;
const systemErrors = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOENT', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN']);
const driverMessages = /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/;

/** Whether the database could not be reached, or was lost on the way: the statement may or may not have taken place. */
export function isConnectionLoss(error: unknown): boolean {
  if (!isNativeError(error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return sqlStates.test(code) || systemErrors.has(code) || driverMessages.test(error.message);
}
