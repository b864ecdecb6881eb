import { createHash, randomBytes } from 'node:crypto';

/** A new token of 192 random bits, URL-safe, and the SHA-256 that is kept of it. `token` makes them of a given one. */
export function createToken(token = randomBytes(24).toString('base64url')): { token: string; tokenHash: Uint8Array<ArrayBuffer> } {
  return { token, tokenHash: new Uint8Array(createHash('sha256').update(token).digest()) };
}
