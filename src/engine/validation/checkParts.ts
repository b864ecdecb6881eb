import type { z } from 'zod';
import type { ActivityType } from '../activities/activityType';
import { activityTypes } from '../activities/activityTypes';
import { coerceValue } from '../coerceValue';
import type { Activity } from '../definition';
import type { Report } from './fault';
import type { Parts } from './partsOf';

/** Reports what activities name and the definition does not have, and what in them does not go together. */
export function checkActivities(parts: Parts, report: Report): void {
  for (const { at, value } of parts.activities) {
    const type = activityTypes[value.type] as unknown as ActivityType<z.ZodType<Activity>>;
    type.check?.(value, at, parts, report);
  }
}

/** Reports defaults that do not fit their data's type. */
export function checkData(parts: Parts, report: Report): void {
  for (const { at, value } of parts.data) {
    const coerced = coerceValue(value.type, value.default ?? null);
    if ('reason' in coerced) report(['data', at, 'default'], coerced.reason);
  }
}

/** Reports names that are repeated within their kind. */
export function checkNames(parts: Parts, report: Report): void {
  for (const kind of ['data', 'participants', 'activities'] as const) {
    const first = new Map<string, number>();
    for (const { at, value } of parts.names[kind]) {
      const before = first.get(value);
      if (before === undefined) first.set(value, at);
      else report([kind, at, 'name'], `"${value}" is already the name of ${kind}[${before}]`);
    }
  }
}

/** Reports rights of participants that are not supervisors. */
export function checkParticipants(parts: Parts, report: Report): void {
  for (const { at, value } of parts.participants)
    if (value.role !== 'SUPERVISOR' && value.rights.length > 0)
      report(['participants', at, 'rights'], `is only allowed for a SUPERVISOR, not a ${value.role}`);
}

/** Reports activities that no request can ever come to, from the start along all transitions. */
export function checkReachability(parts: Parts, report: Report): void {
  const reached = new Set(parts.start.map(({ value }) => value));
  for (const name of reached) for (const { value } of parts.transitions) if (value.from === name) reached.add(value.to);
  for (const { at, value } of parts.activities)
    if (!reached.has(value.name)) report(['activities', at], `"${value.name}" cannot be reached from the start`);
}

/** Reports starts and transitions from or to nowhere, out of an END, and an `otherwise` that is not the only one or has a condition. */
export function checkTransitions(parts: Parts, report: Report): void {
  const known = new Set(parts.names.activities.map(({ value }) => value));
  const ends = new Set(parts.activities.flatMap(({ value }) => (value.type === 'END' ? [value.name] : [])));
  for (const { at, value } of parts.start) if (!known.has(value)) report(at === null ? ['start'] : ['start', at], `no activity "${value}"`);

  const otherwise = new Map<string, number>();
  for (const { at, value } of parts.transitions) {
    for (const side of ['from', 'to'] as const)
      if (!known.has(value[side])) report(['transitions', at, side], `no activity "${value[side]}"`);
    if (ends.has(value.from)) report(['transitions', at, 'from'], `"${value.from}" is an END activity, which cannot have transitions`);
    if (!value.otherwise) continue;
    if (value.when !== undefined) report(['transitions', at, 'when'], 'must have either "when" or "otherwise", not both');
    const key = JSON.stringify([value.from, value.on]);
    const before = otherwise.get(key);
    if (before === undefined) otherwise.set(key, at);
    else report(['transitions', at, 'otherwise'], `transitions[${before}] is already the otherwise of "${value.from}" on ${value.on}`);
  }
}
