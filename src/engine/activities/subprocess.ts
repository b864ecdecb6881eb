import { z } from 'zod';
import { isLargerThan } from '../measureJson';
import { compileTemplate } from '../expression/compileTemplate';
import { largestTemplate } from '../expression/compileText';
import { limits } from '../../limits';
import { shapes } from '../shapes';
import type { Json } from '../state';
import type { ActivityType, Values } from './activityType';
import { compileDataChange, checkDataNames } from './compileDataChange';

const most = limits.forEachItems.value;

const shape = z.strictObject({
  ...shapes.activity,
  type: z.literal('SUBPROCESS').describe('Starts another process, once or once for each item of a list'),
  process: shapes.name.normalize('NFC').describe('Its name'),
  version: z.int().min(1).optional().describe('Its version; absent: the active one'),
  in: z.record(shapes.name, z.json()).default({}).describe('Templates by the name of its data; `item` and `index` are those of forEach'),
  out: z.record(shapes.name, z.json()).default({}).describe('Templates by the name of data of this process, set when it has ended'),
  wait: z.boolean().default(true).describe('Whether to wait for its end'),
  forEach: shapes.expression.optional().describe('A template that gives a list, of 1,000 items at most; one item is a list of one'),
  concurrency: z.int().min(1).max(limits.forEachConcurrency.value).default(10).describe('How many at a time'),
});

/**
 * SUBPROCESS starts other requests. Its result is `{number, status, output}` of it, of a list a list of these. When one of
 * them ends in ERROR, or is cancelled, so does the action.
 */
export const subprocess: ActivityType<typeof shape> = {
  shape,
  templates: (activity) => [
    [['in'], activity.in],
    [['out'], activity.out],
    [['forEach'], activity.forEach ?? ''],
  ],
  check(activity, at, parts, report) {
    checkDataNames(activity.out, ['activities', at, 'out'], parts, report);
    if (!activity.wait && Object.keys(activity.out).length > 0) report(['activities', at, 'out'], 'nothing comes out where nobody waits');
  },
  compile(activity, dataTypes) {
    const input = compileTemplate(activity.in);
    const list = activity.forEach === undefined ? null : compileTemplate(activity.forEach);
    const { process, version = null, wait, concurrency } = activity;
    return {
      automatic: true,
      async run(scope) {
        const given = list ? toList(await list(scope)) : [null];
        if (given.length > most) return { failure: `forEach: ${given.length} items, ${most} at most` };
        const items: Values[] = [];
        for (const [index, item] of given.entries()) {
          const values: { [name: string]: Json } = { ...scope.values, ...(list && { item, index }) };
          items.push((await input({ ...scope, values })) as Values);
        }
        if (isLargerThan(items, largestTemplate)) return { failure: `in: more than ${largestTemplate} bytes` };
        return { work: { task: 'startRequests', process, version, items, isList: list !== null, concurrency, wait }, goesOn: !wait };
      },
      finish: compileDataChange(activity.out, dataTypes),
    };
  },
};

/** JSONata gives one item for a list of one, and nothing for an empty list. */
function toList(value: Json | undefined): Json[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}
