import { z } from 'zod';
import { compileTemplate } from '../expression/compileTemplate';
import { textOf } from '../expression/compileText';
import { shapes } from '../shapes';
import type { ActivityType } from './activityType';

const shape = z.strictObject({
  ...shapes.activity,
  type: z.literal('END').describe('Ends the request'),
  as: z.enum(['COMPLETED', 'CANCELLED', 'ERROR']).default('COMPLETED').describe('How it is closed'),
  message: shapes.text.optional().describe('Why: a template'),
});

/** END closes the request, whatever else is open. A message that is empty is none. */
export const end: ActivityType<typeof shape> = {
  shape,
  templates: ({ message }) => [[['message'], message ?? '']],
  compile(activity) {
    const message = compileTemplate(activity.message ?? '');
    return {
      automatic: true,
      async run(scope) {
        return { end: activity.as, message: textOf(await message(scope)) || null };
      },
    };
  },
};
