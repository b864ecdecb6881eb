import { STATUS_CODES } from 'node:http';
import { request } from 'undici';
import { allowHost } from '../../outbound/allowHost';
import { hopsHeader, AddressForbidden, type Outbound } from '../../outbound/createOutbound';
import type { HttpCall, HttpEnd } from './httpCall';
import { readAnswer } from './readAnswer';

/** Refused by the client itself, whatever the peer: a header that may not be set, a length that is not so. */
const unsendable = /^UND_ERR_(INVALID_ARG|NOT_SUPPORTED|REQ_CONTENT_LENGTH_MISMATCH)$/;

/** Nobody is waited for longer: a day, in milliseconds. */
const maxRetryAfterMs = 86_400_000;

/**
 * Sends one attempt of a call, to public addresses and to private hosts that `hosts` names. Redirects are not followed. It never throws:
 * a network error is an end like any other.
 */
export async function sendHttp(
  outbound: Outbound,
  call: HttpCall,
  { key, hops, hosts, signal }: { key: string; hops: number; hosts: readonly string[]; signal: AbortSignal },
): Promise<HttpEnd> {
  const failed = (failure: string, isTemporary: boolean): HttpEnd => ({ result: null, failure, isTemporary, retryAfter: 0 });
  const allowed = allowHost(call.url, hosts);
  if (!allowed) return failed('only http and https URLs without a user name can be called', false);
  const { url, reach } = allowed;
  const deadline = AbortSignal.timeout(call.timeout);
  try {
    const answer = await request(url, {
      method: call.method,
      headers: { ...headersOf(call, key), [hopsHeader]: String(hops + 1) },
      body: textOf(call) ?? null,
      dispatcher: outbound.dispatcher(reach),
      signal: AbortSignal.any([deadline, signal]),
    });
    return toEnd(url, answer.statusCode, answer.headers['retry-after'], await readAnswer(answer));
  } catch (error) {
    const { failure, isTemporary } = failureOf(error, url, deadline.aborted ? call.timeout : null);
    return failed(failure, isTemporary);
  }
}

function toEnd(url: URL, status: number, retryAfter: string | string[] | undefined, read: Awaited<ReturnType<typeof readAnswer>>): HttpEnd {
  const { result, fault } = read;
  const isSuccess = status >= 200 && status < 300;
  if (isSuccess) return { result, failure: fault && `${url.origin}: ${fault}`, isTemporary: false, retryAfter: 0 };
  const isRedirect = status >= 300 && status < 400;
  return {
    result,
    failure: `${url.origin} answered ${status} ${STATUS_CODES[status] ?? ''}`.trim() + (isRedirect ? ': redirects are not followed' : ''),
    isTemporary: status >= 500 || status === 429,
    retryAfter: readRetryAfter(retryAfter, Date.now()),
  };
}

function textOf({ body }: HttpCall): string | undefined {
  return body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
}

/** Returns what the definition says stands, whatever its case; the rest is added. */
function headersOf({ headers, body }: HttpCall, key: string): Record<string, string> {
  const all = new Headers({ accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'Sluice', 'idempotency-key': key });
  if (body !== undefined) all.set('content-type', typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json');
  for (const [name, value] of Object.entries(headers)) all.set(name, value);
  return Object.fromEntries(all);
}

/**
 * Returns why a call to another server got no answer, in words that name no more of its URL than the origin, and whether it may be different another
 * time. `passed`: the milliseconds that it had, where they are over.
 */
export function failureOf(error: unknown, url: URL, passed: number | null): { failure: string; isTemporary: boolean } {
  if (error instanceof AddressForbidden)
    return {
      failure: `${error.message}. To allow it, add ${url.host} to the setting outboundAllowedHosts`,
      isTemporary: false,
    };
  if (passed !== null) return { failure: `${url.origin} did not answer within ${passed} ms`, isTemporary: true };
  const { message, code = '' } = error as Error & { code?: string };
  // The client's own words for an answer that changes the protocol.
  if (message === 'bad upgrade' || (code === 'ERR_ASSERTION' && message.includes('upgrade')))
    return { failure: `${url.origin} answered 101 Switching Protocols, which the call did not request`, isTemporary: false };
  return { failure: `${url.origin}: ${message || code}`, isTemporary: !unsendable.test(code) };
}

/** Returns how long a `Retry-After` header asks to wait, in seconds or until a date, in milliseconds: a day at most, 0 for none. */
export function readRetryAfter(header: string | string[] | undefined, now: number): number {
  if (typeof header !== 'string') return 0;
  const wait = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Math.min(Math.max(wait || 0, 0), maxRetryAfterMs);
}
