import { createHash, randomUUID } from 'node:crypto';
import { refusal } from '../../errors';
import type { Hook } from '../../store/loadHook';

/**
 * The secret of callers of kind WORKFLOWS, a random UUID unless one is given, and the SHA-256 that is kept of it; null for other kinds.
 * Throws INPUT_INVALID for what no header can carry, and for one given for another kind.
 */
export function toSecret(kind: Hook['kind'], given?: string): { secret: string; secretHash: Uint8Array<ArrayBuffer> } | null {
  if (kind !== 'WORKFLOWS') {
    if (given !== undefined)
      throw refusal('INPUT_INVALID', { path: 'secret', reason: `only hooks of kind WORKFLOWS have one, not ${kind}` });
    return null;
  }
  const secret = given ?? randomUUID();
  if (!/^[\x21-\x7e]{1,200}$/.test(secret))
    throw refusal('INPUT_INVALID', { path: 'secret', reason: '1 to 200 visible ASCII characters, without spaces' });
  return { secret, secretHash: new Uint8Array(createHash('sha256').update(secret).digest()) };
}
