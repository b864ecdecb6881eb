import { sqltag as sql } from '@prisma/client/runtime/client';

/** The condition that an `action a` waits for a person, and no ACTIVE user can do it: neither its assignee, nor a member of its participant. */
export const isStuck = sql`(a.status = 'NOT_STARTED' AND CASE
  WHEN a.assignee_id IS NOT NULL THEN EXISTS (SELECT FROM "user" u WHERE u.id = a.assignee_id AND u.status <> 'ACTIVE')
  ELSE NOT EXISTS (
    SELECT FROM participant q WHERE q.process_id = a.process_id AND q.name = a.participant AND (
      q.everyone
      OR EXISTS (
        SELECT FROM participant_user m JOIN "user" u ON u.id = m.user_id
        WHERE m.process_id = q.process_id AND m.participant = q.name AND NOT m.is_coordinator AND u.status = 'ACTIVE')
      OR EXISTS (
        SELECT FROM participant_group m JOIN group_member g ON g.group_id = m.group_id JOIN "user" u ON u.id = g.user_id
        WHERE m.process_id = q.process_id AND m.participant = q.name AND u.status = 'ACTIVE')
    ))
END)`;
