import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import type { GroupRow } from './groupRow';

/** The groups that a user is in, by name. Batched. Throws NODES_EXCEEDED. */
export async function loadGroupsOfUser(context: Context, userId: number): Promise<GroupRow[]> {
  const groups = await context.loaders.load('groups of user', userId, async (ids: number[]) => {
    const { left } = context.budget;
    const rows = await context.db.read<GroupRow & { userId: number }>(sql`
      SELECT m.user_id AS "userId", g.id, g.name FROM group_member m JOIN "group" g ON g.id = m.group_id
      WHERE m.user_id = ANY (${ids}) ORDER BY g.name LIMIT ${left + 1}`);
    // Cut off: what is asked for is refused as a whole.
    if (rows.length > left) context.budget.take(rows.length);
    const byUser = new Map<number, GroupRow[]>();
    for (const row of rows) byUser.set(row.userId, [...(byUser.get(row.userId) ?? []), row]);
    return byUser;
  });
  context.budget.take(groups?.length ?? 0);
  return groups ?? [];
}
