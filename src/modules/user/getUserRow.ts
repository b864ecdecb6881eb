import type { Context } from '../../context';
import { loadUserRow } from './loadUserRow';
import type { UserRow } from './userRow';

/** The user of that ID, which something refers to: users are never removed. Batched. */
export async function getUserRow(context: Context, id: number): Promise<UserRow> {
  const row = await loadUserRow(context, id);
  if (!row) throw new Error(`User ${id} is gone`);
  return row;
}
