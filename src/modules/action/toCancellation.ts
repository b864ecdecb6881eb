import type { Command } from '../../engine/command';
import type { ActionState } from '../../engine/state';
import type { CancelActionInput } from '../../generated/graphql';

/** The command that cancels these actions in the way that the input says. */
export function toCancellation({ type, exception }: Pick<CancelActionInput, 'type' | 'exception'>, actions: ActionState[]): Command {
  return {
    type: 'CANCEL_ACTIONS',
    actions: actions.map(({ number }) => number),
    outcome: type === 'ERROR' ? 'ERROR' : 'CANCELLED',
    exception: { message: exception?.message ?? null, source: exception?.source ?? null },
  };
}
