import { sqltag as sql, type Sql } from '@prisma/client/runtime/client';
import type { Viewer } from '../../store/viewer';

/** The participants that he is a member of or coordinates, as a SELECT of `process_id, name, role`. */
export function ownParticipants({ id, groupIds }: Viewer, { coordinated }: { coordinated: boolean }): Sql {
  return sql`
    SELECT t.process_id, t.name, t.role FROM participant t WHERE t.everyone
    UNION SELECT t.process_id, t.name, t.role FROM participant_user m JOIN participant t ON t.process_id = m.process_id AND t.name = m.participant
      WHERE m.user_id = ${id} AND (${coordinated} OR NOT m.is_coordinator)
    UNION SELECT t.process_id, t.name, t.role FROM participant_group m JOIN participant t ON t.process_id = m.process_id AND t.name = m.participant
      WHERE m.group_id = ANY (${groupIds})`;
}
