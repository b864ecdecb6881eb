import { STATUS_CODES } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { request, type Dispatcher } from 'undici';
import { isStorable } from '../../engine/measureJson';
import { allowSecure } from '../../outbound/allowHost';
import { hopsHeader, type Outbound } from '../../outbound/createOutbound';
import type { SecretBox } from '../../secret/createSecretBox';
import { failureOf, readRetryAfter } from '../http/sendHttp';
import type { CallbackMessage, Receiver } from './callbackMessage';

/** How one attempt ended. */
export interface Posted {
  at: Date;
  durationMs: number;
  /** Null if nothing answered. */
  status: number | null;
  /** Null: the receiver took it. */
  error: string | null;
  /** The beginning of what they answered, where it is text. */
  answer: string | null;
  /** Milliseconds that they ask to be left alone for, 0 where they do not say. */
  retryAfter: number;
}

type End = Omit<Posted, 'at' | 'durationMs'>;

/** Bytes of the answer that are read. */
const maxAnswerBytes = 2_000;

/** Sends a message, signed as Standard Webhooks by each secret of the receiver. Any 2xx within `timeoutMs` milliseconds is success, redirects are not followed. It never throws. */
export async function postMessage(
  deps: { outbound: Outbound; secrets: SecretBox },
  receiver: Receiver,
  message: CallbackMessage,
  signal: AbortSignal,
  timeoutMs = 15_000,
): Promise<Posted> {
  const at = new Date();
  const begun = performance.now();
  const end = await post(deps, receiver, message, at, { signal, timeoutMs });
  return { at, durationMs: Math.round(performance.now() - begun), ...end };
}

async function post(
  { outbound, secrets }: { outbound: Outbound; secrets: SecretBox },
  { url: target, secrets: own, format, hops, hosts }: Receiver,
  { webhookId, body }: CallbackMessage,
  at: Date,
  { signal, timeoutMs }: { signal: AbortSignal; timeoutMs: number },
): Promise<End> {
  const failed = (error: string): End => ({ status: null, error, answer: null, retryAfter: 0 });
  const allowed = allowSecure(target, hosts);
  if (!allowed) return failed('only https URLs can be called, and http URLs of hosts in the setting outboundAllowedHosts');
  const { url, reach } = allowed;
  const deadline = AbortSignal.timeout(timeoutMs);
  try {
    const signature = own.map((secret) => new Webhook(secrets.decrypt(secret)).sign(webhookId, at, body)).join(' ');
    const answer = await request(url, {
      method: 'POST',
      headers: {
        'content-type': format === 'CLOUDEVENTS' ? 'application/cloudevents+json; charset=utf-8' : 'application/json',
        accept: '*/*',
        'accept-encoding': 'identity',
        'user-agent': 'Sluice',
        [hopsHeader]: String(hops + 1),
        'webhook-id': webhookId,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': signature,
      },
      body,
      dispatcher: outbound.dispatcher(reach),
      signal: AbortSignal.any([deadline, signal]),
    });
    return await toEnd(answer);
  } catch (error) {
    return failed(failureOf(error, url, deadline.aborted ? timeoutMs : null).failure);
  }
}

async function toEnd({ statusCode: status, headers, body }: Dispatcher.ResponseData): Promise<End> {
  const answer = await readBeginning(body);
  if (status >= 200 && status < 300) return { status, error: null, answer, retryAfter: 0 };
  const isRedirect = status >= 300 && status < 400;
  const error = `answered ${status} ${STATUS_CODES[status] ?? ''}`.trim() + (isRedirect ? ': redirects are not followed' : '');
  return { status, error, answer, retryAfter: readRetryAfter(headers['retry-after'], Date.now()) };
}

/** Resolves to what comes of the body until it is enough or it ends, even badly: the status is what counts. Null where that is not text. */
async function readBeginning(body: Dispatcher.ResponseData['body']): Promise<string | null> {
  // Leaving it half read is told as an error by and by.
  body.on('error', () => undefined);
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      if (Buffer.concat(chunks).length >= maxAnswerBytes) break;
    }
  } catch {
    // It broke off: what came before is kept.
  }
  // By bytes, so that no character is left by half.
  const text = Buffer.concat(chunks).subarray(0, maxAnswerBytes).toString('utf8');
  return text === '' || !isStorable(text) ? null : text;
}
