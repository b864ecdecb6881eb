import type { z } from 'zod';
import type { Activity, DataType } from '../definition';
import type { ActivityType } from './activityType';
import { activityTypes } from './activityTypes';
import type { Behaviour } from './behaviour';

/** Compiles an activity by its type. */
export function compileActivity(activity: Activity, dataTypes: ReadonlyMap<string, DataType>): Behaviour {
  const type = activityTypes[activity.type] as unknown as ActivityType<z.ZodType<Activity>>;
  return type.compile(activity, dataTypes);
}
