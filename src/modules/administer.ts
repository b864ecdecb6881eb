import type { Context } from '../context';
import { refusal } from '../errors';
import type { Viewer } from '../store/viewer';
import type { Operation } from './operation';

/** Administrators. */
export function isAdministrator(viewer: Viewer): boolean {
  return viewer.isAdministrator;
}

/** An operation for administrators only. Throws ADMINISTRATORS_ONLY. */
export function administer<Input, Payload>(run: Operation<Input, Payload>['run']): Operation<Input, Payload> {
  return {
    access: isAdministrator,
    run: async (context: Context, input: Input) => {
      if (!isAdministrator(context.viewer)) throw refusal('ADMINISTRATORS_ONLY', { viewer: context.viewer.userName });
      return run(context, input);
    },
  };
}
