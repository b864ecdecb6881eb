import { selectParty } from './viewer';

/** Users that a call names beside its viewer: delegator, assignee. */
export interface PeopleAsked {
  userIds: number[];
  userNames: string[];
  /** Texts that the call sets, by the name of the data: some processes assign actions by them. */
  texts?: Record<string, string>;
}

/** The columns that carry `PeopleAsked` in a record set `asked`. */
export const peopleAskedColumns = '"userIds" int[], "userNames" text[], texts jsonb';

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
