import { z } from 'zod';
import { compileTemplate } from '../expression/compileTemplate';
import { shapes } from '../shapes';
import type { ActivityType } from './activityType';
import { headersShape, isServersHeader, compileHeaders, compileBody } from './headersAndBody';

const shape = z.strictObject({
  ...shapes.activity,
  type: z.literal('RESPONSE').describe('Answers the SYNC webhook that started the run, then ends the request'),
  status: z
    .union([z.int().min(200).max(599), shapes.expression])
    .default(200)
    .describe('The HTTP status, or a template that returns it'),
  headers: headersShape.default({}).describe('Templates, keyed by name'),
  body: z.json().optional().describe('A template. Text is sent unchanged, null as an empty body, anything else as JSON'),
  continue: z.boolean().default(false).describe('Whether the request continues after the answer'),
});

/** RESPONSE decides what a caller who waits is answered: the first one reached wins. A status that is none fails the action. */
export const response: ActivityType<typeof shape> = {
  shape,
  templates: ({ status, headers, body }) => [
    [['status'], status],
    [['headers'], headers],
    [['body'], body ?? null],
  ],
  check({ headers }, at, _, report) {
    for (const name of Object.keys(headers).filter(isServersHeader))
      report(['activities', at, 'headers', name], 'is set by the server: leave it out');
  },
  compile(activity) {
    const computeStatus = compileTemplate(activity.status);
    const computeHeaders = compileHeaders(activity.headers);
    const computeBody = compileBody(activity.body ?? null, activity.headers);
    return {
      automatic: true,
      async run(scope) {
        const status = Number(await computeStatus(scope));
        if (!Number.isInteger(status) || status < 200 || status > 599) return { failure: 'status: must be a whole number from 200 to 599' };
        const sent = await computeHeaders(scope);
        if ('failure' in sent) return sent;
        return { answer: { status, headers: sent.headers, body: (await computeBody(scope)) ?? null }, continues: activity.continue };
      },
    };
  },
};
