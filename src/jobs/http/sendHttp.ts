import { STATUS_CODES } from 'node:http';
import { request } from 'undici';
import { allowHost } from '../../outbound/allowHost';
import { hopsHeader, type Outbound } from '../../outbound/createOutbound';
import { failureOf, readRetryAfter } from './failureOf';
import type { HttpCall, HttpEnd } from './httpCall';
import { readAnswer } from './readAnswer';

/**
 * Sends one attempt of a call, to public addresses and to private hosts that `hosts` names. Redirects are not followed. It never throws:
 * a network error is an end like any other.
 */
export async function sendHttp(
  outbound: Outbound,
  call: HttpCall,
  { key, hops, hosts, signal }: { key: string; hops: number; hosts: readonly string[]; signal: AbortSignal },
): Promise<HttpEnd> {
  const failed = (failure: string, isPassing: boolean): HttpEnd => ({ result: null, failure, isPassing, retryAfter: 0 });
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
    const { failure, isPassing } = failureOf(error, url, deadline.aborted ? call.timeout : null);
    return failed(failure, isPassing);
  }
}

function toEnd(url: URL, status: number, retryAfter: string | string[] | undefined, read: Awaited<ReturnType<typeof readAnswer>>): HttpEnd {
  const { result, fault } = read;
  const isSuccess = status >= 200 && status < 300;
  if (isSuccess) return { result, failure: fault && `${url.origin}: ${fault}`, isPassing: false, retryAfter: 0 };
  const isRedirect = status >= 300 && status < 400;
  return {
    result,
    failure: `${url.origin} answered ${status} ${STATUS_CODES[status] ?? ''}`.trim() + (isRedirect ? ': redirects are not followed' : ''),
    isPassing: status >= 500 || status === 429,
    retryAfter: readRetryAfter(retryAfter, Date.now()),
  };
}

function textOf({ body }: HttpCall): string | undefined {
  return body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
}

/** What the definition says stands, whatever its case; the rest is added. */
function headersOf({ headers, body }: HttpCall, key: string): Record<string, string> {
  const all = new Headers({ accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'Sluice', 'idempotency-key': key });
  if (body !== undefined) all.set('content-type', typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json');
  for (const [name, value] of Object.entries(headers)) all.set(name, value);
  return Object.fromEntries(all);
}
