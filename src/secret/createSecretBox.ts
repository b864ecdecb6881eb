import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { refusal } from '../errors';

/** Keeps secrets that have to be readable again. What it gives is for the database: nonce, tag and text, encrypted by AES-256-GCM. */
export interface SecretBox {
  /** Throws SECRET_KEY_MISSING. */
  encrypt(secret: string): Uint8Array<ArrayBuffer>;
  /** Throws SECRET_KEY_CHANGED, without a key as well. */
  decrypt(encrypted: Uint8Array): string;
}

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** The box with this key (SECRET_KEY, of which the SHA-256 is used); without one it refuses. */
export function createSecretBox(secretKey: string | undefined): SecretBox {
  const key = secretKey === undefined ? null : createHash('sha256').update(secretKey).digest();
  return {
    encrypt(secret) {
      if (!key) throw refusal('SECRET_KEY_MISSING', {});
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv(algorithm, key, nonce);
      const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      return new Uint8Array(Buffer.concat([nonce, cipher.getAuthTag(), text]));
    },
    decrypt(encrypted) {
      if (!key) throw refusal('SECRET_KEY_CHANGED', {});
      const bytes = Buffer.from(encrypted);
      try {
        const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes });
        decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
        return Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]).toString('utf8');
      } catch {
        throw refusal('SECRET_KEY_CHANGED', {});
      }
    },
  };
}
