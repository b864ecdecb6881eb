import { refusal } from '../../errors';
import { idKey } from '../../relay/globalId';
import type { Party, PeopleQuery } from '../../store/viewer';

/** A user named by ID, by name, or both, as an input does. */
export interface UserReference {
  id: number | null;
  userName: string | null;
}

/** Reads the two fields that name a user; the ID may also be of another type that `types` lists. Throws ID_INVALID. */
export function userReference(
  argument: string,
  id: string | null | undefined,
  userName: string | null | undefined,
  ...types: 'Assignee'[]
): UserReference {
  return { id: idKey(argument, id, 'User', ...types)?.[0] ?? null, userName: userName ?? null };
}

/** The people that have to be loaded to find these. */
export function peopleQuery(...references: UserReference[]): PeopleQuery {
  return {
    userIds: references.flatMap(({ id }) => (id === null ? [] : [id])),
    userNames: references.flatMap(({ userName }) => (userName === null ? [] : [userName])),
  };
}

/** Returns who is meant; null for nobody known. Throws REFERENCES_DISAGREE when ID and name mean two. */
export function findPerson(people: Party[], { id, userName }: UserReference, names: { id: string; userName: string }): Party | null {
  const byId = id === null ? undefined : people.find((person) => person.id === id);
  const byName = userName === null ? undefined : people.find((person) => person.userName === userName);
  if (id !== null && userName !== null && byId !== byName)
    throw refusal('REFERENCES_DISAGREE', { first: names.id, second: names.userName });
  return byId ?? byName ?? null;
}
