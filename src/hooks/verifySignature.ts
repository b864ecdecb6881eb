import { createHmac, timingSafeEqual } from 'node:crypto';
import { refusal } from '../errors';
import type { SecretBox } from '../secret/createSecretBox';
import type { Hook } from '../store/loadHook';
import type { HookRequest } from './hookRequest';

type Headers = HookRequest['headers'];

/**
 * Checks that the body was signed as the hook asks for, over its raw bytes; nothing where it asks for none. Standard Webhooks may be
 * five minutes old or early. Throws SIGNATURE_WRONG.
 */
export function verifySignature({ signature }: Hook, headers: Headers, body: Buffer, secrets: SecretBox): void {
  if (!signature) return;
  const secret = secrets.decrypt(Buffer.from(signature.secret, 'hex'));
  if (signature.scheme === 'STANDARD_WEBHOOKS') verifyStandard(secret, headers, body);
  else verifyHmac(secret, headers, signature.header ?? 'X-Signature', body);
}

/** How old or early a signed call may be. */
const toleranceSeconds = 300;

// Not by the library `standardwebhooks`: it hashes in JavaScript, which takes seconds for the largest body, and reads the bytes as a text.
function verifyStandard(secret: string, headers: Headers, body: Buffer): void {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures } = headers;
  const isSigned = typeof id === 'string' && typeof timestamp === 'string' && typeof signatures === 'string';
  const isNow = isSigned && /^\d{1,12}$/.test(timestamp) && Math.abs(Date.now() / 1000 - Number(timestamp)) <= toleranceSeconds;
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const expected = isNow ? `v1,${sign(key, `${id}.${timestamp}.`, body)}` : null;
  const isRight = expected !== null && isSigned && signatures.split(' ').some((sent) => isSame(sent, expected));
  if (!isRight) throw refusal('SIGNATURE_WRONG', { headers: 'webhook-id, webhook-timestamp and webhook-signature' });
}

function sign(key: Buffer, prefix: string, body: Buffer): string {
  return createHmac('sha256', key).update(prefix).update(body).digest('base64');
}

function isSame(sent: string, expected: string): boolean {
  const [a, b] = [Buffer.from(sent), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function verifyHmac(secret: string, headers: Headers, header: string, body: Buffer): void {
  const sent = headers[header.toLowerCase()];
  const [, hex] = (typeof sent === 'string' && /^sha256=([0-9a-f]{64})$/i.exec(sent)) || [];
  const isRight = hex !== undefined && timingSafeEqual(Buffer.from(hex, 'hex'), createHmac('sha256', secret).update(body).digest());
  if (!isRight) throw refusal('SIGNATURE_WRONG', { headers: header });
}
