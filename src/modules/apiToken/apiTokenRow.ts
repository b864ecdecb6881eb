import { sqltag as sql, type Sql } from '@prisma/client/runtime/client';
import type { FoundConnection } from '../findConnection';

/** An API token as the fields of `ApiToken` read it; the token itself is kept nowhere. */
export interface ApiTokenRow {
  id: number;
  userId: number;
  name: string;
  /** Empty: all that its user may. */
  scopes: string[];
  createdAt: Date;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
}

/** Its columns out of `api_token t`. */
export const apiTokenColumns: Sql = sql`t.id, t.user_id AS "userId", t.name, t.scopes, t.created_at AS "createdAt", t.expires_at AS "expiresAt",
  t.last_used_at AS "lastUsedAt", t.revoked_at AS "revokedAt"`;

/** A page of API tokens. */
export type ApiTokenRows = FoundConnection<ApiTokenRow>;
