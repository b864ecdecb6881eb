import type { CompleteActionInput } from '../../generated/graphql';
import { canCompleteAction } from './access';
import { changeAction } from './changeAction';
import { toCompletion } from './toCommand';

/** Completes an action: sets the data given with it, and the request goes on. */
export const completeAction = changeAction<CompleteActionInput>({
  verb: 'complete',
  access: ({ request, person }, action) => canCompleteAction(request, person, action),
  decide: toCompletion,
});
