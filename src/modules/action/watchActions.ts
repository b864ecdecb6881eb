import { sql } from '../../sql';
import type { Context } from '../../context';
import { selectKeys } from '../../relay/loadConnections';
import type { Changed } from '../../store/createFeed';
import { inBatches } from '../../store/inBatches';
import type { Database } from '../../store/openDatabase';
import { watch } from '../subscription/watch';
import { completableBy } from './completableActions';

/** Whose list of things to do changes of requests may have touched. */
export interface Touched {
  everybody: boolean;
  userIds: ReadonlySet<number>;
}

// All subscribers of the process are notified of a change by one and the same set, and it is looked up once for all of them.
const known = new WeakMap<NonNullable<Changed>, Promise<Touched>>();

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
const print = inBatches((contexts: Context[]) => Promise.all(contexts.map(printOf)), { maxBatchSize: 2 });

/** Resolves to what tells one list of actions that somebody can do now from another. */
async function printOf({ db, viewer }: Context): Promise<string | Error> {
  try {
    const [row] = await db.read<{ print: string }>(
      sql`SELECT md5(COALESCE(string_agg(found::text, ' ' ORDER BY found), '')) AS print FROM (${selectKeys(completableBy(viewer))}) found`,
    );
    return row?.print ?? '';
  } catch (error) {
    return error as Error;
  }
}

/**
 * Those who had an action of these requests, for whom they were created, and the members of participants who can take one of their
 * open actions, or could a minute ago. May name too many, never too few.
 */
function loadTouched(db: Database, changed: NonNullable<Changed>): Promise<Touched> {
  const touched = known.get(changed) ?? load(db, [...changed]);
  known.set(changed, touched);
  return touched;
}

async function load(db: Database, requestIds: number[]): Promise<Touched> {
  const [row] = await db.read<{ everybody: boolean; userIds: number[] }>(sql`
    WITH offered AS MATERIALIZED (
      SELECT DISTINCT t.process_id, t.name, t.everyone FROM action a JOIN participant t ON t.process_id = a.process_id AND t.name = a.participant
      WHERE a.request_id = ANY (${requestIds}) AND a.self_service AND (a.status <> 'CLOSED' OR a.closed_at > now() - interval '1 minute')
    )
    SELECT EXISTS (SELECT FROM offered WHERE everyone) AS everybody, ARRAY(
      SELECT requester_id FROM request WHERE id = ANY (${requestIds})
      UNION SELECT user_id FROM request_actor WHERE request_id = ANY (${requestIds})
      UNION SELECT m.user_id FROM offered o JOIN participant_user m ON m.process_id = o.process_id AND m.participant = o.name
      UNION SELECT i.user_id FROM offered o JOIN participant_group m ON m.process_id = o.process_id AND m.participant = o.name
        JOIN group_member i ON i.group_id = m.group_id
    ) AS "userIds"`);
  return { everybody: row?.everybody ?? true, userIds: new Set(row?.userIds) };
}
