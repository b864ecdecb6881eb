import { createHmac, timingSafeEqual } from 'node:crypto';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
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

function verifyStandard(secret: string, headers: Headers, body: Buffer): void {
  try {
    new Webhook(secret).verify(body, headers as Record<string, string>, { jsonParse: false });
  } catch (error) {
    if (!(error instanceof WebhookVerificationError)) throw error;
    throw refusal('SIGNATURE_WRONG', { headers: 'webhook-id, webhook-timestamp and webhook-signature' });
  }
}

function verifyHmac(secret: string, headers: Headers, header: string, body: Buffer): void {
  const sent = headers[header.toLowerCase()];
  const [, hex] = (typeof sent === 'string' && /^sha256=([0-9a-f]{64})$/i.exec(sent)) || [];
  const isRight = hex !== undefined && timingSafeEqual(Buffer.from(hex, 'hex'), createHmac('sha256', secret).update(body).digest());
  if (!isRight) throw refusal('SIGNATURE_WRONG', { headers: header });
}
