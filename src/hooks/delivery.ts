import { isUtf8 } from 'node:buffer';
import { ruleOf } from '../modules/sender/signatureRules';
import { redacted } from '../redaction/isSecretName';
import { redactBody, type RedactedBody } from '../redaction/redactBody';
import { redactHeaders } from '../redaction/redactSecrets';
import { redactQuery } from '../redaction/redactSecrets';
import type { Delivery } from '../store/delivery/delivery';
import type { Hook } from '../store/load/loadHook';
import type { HookRequest, HttpCall } from './hookRequest';
import { mediaTypeOf } from './trigger/bodyFormats';

/** Returns what the log knows of a call when it comes in: nothing of who calls yet. */
export function beginDelivery(
  { method, address, headers, replay }: HttpCall & Pick<HookRequest, 'replay'>,
  path: string,
  receivedAt: Date,
): Delivery {
  const key = headers['idempotency-key'];
  return {
    receivedAt,
    begun: performance.now(),
    durationMs: null,
    replayOfId: replay?.ofId ?? null,
    address,
    method,
    path: path.slice(0, maxTextCharacters),
    kind: null,
    applicationId: null,
    userId: null,
    logBodies: 'NONE',
    headers: null,
    body: null,
    bodySize: null,
    isWhole: false,
    operation: null,
    idempotencyKey: typeof key === 'string' ? key.slice(0, maxTextCharacters) : null,
    uid: null,
    status: 200,
    error: null,
    code: null,
    duplicate: false,
    skipped: null,
    requestIds: [],
    id: replay?.id ?? null,
    isWritten: false,
    hasWaited: false,
    work: null,
  };
}

/** Of what the caller made up, in characters. */
const maxTextCharacters = 255;

/** The delivery with its end: the status that it is answered, and what it was refused by. One that was written as ending otherwise is told to be written again. */
export function endDelivery(delivery: Delivery, status: number, refused: { message: string; code: string } | null): Delivery {
  const isAsWritten = status === delivery.status && refused === null && !delivery.hasWaited;
  return Object.assign(delivery, {
    status,
    durationMs: Math.round(performance.now() - delivery.begun),
    error: refused?.message ?? null,
    code: refused?.code ?? null,
    isWritten: delivery.isWritten && (isAsWritten || delivery.id === null),
  });
}

/** Keeps in a delivery through which hook it came, and what the log may have of how it came. Of what knows no token nothing is kept. */
export function keepCaller(delivery: Delivery, hook: Hook, { headers, query, token }: HookRequest, status = 200): void {
  const { id: applicationId, kind, logBodies, signature } = hook;
  Object.assign(delivery, { applicationId, kind, logBodies, status });
  if (query) delivery.path += `?${redactQuery(query)}`;
  if (logBodies === 'NONE') return;
  const safe = redactHeaders(headers, signature && ruleOf(signature).header);
  // Proxies tell the path that they were called by, such as `X-Forwarded-Uri`.
  delivery.headers = token ? safe.replaceAll(token, redacted) : safe;
}

/** Keeps of a body in its delivery what the log may have. */
export function keepBody(delivery: Delivery, { query, headers }: HttpCall, body: Buffer): void {
  delivery.bodySize = body.length;
  if (delivery.logBodies === 'NONE') return;
  const { text, isWhole } = redact(body, mediaTypeOf(headers));
  Object.assign(delivery, { body: text, isWhole: isWhole && redactQuery(query) === query });
}

/** Forms hold secrets in other ways than JSON, and files. */
function redact(body: Buffer, mediaType: string): RedactedBody {
  if (mediaType === 'multipart/form-data') return { text: null, isWhole: false };
  if (mediaType !== 'application/x-www-form-urlencoded') return redactBody(body);
  const text = body.toString('utf8', 0, maxFormBytes);
  const safe = redactQuery(text);
  return { text: safe, isWhole: body.length <= maxFormBytes && safe === text && isUtf8(body) };
}

/** Of a form so many bytes are redacted; `redactQuery` keeps fewer. */
const maxFormBytes = 65_536;

/** Does what a call comes to. Until it has ended, the call's entry in the log waits for it, whenever the caller is answered. */
export async function trackWork<Result>(delivery: Delivery, work: () => Promise<Result>): Promise<Result> {
  let end: () => void = () => undefined;
  delivery.work = new Promise((resolve) => (end = resolve));
  try {
    return await work();
  } finally {
    delivery.work = null;
    end();
  }
}
