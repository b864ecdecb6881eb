import { sql, type Sql } from '../sql';
import type { Person } from '../engine/state';
import type { Delegator, Party, Viewer } from '../store/viewer';

/** Users whose rights add up, as far as they count: what a rule in SQL is asked for. */
export interface Principals {
  /** Their IDs, an expression each. */
  people: Sql[];
  /** The IDs of their groups, an expression of type int[]. */
  groupIds: Sql;
  managedFolderIds: number[];
  /** The process in which alone they count, null for all. */
  processName: string | null;
  /** The participant of it as which alone they count, null for all. */
  participant: string | null;
}

/**
 * The viewer together with those who delegated everything to them, and one more for each process or participant that alone was
 * delegated to them. It is for lists what `partiesIn` is for one thing.
 */
export function principalsOf(viewer: Viewer): [Principals, ...Principals[]] {
  const scopes = new Map<string, { processName: string | null; participant: string | null; people: Delegator[] }>();
  for (const delegator of viewer.delegators) {
    for (const { processName, participant } of delegator.grants) {
      const key = JSON.stringify([processName, participant]);
      const { people } = scopes.get(key) ?? { people: [] };
      scopes.set(key, { processName, participant, people: [...people, delegator] });
    }
  }
  const anywhere = [...scopes.values()].find(({ processName }) => processName === null);
  const own = { ...toPrincipals([viewer, ...(anywhere?.people ?? [])]), managedFolderIds: viewer.managedFolderIds };
  const narrower = [...scopes.values()].filter((scope) => scope !== anywhere);
  return [own, ...narrower.map(({ people, ...scope }) => ({ ...toPrincipals(people), ...scope }))];
}

function toPrincipals(people: Party[]): Principals {
  return {
    people: people.map(({ id }) => sql`${id}`),
    groupIds: sql`${people.flatMap((person) => person.groupIds)}::int[]`,
    managedFolderIds: [],
    processName: null,
    participant: null,
  };
}

/**
 * The delegator as far as they count, by what they delegated, in the process of that name: as requester, actor and supervisor,
 * or only as some of its participants, or as none. Rights to administer, and to manage folders, never pass.
 */
export function delegatedIn(processName: string, { grants, ...delegator }: Delegator): Party {
  const reaching = grants.filter((grant) => grant.processName === null || grant.processName === processName);
  const isWhole = reaching.some(({ participant }) => participant === null);
  return {
    ...delegator,
    isAdministrator: false,
    isSystemOperation: false,
    managedFolderIds: [],
    ...(!isWhole && { onlyAs: reaching.flatMap(({ participant }) => participant ?? []) }),
  };
}

/** Themselves, and those who delegated to them as far as each counts in the process of that name. */
export function partiesIn(processName: string, viewer: Viewer): [Viewer, ...Party[]] {
  return [viewer, ...viewer.delegators.map((delegator) => delegatedIn(processName, delegator))];
}

/** Returns whose rights count in the process of that name: the delegator's, as `findDelegator` gives them, as far as they delegated them; else the viewer's own. */
export function personIn(processName: string, viewer: Viewer, delegator: Person | null): Party {
  const granting = viewer.delegators.find(({ id }) => id === delegator?.id);
  return granting ? delegatedIn(processName, granting) : viewer;
}
