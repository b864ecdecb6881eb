import type { Definition } from './definition';
import type { Fault } from './validation/fault';

/** What is not wrong with a definition and yet hardly meant. Whether the people that it names are there is not known here. */
export function findWarnings(definition: Definition): Fault[] {
  return [...startWarnings(definition), ...participantWarnings(definition), ...dataWarnings(definition)];
}

function startWarnings({ participants, subprocess }: Definition): Fault[] {
  const hasRequesters = participants.some(({ role }) => role === 'REQUESTER');
  const isPublic = subprocess.enabled && subprocess.access === 'PUBLIC';
  if (isPublic && !hasRequesters) return [{ path: 'participants', message: 'nobody can start it: no participant is a REQUESTER' }];
  if (hasRequesters && !isPublic)
    return [{ path: 'subprocess', message: 'createRequest refuses to start it: that takes "enabled": true and "access": "PUBLIC"' }];
  return [];
}

function participantWarnings({ participants, activities }: Definition): Fault[] {
  const atWork = new Set(activities.map((activity) => (activity.type === 'USER' ? activity.participant : null)));
  return participants.flatMap(({ name, role, everyone, users, groups }, n) => {
    const path = `participants[${n}]`;
    const isEmpty = !everyone && users.length === 0 && groups.length === 0;
    return [
      ...(isEmpty ? [{ path, message: `"${name}" has no members` }] : []),
      ...(role === 'ACTOR' && !atWork.has(name) ? [{ path, message: `"${name}" has nothing to do in any activity` }] : []),
    ];
  });
}

/** By the text of everything else: a name that occurs somewhere may be used there. */
function dataWarnings({ data, ...rest }: Definition): Fault[] {
  const text = JSON.stringify(rest);
  return data.flatMap(({ name }, n) => {
    const isUsed = text.includes(JSON.stringify(name).slice(1, -1));
    return isUsed ? [] : [{ path: `data[${n}]`, message: `"${name}" is neither read nor set by the process itself` }];
  });
}
