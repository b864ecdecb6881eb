import { refusal } from '../../errors';
import type { EndSessionsInput } from '../../generated/graphql';
import { limits } from '../../limits';
import { idKey, toGlobalId } from '../../relay/globalId';
import { sql, type Sql } from '../../sql';
import { audited } from '../audit/audited';
import { getOwner } from './user';
import { canManageSessionsOf, sessionColumns, type SessionRow } from './session';

type Owned = SessionRow & { userName: string };

/**
 * Ends sessions of browsers, at once on all servers: those with these IDs, or all of a user. If one cannot be ended, none is. Throws INPUT_INVALID,
 * ADMINISTRATORS_ONLY, USER_NOT_FOUND, SESSION_NOT_FOUND, ID_INVALID.
 */
export const endSessions = audited<EndSessionsInput, { deletedSessionIds: string[] }>({
  operation: 'endSessions',
  async run(context, { ids, userName }, change) {
    if ((ids == null) === (userName == null)) throw refusal('INPUT_INVALID', { path: 'input', reason: 'must have either ids or userName' });
    const user = userName == null ? null : await getOwner(context, userName);
    const keys = [...new Set(ids?.map((id) => idKey('ids', id, 'Session')?.[0] ?? 0))];
    if (keys.length > limits.nodeIds.value)
      throw refusal('INPUT_INVALID', { path: 'ids', reason: `must have at most ${limits.nodeIds.value} items, not ${keys.length}` });
    return change(async (tx, audit) => {
      const isWanted: Sql = user ? sql`s.user_id = ${user.id}` : sql`s.id = ANY (${keys})`;
      // Of two at once, the second waits here, and does not find them any more.
      const found = await tx.$queryRaw<Owned[]>(
        sql`SELECT ${sessionColumns}, p.user_name AS "userName" FROM session s JOIN "user" p ON p.id = s.user_id WHERE ${isWanted} ORDER BY s.id FOR UPDATE OF s`,
      );
      const visible = found.filter(({ userId }) => canManageSessionsOf(userId, context.viewer));
      const missing = keys.find((key) => !visible.some(({ id }) => id === key));
      if (missing !== undefined) throw refusal('SESSION_NOT_FOUND', { session: toGlobalId('Session', missing) });
      await tx.session.deleteMany({ where: { id: { in: visible.map(({ id }) => id) } } });
      for (const { id, userName: name, createdAt, expiresAt } of visible)
        audit(
          { type: 'Session', id, name },
          { userName: name, createdAt: createdAt.toISOString(), expiresAt: expiresAt.toISOString() },
          null,
        );
      if (user && visible.length === 0) audit({ type: 'User', id: user.id, name: user.userName }, null, null);
      return { deletedSessionIds: visible.map(({ id }) => toGlobalId('Session', id)) };
    });
  },
});
