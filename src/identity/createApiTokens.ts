import { createHash } from 'node:crypto';
import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Logger } from 'pino';
import type { Database } from '../store/openDatabase';
import { selectViewer, type Viewer } from '../store/viewer';
import type { Scope } from './scopes';

/** What API tokens begin with: it tells them from JWTs, and scanners for lost secrets find them by it. */
export const apiTokenPrefix = 'slu_';

/** Whom an API token logs in, and what it is limited to; null for one that is unknown, expired or revoked, or whose user is not active. */
export type FindApiToken = (token: string) => Promise<{ viewer: Viewer; scopes: readonly Scope[] | null } | null>;

type Row = Viewer & { tokenId: number; scopes: Scope[]; isUsedLately: boolean };

/**
 * API tokens, by the hash that is kept of them. The token and its user are read anew each time, by one SELECT: a revocation
 * counts at once in all processes. When it was last used is written down once a minute at most, and nobody waits for that.
 */
export function createApiTokens(db: Database, log: Logger): FindApiToken {
  const marking = new Set<number>();

  function markUsed(id: number): void {
    if (marking.has(id)) return;
    marking.add(id);
    db.query(
      sql`UPDATE api_token SET last_used_at = now()
        WHERE id = ${id} AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')`,
    )
      .catch((error: unknown) => log.warn({ err: error, apiToken: id }, 'when the token was used could not be written down'))
      .finally(() => marking.delete(id));
  }

  return async (token) => {
    const hash = createHash('sha256').update(token).digest();
    const [row] = await db.read<Row>(
      sql`SELECT viewer.*, t.id AS "tokenId", t.scopes,
          COALESCE(t.last_used_at > now() - interval '1 minute', false) AS "isUsedLately"
        FROM api_token t JOIN LATERAL (${selectViewer} WHERE u.id = t.user_id) viewer ON true
        WHERE t.token_hash = ${hash} AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > now())`,
    );
    if (row?.status !== 'ACTIVE') return null;
    const { tokenId, scopes, isUsedLately, ...viewer } = row;
    if (!isUsedLately) markUsed(tokenId);
    return { viewer, scopes: scopes.length > 0 ? scopes : null };
  };
}
