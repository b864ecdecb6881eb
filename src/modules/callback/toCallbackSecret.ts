import { randomBytes } from 'node:crypto';
import { refusal } from '../../errors';
import type { SecretBox } from '../../secret/createSecretBox';

/** Of a secret, in bytes. */
const [fewest, most] = [24, 64];
const usual = 32;

/**
 * The secret of a callback, random unless one is given: `whsec_` and base64 of 24 to 64 bytes; and what is kept of it. Throws INPUT_INVALID,
 * SECRET_KEY_MISSING.
 */
export function toCallbackSecret(given: string | null, secrets: SecretBox): { secret: string; encrypted: Uint8Array<ArrayBuffer> } {
  const secret = given ?? `whsec_${randomBytes(usual).toString('base64')}`;
  if (!isFit(secret))
    throw refusal('INPUT_INVALID', { path: 'secret', reason: `whsec_ and base64 of ${fewest} to ${most} bytes` }, { argument: 'secret' });
  return { secret, encrypted: secrets.encrypt(secret) };
}

function isFit(secret: string): boolean {
  const [, text] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret) ?? [];
  if (text === undefined) return false;
  const bytes = Buffer.from(text, 'base64');
  return bytes.length >= fewest && bytes.length <= most && bytes.toString('base64') === text;
}
