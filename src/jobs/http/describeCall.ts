import type { Json } from '../../engine/state';
import { redactSecrets } from '../../redaction/redactSecrets';
import { redactUrl } from '../../redaction/redactUrl';
import type { HttpCall, HttpEnd } from './httpCall';

/** Bytes of what the history keeps of either side. */
const most = 2048;

/** What the history says of a call that failed for good: what was sent and what came back, without secrets, each as far as it fits. */
export function describeCall(
  { method, url, headers, body }: HttpCall,
  { result }: Pick<HttpEnd, 'result'>,
  attempts: number,
): { [name: string]: Json } {
  const input = { method, url: redactUrl(url), headers: redactSecrets(headers), ...(body !== undefined && { body: redactSecrets(body) }) };
  const { status, headers: received, body: content } = result ?? {};
  const answer = result && { status: status ?? 0, headers: redactSecrets(received ?? {}), body: redactSecrets(content ?? null) };
  return { attempts, input: cap(input), answer: cap(answer) };
}

/** The value itself, or the beginning of its JSON. */
function cap(value: Json): Json {
  const bytes = Buffer.from(JSON.stringify(value));
  return bytes.length <= most ? value : `${bytes.subarray(0, most).toString()}…`;
}
