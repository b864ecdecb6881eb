import type { z } from 'zod';
import { activityTypes } from '../activities/activityTypes';
import type { ActivityType } from '../activities/activityType';
import type { Activity } from '../definition';
import type { Json } from '../state';
import type { Parts } from './partsOf';

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
