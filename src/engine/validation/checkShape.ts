import type { z } from 'zod';
import { activityTypes } from '../activities/activityTypes';
import { definitionShape, type Definition } from '../definition';
import { describeIssue } from '../../input/describeIssue';
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
