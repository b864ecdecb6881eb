import { selectParty } from './viewer';

/** Users that a call names beside its viewer: delegator, assignee. */
export interface PeopleAsked {
  userIds: number[];
  userNames: string[];
}

/** The columns that carry `PeopleAsked` in a record set `asked`. */
export const peopleAskedColumns = '"userIds" int[], "userNames" text[]';

/** A column `people`: those of them who exist, as `Party`s, in no particular order. */
export const peopleColumn = `
  CASE WHEN asked."userIds" = '{}' AND asked."userNames" = '{}' THEN '[]' ELSE (
    SELECT COALESCE(jsonb_agg(person), '[]')
    FROM (${selectParty.text} WHERE u.id = ANY (asked."userIds") OR u.user_name = ANY (asked."userNames")) person
  ) END AS people`;
