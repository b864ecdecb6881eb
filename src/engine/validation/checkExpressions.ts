import type { z } from 'zod';
import { activityTypes } from '../activities/activityTypes';
import type { ActivityType } from '../activities/activityType';
import type { Activity } from '../definition';
import { compileCondition } from '../expression/compileCondition';
import { compileTemplate } from '../expression/compileTemplate';
import { reasonOf } from '../expression/reasonOf';
import type { Json } from '../state';
import type { Report } from './fault';
import type { Parts } from './partsOf';

/** Reports conditions and templates that do not compile. */
export function checkExpressions(parts: Parts, report: Report): void {
  for (const { at, value } of parts.activities) {
    const type = activityTypes[value.type] as unknown as ActivityType<z.ZodType<Activity>>;
    for (const [path, template] of type.templates?.(value) ?? []) checkTemplate(template, ['activities', at, ...path], report);
  }
  for (const { at, value } of parts.transitions) {
    const { when } = value;
    if (when !== undefined) attempt(() => compileCondition(when), ['transitions', at, 'when'], report);
  }
  checkTemplate(parts.output ?? null, ['output'], report);
}

function checkTemplate(template: Json, path: PropertyKey[], report: Report): void {
  if (typeof template === 'string') {
    attempt(() => compileTemplate(template), path, report);
    return;
  }
  if (Array.isArray(template)) {
    template.forEach((item, at) => checkTemplate(item, [...path, at], report));
    return;
  }
  if (typeof template === 'object' && template !== null)
    for (const [name, field] of Object.entries(template)) checkTemplate(field, [...path, name], report);
}

function attempt(compile: () => unknown, path: PropertyKey[], report: Report): void {
  try {
    compile();
  } catch (error) {
    report(path, reasonOf(error));
  }
}
