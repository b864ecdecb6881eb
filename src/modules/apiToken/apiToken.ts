import { sql, type Sql } from '../../sql';
import type { Context } from '../../context';
import type { TimeOrder } from '../../generated/graphql';
import type { PageArgs } from '../../relay/readPageArgs';
import type { Viewer } from '../../store/viewer';
import type { Facts } from '../audit/audited';
import { findConnection, orderOf, type FoundConnection } from '../findConnection';

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
const apiTokenColumns: Sql = sql`t.id, t.user_id AS "userId", t.name, t.scopes, t.created_at AS "createdAt", t.expires_at AS "expiresAt",
  t.last_used_at AS "lastUsedAt", t.revoked_at AS "revokedAt"`;

/** A page of API tokens. */
export type ApiTokenRows = FoundConnection<ApiTokenRow>;

/** Returns whether the user may see, make and revoke the API tokens of that user: the user themselves, and administrators. */
export function canManageApiTokensOf(userId: number, viewer: Viewer): boolean {
  return userId === viewer.id || viewer.isAdministrator;
}

/** Returns what the audit trail compares of an API token. */
export function describeApiToken({ name, scopes, expiresAt, revokedAt }: ApiTokenRow, userName: string): Facts {
  return { userName, name, scopes, expiresAt: expiresAt?.toISOString(), revokedAt: revokedAt?.toISOString() };
}

/** The API token of that ID, null where there is none that the viewer may see. Batched. */
export async function loadApiTokenRow(context: Context, id: number): Promise<ApiTokenRow | null> {
  const row = await context.loaders.load('api token', id, async (ids: number[]) => {
    const rows = await context.db.read<ApiTokenRow>(sql`SELECT ${apiTokenColumns} FROM api_token t WHERE t.id = ANY (${ids})`);
    return new Map(rows.map((one) => [one.id, one]));
  });
  return row && canManageApiTokensOf(row.userId, context.viewer) ? row : null;
}

/** The API tokens of that user, last made first, expired and revoked ones too; none where the viewer may not see them. */
export function findApiTokens(
  context: Context,
  userId: number,
  args: PageArgs & { orderBy?: TimeOrder | null },
): Promise<FoundConnection<ApiTokenRow>> {
  // Which of many users are their own is asked in the statement, so that one serves all.
  const isVisible = canManageApiTokensOf(-1, context.viewer) ? sql`true` : sql`t.user_id = ${context.viewer.id}`;
  return findConnection(
    context,
    'User.apiTokens',
    args,
    {
      columns: apiTokenColumns,
      from: sql`FROM api_token t WHERE t.user_id = parent.id AND ${isVisible}`,
      ...orderOf({ ID: [{ by: sql`t.id`, type: 'int' }] }, args.orderBy, { field: 'ID', direction: 'DESC' }),
    },
    userId,
  );
}
