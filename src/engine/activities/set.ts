import { coerceValue } from '../coerceValue';
import type { DataChange } from '../command';
import type { ActivityOf } from '../definition';
import { compileTemplate } from '../expression/compileTemplate';
import type { CompileActivity } from './behaviour';

/** SET computes data. All templates see the data as it was before; a missing value empties. One that fails or does not fit fails the action. */
export const set: CompileActivity<ActivityOf<'SET'>> = (activity, dataTypes) => {
  const templates = Object.entries(activity.set).map(([name, template]) => ({ name, compute: compileTemplate(template) }));
  return {
    automatic: true,
    async run(scope) {
      const data: [string, DataChange[string]][] = [];
      for (const { name, compute } of templates) {
        const coerced = coerceValue(dataTypes.get(name) ?? 'JSON', (await compute(scope)) ?? null);
        if ('reason' in coerced) return { failure: `${name}: ${coerced.reason}` };
        data.push([name, coerced.value]);
      }
      return { data: Object.fromEntries(data) };
    },
  };
};
