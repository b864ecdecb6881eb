import { z } from 'zod';
import { coerceValue } from '../coerceValue';
import { compileTemplate } from '../expression/compileTemplate';
import { shapes, after } from '../shapes';
import type { ActivityType } from './activityType';

const shape = z.strictObject({
  ...shapes.activity,
  type: z.literal('DELAY').describe('Waits'),
  for: shapes.duration.optional().describe('How long to wait (ISO 8601 duration); alternatively, `until`'),
  until: shapes.expression.optional().describe('When to continue: a template that returns an ISO 8601 date-time'),
});

/** DELAY waits for so long, or until a moment; one that is past is not a wait. What gives no moment fails the action. */
export const delay: ActivityType<typeof shape> = {
  shape,
  templates: ({ until }) => [[['until'], until ?? '']],
  check(activity, at, _, report) {
    if ((activity.for === undefined) === (activity.until === undefined)) report(['activities', at], 'must have either "for" or "until"');
  },
  compile(activity) {
    const until = compileTemplate(activity.until ?? '');
    return {
      automatic: true,
      async run(scope) {
        if (activity.for !== undefined) return { work: { task: 'wakeAction', at: after(scope.now, activity.for).toISOString() } };
        const moment = coerceValue('DATETIME', (await until(scope)) ?? null);
        if ('reason' in moment) return { failure: `until: ${moment.reason}` };
        if (typeof moment.value !== 'string') return { failure: 'until: the template returned no date-time' };
        return { work: { task: 'wakeAction', at: moment.value } };
      },
    };
  },
};
