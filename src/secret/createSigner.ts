import { createHmac, timingSafeEqual } from 'node:crypto';
import { refusal } from '../errors';

/** Signs texts with the server's key, for URLs that need no log-in. */
export interface Signer {
  /** The signature of a text, in base64url. Throws SECRET_KEY_MISSING. */
  sign(text: string): string;
  /** Returns whether this is the signature of the text; false without a key. */
  verify(text: string, signature: string): boolean;
}

/** The signer with a key of its own, derived from SECRET_KEY; `purpose` keeps a signature from being used for anything else. */
export function createSigner(secretKey: string | undefined, purpose: string): Signer {
  const key = secretKey === undefined ? null : createHmac('sha256', secretKey).update(purpose).digest();
  const signatureOf = (text: string, by: Buffer) => createHmac('sha256', by).update(text).digest();
  return {
    sign(text) {
      if (!key) throw refusal('SECRET_KEY_MISSING', {});
      return signatureOf(text, key).toString('base64url');
    },
    verify(text, signature) {
      const given = Buffer.from(signature, 'base64url');
      const expected = key && signatureOf(text, key);
      // Only one text stands for one signature: nothing behind it, no other characters.
      return (
        expected !== null &&
        given.length === expected.length &&
        given.toString('base64url') === signature &&
        timingSafeEqual(given, expected)
      );
    },
  };
}
