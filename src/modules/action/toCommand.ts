import type { Command } from '../../engine/command';
import type { ActionState } from '../../engine/state';
import { refusal } from '../../errors';
import type { CancelActionInput, CompleteActionInput } from '../../generated/graphql';
import { isMember } from '../process/access';
import type { Subject } from '../request/change/changeRequest';
import { toDataChange, testFlag } from '../request/change/toDataChange';
import { assignmentOf } from './access';

/** The command that cancels these actions in the way that the input says. */
export function toCancellation({ type, exception }: Pick<CancelActionInput, 'type' | 'exception'>, actions: ActionState[]): Command {
  return {
    type: 'CANCEL_ACTIONS',
    actions: actions.map(({ number }) => number),
    outcome: type === 'ERROR' ? 'ERROR' : 'CANCELLED',
    exception: { message: exception?.message ?? null, source: exception?.source ?? null },
  };
}

/**
 * The command that completes this action with the input's parameters. A member of its participant who completes what
 * nobody has takes it by that. Throws TEST_DISAGREES, and what `toDataChange` throws.
 */
export function toCompletion(
  { input, request, files, person }: Subject<CompleteActionInput>,
  action: ActionState,
): Extract<Command, { type: 'COMPLETE_ACTION' }> {
  const { state, process } = request;
  const isTest = testFlag(input);
  if (isTest !== null && isTest !== state.isTest)
    throw refusal('TEST_DISAGREES', { request: state.id, is: state.isTest ? 'is' : 'is not' });
  const assignment = assignmentOf(request, action);
  const takes = action.assigneeId === null && assignment && isMember(assignment.participant, person);
  return {
    type: 'COMPLETE_ACTION',
    action: action.number,
    data: toDataChange(process.compiled.definition, input.parameters, files),
    ...(takes && { assigneeId: person.id }),
  };
}
