/** The server cannot start for a reason outside of it, which the message tells together with what to do: print it without a stack. */
export class StartError extends Error {
  override readonly name: string = 'StartError';
}

/** A setting leads to something that cannot be used as it is. The message names the variable. */
export class SettingError extends StartError {
  override readonly name = 'SettingError';
}

/** Another process serves the data of this folder. Its PostgreSQL can be reached by anyone who may start one on it. */
export class DataInUse extends StartError {
  constructor(
    message: string,
    /** Where it can be reached. */
    readonly url: string,
  ) {
    super(message);
  }
}

const systemCodes = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOENT', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'];
/** PostgreSQL starts or stops, recovers, or has no connection left. */
const sqlStates = ['57P01', '57P02', '57P03', '53300'];

/** Returns whether connecting failed in a way that can pass by itself: the same URL may work in a moment. */
export function isUnreachable(error: unknown): boolean {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  return systemCodes.includes(code) || sqlStates.includes(code) || /timeout expired|^Connection terminated/.test(message);
}
