import type { Context } from '../../context';
import type { TimeOrder } from '../../generated/graphql';
import { fromSession } from '../../identity/createSessions';
import type { PageArgs } from '../../relay/readPageArgs';
import { sql, type Sql } from '../../sql';
import type { Viewer } from '../../store/viewer';
import { findConnection, orderOf, type FoundConnection } from '../findConnection';

/** A browser that is logged in, as the fields of `Session` read it; its token is kept nowhere. */
export interface SessionRow {
  id: number;
  userId: number;
  createdAt: Date;
  expiresAt: Date;
}

/** Its columns out of `session s`. */
export const sessionColumns: Sql = sql`s.id, s.user_id AS "userId", s.created_at AS "createdAt", s.expires_at AS "expiresAt"`;

const openSessions: Sql = sql`${fromSession} WHERE s.expires_at > now()`;

/** A page of sessions. */
export type SessionRows = FoundConnection<SessionRow>;

/** Returns whether they may see and end the sessions of a user: their own, or any as an administrator. */
export function canManageSessionsOf(userId: number, viewer: Viewer): boolean {
  return userId === viewer.id || viewer.isAdministrator;
}

/** A condition on `session s`: that it exists for the viewer. The same rule as `canManageSessionsOf`, for lists. */
function visibleSessions({ id, isAdministrator }: Viewer): Sql {
  return isAdministrator ? sql`true` : sql`s.user_id = ${id}`;
}

/** The open session of that ID, null if there is none that the viewer may see. Batched. */
export function loadSessionRow(context: Context, id: number): Promise<SessionRow | null> {
  return context.loaders.load('session', id, async (ids: number[]) => {
    const rows = await context.db.read<SessionRow>(
      sql`SELECT ${sessionColumns} ${openSessions} AND s.id = ANY (${ids}) AND ${visibleSessions(context.viewer)}`,
    );
    return new Map(rows.map((row) => [row.id, row]));
  });
}

/** The open sessions that the viewer may see, last begun first; `of` restricts them to those of a user. */
export function findSessions(
  context: Context,
  name: string,
  args: PageArgs & { orderBy?: TimeOrder | null },
  of?: { userId: number },
): Promise<FoundConnection<SessionRow>> {
  const list = {
    columns: sessionColumns,
    from: sql`${openSessions} AND ${of ? sql`s.user_id = parent.id` : sql`true`} AND ${visibleSessions(context.viewer)}`,
    ...orderOf({ ID: [{ by: sql`s.id`, type: 'int' }] }, args.orderBy, { field: 'ID', direction: 'DESC' }),
  };
  return findConnection(context, name, args, list, of?.userId);
}
