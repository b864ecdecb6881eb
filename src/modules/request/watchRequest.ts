import { sql } from '../../sql';
import type { Context } from '../../context';
import { refusal } from '../../errors';
import { idKey } from '../../relay/globalId';
import { watch } from '../subscription/watch';
import { loadRequestRow } from './request';

/** The events of `requestChanged`. Throws ID_INVALID, and REQUEST_NOT_FOUND where there is none that the viewer may see. */
export async function watchRequest(context: Context, id: string): Promise<AsyncGenerator<Context, void, undefined>> {
  const [number = 0] = idKey('id', id, 'Request') ?? [];
  if (!(await loadRequestRow(context, number))) throw refusal('REQUEST_NOT_FOUND', { request: number });
  return watch(context, {
    concerns: (_, changed) => changed?.has(number) ?? true,
    async print({ db }) {
      const [row] = await db.read<{ version: number }>(sql`SELECT version FROM request WHERE id = ${number}`);
      return row ? String(row.version) : null;
    },
    isSeen: async (fresh) => (await loadRequestRow(fresh, number)) !== null,
  });
}
