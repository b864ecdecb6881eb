import type { Context } from '../../context';
import type { ActionState } from '../../engine/state';
import type { LoadedRequest } from '../../store/loadRequest';
import type { Viewer } from '../../store/viewer';
import { loadRequestToDecide } from '../request/loadRequestToDecide';
import type { ActionRow } from './actionRow';

/** Whether the viewer may do this to the action, as himself: by the rule that the operation asks, false once it is closed. Batched. */
export async function canViewer(
  context: Context,
  { requestId, number, status }: ActionRow,
  may: (request: LoadedRequest, person: Viewer, action: ActionState) => boolean | Promise<boolean>,
): Promise<boolean> {
  if (status === 'CLOSED') return false;
  const request = await loadRequestToDecide(context, requestId);
  const action = request?.state.actions.find((one) => one.number === number);
  return request !== null && action !== undefined && may(request, context.viewer, action);
}
