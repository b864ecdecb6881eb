import { sqltag as sql, join, type Sql } from '@prisma/client/runtime/client';
import type { Standing } from '../delegation/standingsOf';
import { processesOf } from './processesOf';

/** The participants that these are members of or coordinate, where they count as them, as a SELECT of `process_id, name, role, coordinates`; both are two rows. */
export function ownParticipants(standing: Standing): Sql {
  const { people, groupIds, participant } = standing;
  const processes = processesOf(standing);
  const counts = join(
    [participant === null ? sql`true` : sql`t.name = ${participant}`, processes ? sql`t.process_id IN (${processes})` : sql`true`],
    ' AND ',
  );
  return sql`
    SELECT t.process_id, t.name, t.role, false AS coordinates FROM participant t WHERE t.everyone AND ${counts}
    UNION SELECT t.process_id, t.name, t.role, m.is_coordinator
      FROM participant_user m JOIN participant t ON t.process_id = m.process_id AND t.name = m.participant
      WHERE m.user_id IN (${join(people)}) AND ${counts}
    UNION SELECT t.process_id, t.name, t.role, false
      FROM participant_group m JOIN participant t ON t.process_id = m.process_id AND t.name = m.participant
      WHERE m.group_id = ANY (${groupIds}) AND ${counts}`;
}
