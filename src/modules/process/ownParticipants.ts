import { sqltag as sql, type Sql } from '@prisma/client/runtime/client';
import type { Viewer } from '../../store/viewer';

/** The participants that he is a member of or coordinates, as a SELECT of `process_id, name, role, coordinates`; both are two rows. */
export function ownParticipants({ id, groupIds }: Viewer): Sql {
  return sql`
    SELECT t.process_id, t.name, t.role, false AS coordinates FROM participant t WHERE t.everyone
    UNION SELECT t.process_id, t.name, t.role, m.is_coordinator
      FROM participant_user m JOIN participant t ON t.process_id = m.process_id AND t.name = m.participant WHERE m.user_id = ${id}
    UNION SELECT t.process_id, t.name, t.role, false
      FROM participant_group m JOIN participant t ON t.process_id = m.process_id AND t.name = m.participant WHERE m.group_id = ANY (${groupIds})`;
}
