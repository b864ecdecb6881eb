import type { ActivityOf } from '../definition';
import { compileTemplate } from '../expression/compileTemplate';
import { textOf } from '../expression/textOf';
import type { CompileActivity } from './behaviour';

/** END closes the request, whatever else is open. A message that is empty is none. */
export const end: CompileActivity<ActivityOf<'END'>> = (activity) => {
  const message = compileTemplate(activity.message ?? '');
  return {
    automatic: true,
    async run(scope) {
      return { end: activity.as, message: textOf(await message(scope)) || null };
    },
  };
};
