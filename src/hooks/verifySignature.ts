import { createHmac, timingSafeEqual } from 'node:crypto';
import { refusal } from '../errors';
import type { SecretBox } from '../secret/createSecretBox';
import type { Hook } from '../store/loadHook';
import type { HookRequest } from './hookRequest';

type Headers = HookRequest['headers'];

/**
 * Checks that the body was signed as the hook asks for, over its raw bytes; nothing where it asks for none. Standard Webhooks may be five minutes
 * old or early. Throws SIGNATURE_MISSING, SIGNATURE_MALFORMED, SIGNATURE_EXPIRED, SIGNATURE_WRONG: which one tells nothing of the secret.
 */
export function verifySignature({ signature }: Hook, headers: Headers, body: Buffer, secrets: SecretBox): void {
  if (!signature) return;
  const secret = secrets.decrypt(Buffer.from(signature.secret, 'hex'));
  if (signature.scheme === 'STANDARD_WEBHOOKS') verifyStandard(secret, headers, body);
  else verifyHmac(secret, headers, signature.header ?? 'X-Signature', body);
}

const standardHeaders = 'webhook-id, webhook-timestamp and webhook-signature';
/** How old or early a signed call may be. */
const toleranceSeconds = 300;

// Not by the library `standardwebhooks`: it hashes in JavaScript, which takes seconds for the largest body, and reads the bytes as a text.
function verifyStandard(secret: string, headers: Headers, body: Buffer): void {
  const id = read(headers, 'webhook-id', standardHeaders);
  const timestamp = read(headers, 'webhook-timestamp', standardHeaders);
  const sent = read(headers, 'webhook-signature', standardHeaders).split(' ');
  checkTime(timestamp);
  if (!sent.some((one) => one.startsWith('v1,'))) throw malformed('webhook-signature', 'has no signature of version v1', 'v1,<base64>');
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const expected = `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')}`;
  if (!sent.some((one) => isSame(one, expected))) throw refusal('SIGNATURE_WRONG', { headers: standardHeaders });
}

function checkTime(timestamp: string): void {
  const seconds = /^\d{1,15}$/.test(timestamp) ? Number(timestamp) : NaN;
  if (Number.isNaN(seconds)) throw malformed('webhook-timestamp', 'is not a whole number', 'the seconds since 1970');
  const age = Math.round(Date.now() / 1000 - seconds);
  if (Math.abs(age) <= toleranceSeconds) return;
  // The seconds of a time in milliseconds are 50,000 years ahead.
  if (seconds > 1e11) throw malformed('webhook-timestamp', 'is in milliseconds, or too large', 'the seconds since 1970');
  throw refusal('SIGNATURE_EXPIRED', { age: Math.abs(age), direction: age > 0 ? 'ago' : 'ahead of time', limit: toleranceSeconds });
}

function verifyHmac(secret: string, headers: Headers, header: string, body: Buffer): void {
  const sent = read(headers, header, header);
  const [, hex] = /^sha256=([0-9a-f]{64})$/i.exec(sent) ?? [];
  if (hex === undefined) throw malformed(header, 'is not of that form', 'sha256= and 64 hexadecimal digits');
  const isRight = timingSafeEqual(Buffer.from(hex, 'hex'), createHmac('sha256', secret).update(body).digest());
  if (!isRight) throw refusal('SIGNATURE_WRONG', { headers: header });
}

function read(headers: Headers, header: string, all: string): string {
  const value = headers[header.toLowerCase()];
  if (typeof value !== 'string' || value === '') throw refusal('SIGNATURE_MISSING', { header, headers: all });
  return value;
}

function malformed(header: string, fault: string, expected: string) {
  return refusal('SIGNATURE_MALFORMED', { header, fault, expected });
}

function isSame(sent: string, expected: string): boolean {
  const [a, b] = [Buffer.from(sent), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
