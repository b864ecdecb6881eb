import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import { selectKeys } from '../../relay/loadConnections';
import { inGroups } from '../../store/inGroups';
import { watch } from '../subscription/watch';
import { doableOf } from './doableOf';
import { loadTouched } from './loadTouched';

/** The events of `myActionsChanged`. */
export function watchActions(context: Context): AsyncGenerator<Context, void, undefined> {
  return watch(context, {
    async concerns({ db, viewer }, changed) {
      if (changed === null) return true;
      const { everybody, userIds } = await loadTouched(db, changed);
      return everybody || userIds.has(viewer.id) || viewer.delegators.some(({ id }) => userIds.has(id));
    },
    print,
    isSeen: () => Promise.resolve(true),
  });
}

// Many subscribers may have to look at once: they leave the other calls of the process their connections.
const print = inGroups((contexts: Context[]) => Promise.all(contexts.map(printOf)), { most: 2 });

/** What tells one list of actions that somebody can do now from another. */
async function printOf({ db, viewer }: Context): Promise<string | Error> {
  try {
    const [row] = await db.read<{ print: string }>(
      sql`SELECT md5(COALESCE(string_agg(found::text, ' ' ORDER BY found), '')) AS print FROM (${selectKeys(doableOf(viewer))}) found`,
    );
    return row?.print ?? '';
  } catch (error) {
    return error as Error;
  }
}
