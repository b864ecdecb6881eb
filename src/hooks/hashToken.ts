import { createHash } from 'node:crypto';

const form = /^[\w-]{16,200}$/;

/** What is kept of a token, its SHA-256 in hexadecimal; null for what cannot be one. */
export function hashToken(token: string): string | null {
  return form.test(token) ? createHash('sha256').update(token).digest('hex') : null;
}
