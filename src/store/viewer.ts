import type { Person } from '../engine/state';
import { sql, type Sql } from '../sql';

/** A user with all that decides what they may do themselves. */
export interface Party extends Person {
  status: 'ACTIVE' | 'INACTIVE' | 'ARCHIVED';
  isAdministrator: boolean;
  /** Named in the setting `systemOperationUserNames`. */
  isSystemOperation: boolean;
  groupIds: number[];
  groupNames: string[];
  /** The folders they manage themselves or through a group. */
  managedFolderIds: number[];
  /** The participants as which alone they count; absent: all. */
  onlyAs?: readonly string[];
}

/** Who lets another act for them, today. */
export interface Delegator extends Party {
  /** Where: in one process or all, as one of its participants or all. */
  grants: { processName: string | null; participant: string | null }[];
}

/** Who calls, and those on whose behalf they may act. */
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
const selectParty: Sql = sql`SELECT ${columns} ${from}`;

/** A condition on `delegation d`: that today, in UTC, is one of its days. Both ends count. */
export const holdsToday: Sql = sql`(now() AT TIME ZONE 'UTC')::date BETWEEN COALESCE(d.from_date, '-infinity') AND COALESCE(d.to_date, 'infinity')`;

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

/** Users that a call names beside its viewer: delegator, assignee. */
export interface PeopleQuery {
  userIds: number[];
  userNames: string[];
  /** Texts that the call sets, by the name of the data: some processes assign actions by them. */
  texts?: Record<string, string>;
}

/** The columns that carry `PeopleQuery` in a record set `asked`. */
export const peopleQueryColumns = '"userIds" int[], "userNames" text[], texts jsonb';

const column = (isNeeded: string, also: string) => `
  CASE WHEN asked."userIds" = '{}' AND asked."userNames" = '{}' AND NOT ${isNeeded} THEN '[]' ELSE (
    SELECT COALESCE(jsonb_agg(person), '[]')
    FROM (${selectParty.text} WHERE u.id = ANY (asked."userIds") OR u.user_name = ANY (asked."userNames") OR ${also}) person
  ) END AS people`;

/** A column `people`: those of them who exist, as `Party`s, in no particular order. */
export const peopleColumn = column('false', 'false');

/** As `peopleColumn`, and whom those data name that assign actions of `process p`. `data` is what the request holds, as jsonb. */
export function peopleAndAssigneesColumn(data: string): string {
  const named = `SELECT COALESCE(asked.texts ->> name, ${data} ->> name) FROM unnest(p.assigning_data) name`;
  return column(`COALESCE(p.assigning_data <> '{}', false)`, `u.user_name = ANY (ARRAY(${named}))`);
}
