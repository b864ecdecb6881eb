import { z } from 'zod';
import { isLargerThan } from '../measureJson';
import { compileTemplate } from '../expression/compileTemplate';
import { maxTemplateCharacters } from '../expression/compileText';
import { limits } from '../../limits';
import { shapes } from '../shapes';
import type { Json } from '../state';
import type { ActivityType, Values } from './activityType';
import { compileDataChange, checkDataNames } from './compileDataChange';

const maxItems = limits.forEachItems.value;

const shape = z.strictObject({
  ...shapes.activity,
  type: z.literal('SUBPROCESS').describe('Starts another process, once or once for each item of a list'),
  process: shapes.name.normalize('NFC').describe('Its name'),
  version: z.int().min(1).optional().describe('Its version; defaults to the active version'),
  in: z
    .record(shapes.name, z.json())
    .default({})
    .describe('Templates, keyed by data field of the sub-process; `item` and `index` refer to the entry of forEach'),
  out: z
    .record(shapes.name, z.json())
    .default({})
    .describe('Templates, keyed by data field of this process, evaluated when the sub-process has ended'),
  wait: z.boolean().default(true).describe('Whether to wait for it to end'),
  forEach: shapes.expression
    .optional()
    .describe('A template that returns a list of at most 1,000 items; a single item counts as a list of one'),
  concurrency: z.int().min(1).max(limits.forEachConcurrency.value).default(10).describe('How many run at the same time'),
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
    if (!activity.wait && Object.keys(activity.out).length > 0) report(['activities', at, 'out'], 'is not allowed with "wait": false');
  },
  compile(activity, dataTypes) {
    const input = compileTemplate(activity.in);
    const list = activity.forEach === undefined ? null : compileTemplate(activity.forEach);
    const { process, version = null, wait, concurrency } = activity;
    return {
      automatic: true,
      async run(scope) {
        const given = list ? toList(await list(scope)) : [null];
        if (given.length > maxItems) return { failure: `forEach: must have at most ${maxItems} items, not ${given.length}` };
        const items: Values[] = [];
        for (const [index, item] of given.entries()) {
          const values: { [name: string]: Json } = { ...scope.values, ...(list && { item, index }) };
          items.push((await input({ ...scope, values })) as Values);
        }
        if (isLargerThan(items, maxTemplateCharacters)) return { failure: `in: must be at most ${maxTemplateCharacters} bytes` };
        return { work: { task: 'startRequests', process, version, items, isList: list !== null, concurrency, wait }, continues: !wait };
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
