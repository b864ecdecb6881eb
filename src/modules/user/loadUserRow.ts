import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import { userColumns, type UserRow } from './userRow';

/** The user of that ID, null where there is none. Batched. */
export function loadUserRow(context: Context, id: number): Promise<UserRow | null> {
  return context.loaders.load('user', id, (ids: number[]) =>
    context.shareReads('user', ids, async (all) => {
      const rows = await context.db.read<UserRow>(sql`SELECT ${userColumns} FROM "user" u WHERE u.id = ANY (${all})`);
      return new Map(rows.map((row) => [row.id, row]));
    }),
  );
}
