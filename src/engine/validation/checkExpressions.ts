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

/** Reports conditions and templates that do not compile; stops when `isEnough` says so. */
export function checkExpressions(parts: Parts, report: Report, isEnough: () => boolean): void {
  function checkTemplate(template: Json, path: PropertyKey[]): void {
    if (isEnough()) return;
    if (typeof template === 'string') attempt(() => compileTemplate(template), path, report);
    else if (Array.isArray(template)) template.forEach((item, at) => checkTemplate(item, [...path, at]));
    else if (typeof template === 'object' && template !== null)
      for (const [name, field] of Object.entries(template)) checkTemplate(field, [...path, name]);
  }

  for (const { at, value } of parts.activities) {
    const type = activityTypes[value.type] as unknown as ActivityType<z.ZodType<Activity>>;
    for (const [path, template] of type.templates?.(value) ?? []) checkTemplate(template, ['activities', at, ...path]);
  }
  for (const { at, value } of parts.transitions) {
    const { when } = value;
    if (when !== undefined && !isEnough()) attempt(() => compileCondition(when), ['transitions', at, 'when'], report);
  }
  checkTemplate(parts.output ?? null, ['output']);
}

function attempt(compile: () => unknown, path: PropertyKey[], report: Report): void {
  try {
    compile();
  } catch (error) {
    report(path, reasonOf(error));
  }
}
