import { AddressForbidden } from '../../outbound/createOutbound';

/** Refused by the client itself, whatever the peer: a header that may not be set, a length that is not so. */
const unsendable = /^UND_ERR_(INVALID_ARG|NOT_SUPPORTED|REQ_CONTENT_LENGTH_MISMATCH)$/;

/**
 * Why a call to another server got no answer, in words that name no more of its URL than the origin, and whether it may be different another
 * time. `passed`: the milliseconds that it had, where they are over.
 */
export function failureOf(error: unknown, url: URL, passed: number | null): { failure: string; isPassing: boolean } {
  if (error instanceof AddressForbidden)
    return {
      failure: `${error.message}. To allow it, add ${url.host} to the setting outboundAllowedHosts`,
      isPassing: false,
    };
  if (passed !== null) return { failure: `${url.origin} did not answer within ${passed} ms`, isPassing: true };
  const { message, code = '' } = error as Error & { code?: string };
  // The client's own words for an answer that changes the protocol.
  if (message === 'bad upgrade' || (code === 'ERR_ASSERTION' && message.includes('upgrade')))
    return { failure: `${url.origin} answered 101 Switching Protocols, which the call did not request`, isPassing: false };
  return { failure: `${url.origin}: ${message || code}`, isPassing: !unsendable.test(code) };
}

/** Nobody is waited for longer: a day, in milliseconds. */
const longest = 86_400_000;

/** How long a `Retry-After` header asks to wait, in seconds or until a date, in milliseconds: a day at most, 0 for none. */
export function readRetryAfter(header: string | string[] | undefined, now: number): number {
  if (typeof header !== 'string') return 0;
  const wait = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Math.min(Math.max(wait || 0, 0), longest);
}
