import type { Participant } from '../../engine/definition';
import type { FindMember } from '../../engine/run/run';
import type { LoadedProcess } from '../../store/load/loadDefinition';
import type { Party, Viewer } from '../../store/viewer';
import { partiesIn } from '../principals';

type Right = Participant['rights'][number];

/** What the rules about starting look at: a process that is loaded, or its definition read. */
export interface Startable extends Pick<LoadedProcess, 'state' | 'folderId'> {
  compiled: Pick<LoadedProcess['compiled'], 'definition' | 'participantsByRole'>;
}

/** Returns whether the user counts as the participant of that name: always, but for who is represented as others alone. */
export function countsAs(participant: string, { onlyAs }: Party): boolean {
  return onlyAs === undefined || onlyAs.includes(participant);
}

/** Returns whether the user belongs to the participant: named themselves, by a group of theirs, or with everybody. */
export function isMember(participant: Participant, person: Party): boolean {
  return (
    countsAs(participant.name, person) &&
    (participant.everyone ||
      participant.users.includes(person.userName) ||
      participant.groups.some((group) => person.groupNames.includes(group)))
  );
}

/** Returns whether the user assigns the participant's actions. */
export function isCoordinator(participant: Participant, person: Party): boolean {
  return countsAs(participant.name, person) && participant.coordinators.includes(person.userName);
}

/** Returns whether the user manages the folder that the process lies in. */
export function isProcessManager(process: { folderId: number }, person: Party): boolean {
  return person.managedFolderIds.includes(process.folderId);
}

/** Returns whether the user supervises the process, with this right where one is asked for. */
export function isSupervisor(process: Startable, person: Party, right?: Right): boolean {
  return process.compiled.participantsByRole.SUPERVISOR.some(
    (participant) => isMember(participant, person) && (!right || participant.rights.includes(right)),
  );
}

/** Returns whether the process exists for the user: they, or somebody who delegated to them, take part in it, manage it, or see everything. */
export function canSeeProcess(process: LoadedProcess, viewer: Viewer): boolean {
  return partiesIn(process.name, viewer).some(
    (person) =>
      person.isAdministrator ||
      person.isSystemOperation ||
      isProcessManager(process, person) ||
      process.compiled.definition.participants.some((participant) => isMember(participant, person) || isCoordinator(participant, person)),
  );
}

/** Returns whether the user is one of its requesters. */
export function canStartProcess(process: Startable, person: Party): boolean {
  return process.compiled.participantsByRole.REQUESTER.some((participant) => isMember(participant, person));
}

/** Returns whether it may be started from outside at all. */
export function isPublic({ compiled }: Startable): boolean {
  const { enabled, access } = compiled.definition.subprocess;
  return enabled && access === 'PUBLIC';
}

/** Returns whether the user may start it as a test, given that they may start it. */
export function canTestProcess(process: Startable, person: Party): boolean {
  return person.isAdministrator || isProcessManager(process, person) || isSupervisor(process, person);
}

/** Returns whether `createRequest` would start it for the user: it is in use, public, and they are one of its requesters. */
export function canCreateRequest(process: Startable, person: Party): boolean {
  const isInUse = process.state === 'ACTIVE' || (process.state === 'TEST' && canTestProcess(process, person));
  return isInUse && isPublic(process) && canStartProcess(process, person);
}

/** Returns whether the user may deploy to the folder and set the states of what lies in it. */
export function canManageFolder(folderId: number | null, person: Party): boolean {
  return person.isAdministrator || (folderId !== null && person.managedFolderIds.includes(folderId));
}

/** Returns whether there is any folder that the viewer may deploy to. */
export function canDeploy({ isAdministrator, managedFolderIds }: Party): boolean {
  return isAdministrator || managedFolderIds.length > 0;
}

/** Returns whether an action of it can be given to the user: an active member of its participant. */
export function canBeAssigned(participant: Participant, person: Party): boolean {
  return person.status === 'ACTIVE' && isMember(participant, person);
}

/** Finds members among the people that were loaded. Adds to `missing` whom it was asked for without their having been `asked` for: load them, and decide again. */
export function memberFinder(people: Party[], asked: readonly string[], missing: Set<string>): FindMember {
  return (participant, userName) => {
    const person = people.find((one) => one.userName === userName);
    if (!person && !asked.includes(userName)) missing.add(userName);
    return person && canBeAssigned(participant, person) ? person.id : null;
  };
}
