import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import type { PageArgs } from '../../relay/readPageArgs';
import { findUsers } from '../user/findUsers';
import type { UserRows } from '../user/userRow';
import type { ActionRow } from './actionRow';

const of = sql`process_id = (parent.id::jsonb ->> 0)::int`;

/** The active members of the action's participant, last created first; nobody for one that is closed or automatic. Batched. */
export function findCandidates(context: Context, { processId, participant, status }: ActionRow, args: PageArgs): Promise<UserRows> {
  const name = sql`(parent.id::jsonb ->> 1)`;
  const asked = { ...args, filter: { status: 'ACTIVE' as const } };
  return findUsers(context, 'Action.candidates', asked, {
    // Actions of one participant have one list.
    parentId: JSON.stringify(status === 'CLOSED' || participant === null ? [0, ''] : [processId, participant]),
    ways: [
      { each: sql`(SELECT FROM participant t WHERE t.${of} AND t.name = ${name} AND t.everyone) everybody` },
      { tables: sql`participant_user m`, where: sql`m.${of} AND m.participant = ${name} AND m.user_id = u.id AND NOT m.is_coordinator` },
      {
        tables: sql`participant_group m, group_member i`,
        where: sql`m.${of} AND m.participant = ${name} AND i.group_id = m.group_id AND i.user_id = u.id`,
      },
    ],
  });
}
