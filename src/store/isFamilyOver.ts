import { sql, type Sql } from '../sql';

/**
 * Whether the family of the topmost request `t` is over: it and all requests that were started under it are closed, by `closedBefore` at the
 * latest, and none is about to be started.
 */
export function isFamilyOver(closedBefore: Sql = sql`'infinity'`): Sql {
  return sql`t.status = 'CLOSED' AND t.closed_at <= ${closedBefore}
    AND NOT EXISTS (SELECT FROM request m WHERE m.root_id = t.id AND (m.status = 'OPEN' OR m.closed_at > ${closedBefore}))
    AND (t.family_ended_at IS NOT NULL OR (
      NOT EXISTS (SELECT FROM subprocess s WHERE s.request_id = t.id)
      AND NOT EXISTS (SELECT FROM request m JOIN subprocess s ON s.request_id = m.id WHERE m.root_id = t.id)))`;
}
