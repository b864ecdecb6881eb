import { isNativeError } from 'node:util/types';

interface SmtpError {
  code: unknown;
  command?: string;
  responseCode?: number;
  /** One for each recipient that was not accepted. */
  rejectedErrors?: { responseCode?: number }[];
}

/**
 * Whether the mail server refused this very recipient or message, and will tomorrow: 5xx to RCPT TO or DATA, or an address that is none.
 * A log-in or a sender that it refuses are for the administrator to mend, and so is all else.
 */
export function isRefusedForGood(error: unknown): boolean {
  if (!isNativeError(error) || !('code' in error)) return false;
  const { code, command, responseCode, rejectedErrors } = error as Error & SmtpError;
  if (code !== 'EENVELOPE' && code !== 'EMESSAGE') return false;
  if (responseCode === undefined) return code === 'EENVELOPE';
  // Who is greylisted among others that are unknown can get it later.
  if (rejectedErrors?.some((one) => (one.responseCode ?? 0) < 500)) return false;
  return responseCode >= 500 && (command === 'RCPT TO' || command === 'DATA');
}
