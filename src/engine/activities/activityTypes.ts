import type { z } from 'zod';
import type { Activity, DataType } from '../definition';
import type { ActivityType, Behavior } from './activityType';
import { delay } from './delay';
import { end } from './end';
import { http } from './http';
import { mail } from './mail';
import { response } from './response';
import { set } from './set';
import { subprocess } from './subprocess';
import { user } from './user';

/** The types of activities by their names in definitions. A new one is a file beside this one, a line here, and its test. */
export const activityTypes = {
  USER: user,
  SET: set,
  HTTP: http,
  DELAY: delay,
  SUBPROCESS: subprocess,
  MAIL: mail,
  RESPONSE: response,
  END: end,
};

/** Compiles an activity by its type. */
export function compileActivity(activity: Activity, dataTypes: ReadonlyMap<string, DataType>): Behavior {
  const type = activityTypes[activity.type] as unknown as ActivityType<z.ZodType<Activity>>;
  return type.compile(activity, dataTypes);
}
