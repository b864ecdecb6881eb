import { Webhook } from 'standardwebhooks';
import { refusal } from '../../errors';
import type { SignatureInput } from '../../generated/graphql';
import type { SecretBox } from '../../secret/createSecretBox';

/** The columns of an application that say how its calls are signed. */
interface SignatureData {
  signatureScheme: SignatureInput['scheme'] | null;
  signatureSecret: Uint8Array<ArrayBuffer> | null;
  signatureHeader: string | null;
}

/** What this signature sets, its secret encrypted; null asks for none. Throws INPUT_INVALID, SECRET_KEY_MISSING. */
export function toSignatureData(signature: SignatureInput | null, secrets: SecretBox): SignatureData {
  if (!signature) return { signatureScheme: null, signatureSecret: null, signatureHeader: null };
  const { scheme, secret, header = null } = signature;
  if (secret.length < 1 || secret.length > 500) throw invalid('secret', '1 to 500 characters');
  if (scheme === 'STANDARD_WEBHOOKS') {
    if (!isStandard(secret)) throw invalid('secret', 'base64, with or without whsec_ before it');
    if (header !== null) throw invalid('header', 'STANDARD_WEBHOOKS has headers of its own: leave this out');
  }
  if (header !== null && !/^[\w-]{1,100}$/.test(header)) throw invalid('header', 'the name of a header: letters, digits, - and _');
  return { signatureScheme: scheme, signatureSecret: secrets.encrypt(secret), signatureHeader: header };
}

function isStandard(secret: string): boolean {
  try {
    return Boolean(new Webhook(secret));
  } catch {
    return false;
  }
}

function invalid(field: string, reason: string): Error {
  return refusal('INPUT_INVALID', { path: `signature.${field}`, reason });
}
