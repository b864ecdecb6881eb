import { sql, type Sql } from '../sql';
import type { Person } from '../engine/state';
import { holdsToday } from './holdsToday';

/** A user with all that decides what he may do himself. */
export interface Party extends Person {
  status: 'ACTIVE' | 'INACTIVE' | 'ARCHIVED';
  isAdministrator: boolean;
  /** Named in the setting `systemOperationUserNames`. */
  isSystemOperation: boolean;
  groupIds: number[];
  groupNames: string[];
  /** The folders he manages himself or through a group. */
  managedFolderIds: number[];
  /** The participants as which alone he counts; absent: all. */
  onlyAs?: readonly string[];
}

/** Who lets another act for him, today. */
export interface Delegator extends Party {
  /** Where: in one process or all, as one of its participants or all. */
  grants: { processName: string | null; participant: string | null }[];
}

/** Who calls, and those on whose behalf he may act. */
export interface Viewer extends Party {
  delegators: Delegator[];
}

const columns = sql`u.id, u.user_name AS "userName", u.first_name AS "firstName", u.last_name AS "lastName", u.email, u.status,
    u.is_administrator AS "isAdministrator",
    u.user_name = ANY ((SELECT system_operation_user_names FROM settings)::text[]) AS "isSystemOperation",
    COALESCE(own.ids, '{}') AS "groupIds", COALESCE(own.names, '{}') AS "groupNames",
    ARRAY(
      SELECT folder_id FROM folder_manager_user WHERE user_id = u.id
      UNION SELECT folder_id FROM folder_manager_group WHERE group_id = ANY (own.ids)
    ) AS "managedFolderIds"`;
const from = sql`FROM "user" u
  LEFT JOIN LATERAL (
    SELECT array_agg(g.id ORDER BY g.id) AS ids, array_agg(g.name ORDER BY g.id) AS names
    FROM group_member m JOIN "group" g ON g.id = m.group_id WHERE m.user_id = u.id
  ) own ON true`;

/** A SELECT of `Party`s out of `"user" u`, to be restricted by a WHERE. */
export const selectParty: Sql = sql`SELECT ${columns} ${from}`;

/** A SELECT of `Viewer`s out of `"user" u`, to be restricted by a WHERE. */
export const selectViewer: Sql = sql`
  SELECT ${columns}, COALESCE((
    SELECT jsonb_agg(to_jsonb(party) || jsonb_build_object('grants', given.grants) ORDER BY party.id)
    FROM (
      SELECT d.delegator_id AS id, jsonb_agg(DISTINCT jsonb_build_object('processName', d.process_name, 'participant', d.participant)) AS grants
      FROM delegation d WHERE d.delegatee_id = u.id AND ${holdsToday} GROUP BY d.delegator_id
    ) given
    CROSS JOIN LATERAL (${selectParty} WHERE u.id = given.id AND u.status = 'ACTIVE') party
  ), '[]') AS delegators ${from}`;
