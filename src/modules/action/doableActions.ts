import { sqltag as sql, type Sql } from '@prisma/client/runtime/client';
import type { Standing } from '../delegation/standingsOf';
import { ownParticipants } from '../process/ownParticipants';
import { processesOf } from '../process/processesOf';
import type { RequestBranch } from '../request/requestBranches';

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
