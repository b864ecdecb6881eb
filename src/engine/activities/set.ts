import { z } from 'zod';
import { compileDataChange, checkDataNames } from './compileDataChange';
import type { ActivityType } from './activityType';
import { shapes } from '../shapes';

const shape = z.strictObject({
  ...shapes.activity,
  type: z.literal('SET').describe('Sets data fields'),
  set: z.record(shapes.name, z.json()).describe('Templates, keyed by data field; all of them see the values from before this activity'),
});

/** SET computes data. All templates see the data as it was before; a missing value empties. One that fails or does not fit fails the action. */
export const set: ActivityType<typeof shape> = {
  shape,
  templates: ({ set: templates }) => [[['set'], templates]],
  check: ({ set: templates }, at, parts, report) => checkDataNames(templates, ['activities', at, 'set'], parts, report),
  compile: (activity, dataTypes) => ({ automatic: true, run: compileDataChange(activity.set, dataTypes) }),
};
