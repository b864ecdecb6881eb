import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import { refusal } from '../../errors';
import { userReference } from './userReference';
import { userColumns, type UserRow } from './userRow';

/** The user by ID, by user name, or both. Null where there is none. Throws REFERENCE_MISSING, REFERENCES_DISAGREE, ID_INVALID. */
export async function findUser(context: Context, asked: { id?: string | null; userName?: string | null }): Promise<UserRow | null> {
  const { id, userName } = userReference('id', asked.id, asked.userName);
  if (id === null && userName === null) throw refusal('REFERENCE_MISSING', { what: 'A user ID or user name' });
  const rows = await context.db.read<UserRow>(
    sql`SELECT ${userColumns} FROM "user" u WHERE u.id = ${id}::int OR u.user_name = ${userName}`,
  );
  const meansTwo = rows.some((row) => (id !== null && row.id !== id) || (userName !== null && row.userName !== userName));
  if (meansTwo) throw refusal('REFERENCES_DISAGREE', { first: 'id', second: 'userName' });
  return rows[0] ?? null;
}
