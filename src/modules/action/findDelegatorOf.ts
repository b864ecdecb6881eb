import type { Context } from '../../context';
import type { UserRow } from '../user/userRow';
import { partiesIn } from '../delegation/partiesIn';
import { loadRequestToDecide } from '../request/loadRequestToDecide';
import { getUserRow } from '../user/getUserRow';
import { canCompleteAction } from './access';
import type { ActionRow } from './actionRow';

/**
 * On whose behalf the viewer can complete the action now: of several, who is a user for longest. Null where he can himself,
 * and where he can for nobody. Batched.
 */
export async function findDelegatorOf(context: Context, { requestId, number, status }: ActionRow): Promise<UserRow | null> {
  if (status === 'CLOSED' || context.viewer.delegators.length === 0) return null;
  const request = await loadRequestToDecide(context, requestId);
  const action = request?.state.actions.find((one) => one.number === number);
  if (!request || !action) return null;
  const person = partiesIn(request.process.name, context.viewer).find((one) => canCompleteAction(request, one, action));
  return person && person.id !== context.viewer.id ? getUserRow(context, person.id) : null;
}
