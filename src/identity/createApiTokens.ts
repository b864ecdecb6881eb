import { createHash } from 'node:crypto';
import { sql } from '../sql';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { Database } from '../store/openDatabase';
import { selectViewer, type Viewer } from '../store/viewer';
import type { Scope } from './identity';

/** What API tokens begin with: it tells them from JWTs, and scanners for lost secrets find them by it. */
export const apiTokenPrefix = 'slu_';

/** Resolves to whom an API token logs in, and what it is limited to; null for one that is unknown, expired or revoked, or whose user is not active. */
export type FindApiToken = (token: string) => Promise<{ viewer: Viewer; scopes: readonly Scope[] | null } | null>;

/** A token that is not revoked. */
interface Known {
  tokenId: number;
  viewer: Viewer;
  scopes: readonly Scope[] | null;
  expiresAt: Date | null;
}

type Row = Viewer & { tokenId: number; scopes: Scope[]; expiresAt: Date | null };

/** How often the use of a token is recorded, in milliseconds. */
const markIntervalMs = 60_000;
const maxMarkedTokens = 10_000;

/**
 * API tokens, by the hash that is kept of them. A revocation counts at once in all processes. When a token was last used is written down once a
 * minute at most, and nobody waits for that.
 */
export function createApiTokens(db: Database, log: Logger): FindApiToken {
  const marked = new LRUCache<number, true>({ max: maxMarkedTokens, ttl: markIntervalMs });

  function markUsed(id: number): void {
    if (marked.has(id)) return;
    marked.set(id, true);
    db.query(
      sql`UPDATE api_token SET last_used_at = now()
        WHERE id = ${id} AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')`,
    ).catch((error: unknown) => {
      marked.delete(id);
      log.warn({ err: error, apiToken: id }, 'could not record when the token was used');
    });
  }

  async function load(hash: Buffer): Promise<Known | null> {
    const [row] = await db.read<Row>(
      sql`SELECT viewer.*, t.id AS "tokenId", t.scopes, t.expires_at AS "expiresAt"
        FROM api_token t JOIN LATERAL (${selectViewer} WHERE u.id = t.user_id) viewer ON true
        WHERE t.token_hash = ${hash} AND t.revoked_at IS NULL`,
    );
    if (!row) return null;
    const { tokenId, scopes, expiresAt, ...viewer } = row;
    return { tokenId, viewer, scopes: scopes.length > 0 ? scopes : null, expiresAt };
  }

  return async (token) => {
    const hash = createHash('sha256').update(token).digest();
    const found = await db.configuration.get(`token ${hash.toString('base64')}`, () => load(hash));
    if (found?.viewer.status !== 'ACTIVE' || (found.expiresAt && found.expiresAt.getTime() <= Date.now())) return null;
    markUsed(found.tokenId);
    return { viewer: found.viewer, scopes: found.scopes };
  };
}
