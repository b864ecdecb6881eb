import { sql, type Sql } from '../../sql';
import type { List } from '../../relay/loadConnections';
import type { Viewer } from '../../store/viewer';
import { processesOf, ownParticipants } from '../process/visibleProcesses';
import { requestWays, type RequestBranch } from '../request/read/visibleRequests';
import { standingsOf, type Standing } from '../standing';

/**
 * Why these people can complete an `action a` now: as its assignee, or by taking it as a member of its participant. Rights
 * over everything are not counted: they are no to-do list.
 */
export function doableActions(standing: Standing): RequestBranch[] {
  const own = ownParticipants(standing);
  return [
    ...standing.people.map((person) => assignedTo(standing, person)),
    {
      own: sql`SELECT process_id, name FROM (${own}) own WHERE NOT coordinates`,
      where: sql`a.process_id = own.process_id AND a.participant = own.name AND a.status <> 'CLOSED' AND a.assignee_id IS NULL AND a.self_service`,
    },
  ];
}

function assignedTo(standing: Standing, person: Sql): RequestBranch {
  const where = sql`a.assignee_id = ${person} AND a.status <> 'CLOSED'`;
  const processes = processesOf(standing);
  if (!processes) return { where };
  const counts = standing.participant === null ? sql`true` : sql`a.participant = ${standing.participant}`;
  return { own: processes, where: sql`${where} AND a.process_id = own.process_id AND ${counts}` };
}

/** The list of what the viewer can do now, for himself and for those who delegated to him, as its rows and their keys. */
export function doableOf(viewer: Viewer): Pick<List, 'from' | 'order' | 'branches'> {
  return {
    order: [
      { by: sql`a.request_id`, type: 'int' },
      { by: sql`a.number`, type: 'int' },
    ],
    ...requestWays({
      tables: sql`action a`,
      process: sql`a.process_id`,
      where: [],
      processes: [],
      reasons: standingsOf(viewer).flatMap(doableActions),
    }),
  };
}
