import type { CancelActionInput } from '../../generated/graphql';
import { canCancelAction } from './access';
import { changeAction } from './changeAction';
import { toCancellation } from './toCommand';

/** Closes an action as cancelled (or as an error); the request goes on along the exception transition. */
export const cancelAction = changeAction<CancelActionInput>({
  verb: 'cancel',
  access: ({ request, person }, action) => canCancelAction(request, person, action),
  decide: ({ input }, action) => toCancellation(input, [action]),
});
