import type { Context } from '../../context';
import { refusal } from '../../errors';
import type { Viewer } from '../../store/viewer';
import { audited, type AuditedOperation, type Change } from './audited';

/** Administrators. */
export function isAdministrator(viewer: Viewer): boolean {
  return viewer.isAdministrator;
}

/** The operation of that name, for administrators only: see `audited`. Throws ADMINISTRATORS_ONLY. */
export function administer<Input, Payload>(
  operation: string,
  run: (context: Context, input: Input, change: Change) => Promise<Payload>,
): AuditedOperation<Input, Payload> {
  return audited({
    operation,
    access: isAdministrator,
    run: async (context, input: Input, change) => {
      if (!isAdministrator(context.viewer)) throw refusal('ADMINISTRATORS_ONLY', { viewer: context.viewer.userName });
      return run(context, input, change);
    },
  });
}
