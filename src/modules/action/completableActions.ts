import { sql, type Sql } from '../../sql';
import type { List } from '../../relay/loadConnections';
import type { Viewer } from '../../store/viewer';
import { processesOf, ownParticipants } from '../process/visibleProcesses';
import { toRequestBranches, type RequestBranch } from '../request/read/visibleRequests';
import { principalsOf, type Principals } from '../principals';

/**
 * Returns why these people can complete an `action a` now: as its assignee, or by taking it as a member of its participant. Rights
 * over everything are not counted: they are not a to-do list.
 */
export function completableBranches(principals: Principals): RequestBranch[] {
  const own = ownParticipants(principals);
  return [
    ...principals.people.map((person) => assignedTo(principals, person)),
    {
      own: sql`SELECT process_id, name FROM (${own}) own WHERE NOT coordinates`,
      where: sql`a.process_id = own.process_id AND a.participant = own.name AND a.status <> 'CLOSED' AND a.assignee_id IS NULL AND a.self_service`,
    },
  ];
}

function assignedTo(principals: Principals, person: Sql): RequestBranch {
  const where = sql`a.assignee_id = ${person} AND a.status <> 'CLOSED'`;
  const processes = processesOf(principals);
  if (!processes) return { where };
  const counts = principals.participant === null ? sql`true` : sql`a.participant = ${principals.participant}`;
  return { own: processes, where: sql`${where} AND a.process_id = own.process_id AND ${counts}` };
}

/** The list of what the viewer can do now, for themselves and for those who delegated to them, as its rows and their keys. */
export function completableBy(viewer: Viewer): Pick<List, 'from' | 'order' | 'branches'> {
  return {
    order: [
      { by: sql`a.request_id`, type: 'int' },
      { by: sql`a.number`, type: 'int' },
    ],
    ...toRequestBranches({
      tables: sql`action a`,
      process: sql`a.process_id`,
      where: [],
      processes: [],
      reasons: principalsOf(viewer).flatMap(completableBranches),
    }),
  };
}
