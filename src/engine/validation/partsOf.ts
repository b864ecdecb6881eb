import type { z } from 'zod';
import type { ActivityType } from '../activities/activityType';
import { activityTypes } from '../activities/activityTypes';
import { definitionShape, type Activity, type Definition, type Participant, type Transition } from '../definition';
import type { Json } from '../state';

/** One entry of a list of the document, and its place there. */
export interface Entry<Value> {
  at: number;
  value: Value;
}

/** What can be read of a document, however much of it is broken: the entries that are of the format, and all names. */
export interface Parts {
  data: Entry<Definition['data'][number]>[];
  participants: Entry<Participant>[];
  activities: Entry<Activity>[];
  transitions: Entry<Transition>[];
  /** Each entry of `start`; `at` is null where it is a single name. */
  start: { at: number | null; value: string }[];
  output: Definition['output'];
  /** Names by kind, also of entries that are broken otherwise, in the order of the document. */
  names: Record<'data' | 'participants' | 'activities', Entry<string>[]>;
}

/** Reads the parts of a document of which nothing is known. */
export function partsOf(document: unknown): Parts {
  const fields = isObject(document) ? document : {};
  const { data, participants, activities, transitions, output } = definitionShape.shape;
  const readOutput = output.safeParse(fields['output']);
  return {
    data: entries(fields['data'], data.unwrap().element),
    participants: entries(fields['participants'], participants.unwrap().element),
    activities: entries(fields['activities'], activities.element),
    transitions: entries(fields['transitions'], transitions.unwrap().element),
    start: startOf(fields['start']),
    output: readOutput.success ? readOutput.data : undefined,
    names: { data: names(fields['data']), participants: names(fields['participants']), activities: names(fields['activities']) },
  };
}

function entries<Value>(list: unknown, shape: z.ZodType<Value>): Entry<Value>[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry, at) => {
    const result = shape.safeParse(entry);
    return result.success ? [{ at, value: result.data }] : [];
  });
}

function names(list: unknown): Entry<string>[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: unknown, at) => (isObject(entry) && typeof entry['name'] === 'string' ? [{ at, value: entry['name'] }] : []));
}

function startOf(start: unknown): Parts['start'] {
  if (typeof start === 'string') return [{ at: null, value: start }];
  if (!Array.isArray(start)) return [];
  return start.flatMap((value: unknown, at) => (typeof value === 'string' ? [{ at, value }] : []));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text that is compiled, and where it stands. */
export interface Source {
  path: PropertyKey[];
  text: string;
  isCondition: boolean;
}

/** All conditions, and all texts in templates, of a definition. */
export function sourcesIn(parts: Parts): Source[] {
  const sources: Source[] = [];
  function add(template: Json, path: PropertyKey[]): void {
    if (typeof template === 'string') sources.push({ path, text: template, isCondition: false });
    else if (Array.isArray(template)) template.forEach((item, at) => add(item, [...path, at]));
    else if (typeof template === 'object' && template !== null)
      for (const [name, field] of Object.entries(template)) add(field, [...path, name]);
  }

  for (const { at, value } of parts.activities) {
    const type = activityTypes[value.type] as unknown as ActivityType<z.ZodType<Activity>>;
    for (const [path, template] of type.templates?.(value) ?? []) add(template, ['activities', at, ...path]);
  }
  for (const { at, value } of parts.transitions) {
    const path = ['transitions', at, 'when'];
    if (value.when !== undefined) sources.push({ path, text: value.when, isCondition: true });
  }
  add(parts.output ?? null, ['output']);
  return sources;
}
