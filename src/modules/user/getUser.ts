import type { Context } from '../../context';
import { refusal } from '../../errors';
import { findUser } from './findUser';
import type { UserRow } from './userRow';

/** The user that an input names by ID, by user name, or both. Throws USER_NOT_FOUND, REFERENCE_MISSING, ID_INVALID. */
export async function getUser(context: Context, asked: { id?: string | null; userName?: string | null }): Promise<UserRow> {
  const user = await findUser(context, asked);
  if (!user) throw refusal('USER_NOT_FOUND', { user: asked.userName ?? asked.id ?? '' });
  return user;
}
