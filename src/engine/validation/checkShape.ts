import type { z } from 'zod';
import { describeIssue } from '../../input/describeIssue';
import { activityTypes } from '../activities/activityTypes';
import { definitionShape, type Definition } from '../definition';
import type { Json } from '../state';
import type { Report } from './fault';

/** Reports everything that is not of the format: missing, unknown and wrongly typed fields. Null when there is such a fault. */
export function checkShape(document: unknown, report: Report): Definition | null {
  const result = definitionShape.safeParse(document);
  if (result.success) return result.data;
  for (const issue of result.error.issues) reportIssue(issue, report);
  return null;
}

function reportIssue(issue: z.core.$ZodIssue, report: Report): void {
  if (issue.code === 'unrecognized_keys') {
    issue.keys.forEach((key) => report([...issue.path, key], 'unknown field'));
    return;
  }
  if (issue.code === 'invalid_union' && issue.path.at(-1) === 'type') {
    report(issue.path, `one of ${Object.keys(activityTypes).join(', ')}`);
    return;
  }
  report(issue.path, describeIssue(issue));
}

/** The value with the fields of its objects in the order of those of `like`; fields that `like` has not come last. */
export function orderLike<Value>(value: Value, like: unknown): Value {
  return order(value as Json, like) as Value;
}

function order(value: Json, like: unknown): Json {
  if (Array.isArray(value)) return value.map((item, at) => order(item, Array.isArray(like) ? like[at] : undefined));
  if (!isObject(value) || !isObject(like)) return value;
  const names = new Set([...Object.keys(like).filter((name) => Object.hasOwn(value, name)), ...Object.keys(value)]);
  return Object.fromEntries([...names].map((name) => [name, order(value[name] as Json, like[name])]));
}

function isObject(value: unknown): value is { [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
