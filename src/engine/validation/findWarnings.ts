import type { Definition } from '../definition';
import type { Json } from '../state';
import { faultPath, type Fault } from './fault';
import { findNameWarnings } from './findNameWarnings';
import type { Source } from './partsOf';

/** Returns likely mistakes that do not prevent deployment. Whether the named people exist is not checked here. */
export function findWarnings(definition: Definition, sources: readonly Source[]): Fault[] {
  return [
    ...startWarnings(definition),
    ...participantWarnings(definition),
    ...dataWarnings(definition),
    ...exitWarnings(definition),
    ...findNameWarnings(definition, sources),
    ...findTextWarnings(definition, sources),
  ];
}

/** USER activities that can be completed without any transition being taken, though they have some. */
function exitWarnings({ activities, transitions }: Definition): Fault[] {
  return activities.flatMap(({ name, type }, n) => {
    const exits = transitions.filter(({ from, on }) => from === name && on === 'COMPLETE');
    if (type !== 'USER' || exits.length === 0 || exits.some(({ when, otherwise }) => when === undefined || otherwise)) return [];
    const message = `the request completes here if no "when" of the transitions from "${name}" is true: add a transition with "otherwise": true`;
    return [{ path: `activities[${n}]`, message }];
  });
}

function startWarnings({ participants, subprocess }: Definition): Fault[] {
  const hasRequesters = participants.some(({ role }) => role === 'REQUESTER');
  const isPublic = subprocess.enabled && subprocess.access === 'PUBLIC';
  if (isPublic && !hasRequesters) return [{ path: 'participants', message: 'nobody can start it: no participant has the role REQUESTER' }];
  if (hasRequesters && !isPublic)
    return [{ path: 'subprocess', message: 'createRequest cannot start it: set "enabled": true and "access": "PUBLIC"' }];
  return [];
}

function participantWarnings({ participants, activities }: Definition): Fault[] {
  const atWork = new Set(activities.map((activity) => (activity.type === 'USER' ? activity.participant : null)));
  return participants.flatMap(({ name, role, everyone, users, groups }, n) => {
    const path = `participants[${n}]`;
    const isEmpty = !everyone && users.length === 0 && groups.length === 0;
    return [
      ...(isEmpty ? [{ path, message: `"${name}" has no members` }] : []),
      ...(role === 'ACTOR' && !atWork.has(name) ? [{ path, message: `"${name}" is not used by any activity` }] : []),
    ];
  });
}

/** By the text of everything else: a name that occurs somewhere may be used there. */
function dataWarnings({ data, ...rest }: Definition): Fault[] {
  const text = JSON.stringify(rest);
  return data.flatMap(({ name }, n) => {
    const isUsed = text.includes(JSON.stringify(name).slice(1, -1));
    return isUsed ? [] : [{ path: `data[${n}]`, message: `the process neither reads nor sets "${name}"` }];
  });
}

/** Placeholders that nobody fills in: in names of fields, and in texts that are not templates, such as a default. */
function findTextWarnings(definition: Definition, sources: readonly Source[]): Fault[] {
  const templates = new Set(sources.map(({ path }) => faultPath(path)));
  const warnings: Fault[] = [];
  function visit(value: Json, path: PropertyKey[]): void {
    if (typeof value === 'string') {
      const at = faultPath(path);
      if (hasPlaceholder(value) && !templates.has(at))
        warnings.push({ path: at, message: 'this text is not a template: its {{ … }} is not replaced' });
    } else if (Array.isArray(value)) value.forEach((item, at) => visit(item, [...path, at]));
    else if (typeof value === 'object' && value !== null) {
      for (const [name, field] of Object.entries(value)) {
        const at = [...path, name];
        if (hasPlaceholder(name))
          warnings.push({ path: faultPath(at), message: 'field names are not templates: this {{ … }} is not replaced' });
        visit(field, at);
      }
    }
  }
  visit(definition as unknown as Json, []);
  return warnings;
}

function hasPlaceholder(text: string): boolean {
  const start = text.indexOf('{{');
  return start >= 0 && text.includes('}}', start + 2);
}
