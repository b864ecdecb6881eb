import { createHash, timingSafeEqual } from 'node:crypto';
import { refusal } from '../../errors';
import { ruleOf, type SignatureRule } from '../../modules/sender/signatureRules';
import type { SecretBox } from '../../secret/createSecretBox';
import type { Hook } from '../../store/loadHook';
import { readBodyField } from './readBodyField';
import { readHeader, type SignedCall } from './signedCall';
import { verifyHmac } from './verifyHmac';

/**
 * Checks that a call was signed as the hook asks for, over the raw bytes of its body; nothing where it asks for no signature. One of two secrets is
 * enough. Throws SIGNATURE_MISSING, SIGNATURE_MALFORMED, SIGNATURE_EXPIRED, SIGNATURE_WRONG, SIGNATURE_TOKEN_WRONG: which one says nothing of the secret.
 */
export function verifySignature({ signature }: Pick<Hook, 'signature'>, call: SignedCall, secrets: SecretBox): void {
  if (!signature) return;
  const own = [signature.secret, signature.secondSecret].flatMap((one) => (one === null ? [] : secrets.decrypt(Buffer.from(one, 'hex'))));
  const rule = ruleOf(signature);
  if (rule.kind === 'HMAC') verifyHmac(rule, call, own);
  else verifyToken(rule, call, own);
}

function verifyToken({ header, field }: SignatureRule & { kind: 'TOKEN' }, call: SignedCall, secrets: readonly string[]): void {
  const place = header ?? `${field} in the body`;
  const sent = header === null ? readBodyField(call.body, field ?? '') : readHeader(call, header, header);
  const tokens = [sent ?? []].flat(10);
  if (tokens.length === 0) throw refusal('SIGNATURE_MISSING', { part: place, parts: place });
  if (!tokens.every((token) => secrets.some((secret) => isSame(token, secret)))) throw refusal('SIGNATURE_TOKEN_WRONG', { place });
}

/** In the same time for all tokens, however long they are. */
function isSame(token: unknown, secret: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(typeof token === 'string' ? token : ''), digest(secret)) && typeof token === 'string';
}
