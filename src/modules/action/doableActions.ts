import { sqltag as sql, type Sql } from '@prisma/client/runtime/client';

/**
 * A condition on `action a` and its `request r`: that the user `parent.id` can complete it now as its assignee, or by
 * taking it as a member of its participant. Rights over everything are not counted: they are no to-do list.
 */
export const doableActions: Sql = sql`a.status <> 'CLOSED' AND (
  a.assignee_id = parent.id
  OR (a.assignee_id IS NULL AND a.self_service AND EXISTS (
    SELECT FROM participant t WHERE t.process_id = r.process_id AND t.name = a.participant AND (
      t.everyone
      OR EXISTS (SELECT FROM participant_user m WHERE m.process_id = t.process_id AND m.participant = t.name
        AND m.user_id = parent.id AND NOT m.is_coordinator)
      OR EXISTS (SELECT FROM participant_group m JOIN group_member i ON i.group_id = m.group_id
        WHERE m.process_id = t.process_id AND m.participant = t.name AND i.user_id = parent.id)
    ))))`;
