import { sqltag as sql, type Sql } from '@prisma/client/runtime/client';
import type { Person } from '../engine/state';

/** A user with all that decides what he may do. */
export interface Viewer extends Person {
  status: 'ACTIVE' | 'INACTIVE' | 'ARCHIVED';
  isAdministrator: boolean;
  /** Named in the setting `systemOperationUserNames`. */
  isSystemOperation: boolean;
  groupIds: number[];
  groupNames: string[];
  /** The folders he manages himself or through a group. */
  managedFolderIds: number[];
}

/** A SELECT of `Viewer`s out of `"user" u`, to be restricted by a WHERE. */
export const selectViewer: Sql = sql`
  SELECT u.id, u.user_name AS "userName", u.first_name AS "firstName", u.last_name AS "lastName", u.email, u.status,
    u.is_administrator AS "isAdministrator",
    u.user_name = ANY ((SELECT system_operation_user_names FROM settings)::text[]) AS "isSystemOperation",
    COALESCE(own.ids, '{}') AS "groupIds", COALESCE(own.names, '{}') AS "groupNames",
    ARRAY(
      SELECT folder_id FROM folder_manager_user WHERE user_id = u.id
      UNION SELECT folder_id FROM folder_manager_group WHERE group_id = ANY (own.ids)
    ) AS "managedFolderIds"
  FROM "user" u
  LEFT JOIN LATERAL (
    SELECT array_agg(g.id ORDER BY g.id) AS ids, array_agg(g.name ORDER BY g.id) AS names
    FROM group_member m JOIN "group" g ON g.id = m.group_id WHERE m.user_id = u.id
  ) own ON true`;
