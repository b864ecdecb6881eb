import { sqltag as sql } from '@prisma/client/runtime/client';
import type { RequestBranch } from '../request/requestBranches';

/**
 * Why the user `parent.id` can complete an `action a` now: as its assignee, or by taking it as a member of its participant.
 * Rights over everything are not counted: they are no to-do list.
 */
export const doableActions: RequestBranch[] = [
  { where: sql`a.assignee_id = parent.id AND a.status <> 'CLOSED'` },
  {
    own: sql`
      SELECT t.process_id, t.name FROM participant t WHERE t.everyone
      UNION SELECT m.process_id, m.participant FROM participant_user m WHERE m.user_id = parent.id AND NOT m.is_coordinator
      UNION SELECT m.process_id, m.participant FROM group_member i JOIN participant_group m ON m.group_id = i.group_id WHERE i.user_id = parent.id`,
    where: sql`a.process_id = own.process_id AND a.participant = own.name AND a.status <> 'CLOSED' AND a.assignee_id IS NULL AND a.self_service`,
  },
];
