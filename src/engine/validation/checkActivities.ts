import type { z } from 'zod';
import { activityTypes } from '../activities/activityTypes';
import type { ActivityType } from '../activities/activityType';
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
