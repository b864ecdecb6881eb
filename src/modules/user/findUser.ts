import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import { refusal } from '../../errors';
import { userReference } from './userReference';
import { userColumns, type UserRow } from './userRow';

/** The user by ID, by user name, or both. Null where there is none. Throws REFERENCE_MISSING, ID_INVALID. */
export async function findUser(context: Context, asked: { id?: string | null; userName?: string | null }): Promise<UserRow | null> {
  const { id, userName } = userReference('id', asked.id, asked.userName);
  if (id === null && userName === null) throw refusal('REFERENCE_MISSING', { what: 'A user ID or user name' });
  const rows = await context.db.read<UserRow>(
    sql`SELECT ${userColumns} FROM "user" u WHERE (${id}::int IS NULL OR u.id = ${id}) AND (${userName}::text IS NULL OR u.user_name = ${userName})`,
  );
  return rows[0] ?? null;
}
