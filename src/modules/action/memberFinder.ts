import type { FindMember } from '../../engine/run/run';
import type { Party } from '../../store/viewer';
import { canBeAssigned } from './access';

/** Finds members among the people that were loaded. Adds to `missing` whom it was asked for without his having been `asked` for: load him, and decide again. */
export function memberFinder(people: Party[], asked: readonly string[], missing: Set<string>): FindMember {
  return (participant, userName) => {
    const person = people.find((one) => one.userName === userName);
    if (!person && !asked.includes(userName)) missing.add(userName);
    return person && canBeAssigned(participant, person) ? person.id : null;
  };
}
