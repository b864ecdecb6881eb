import type { Context } from '../../context';
import type { LoadedRequest } from '../../store/loadRequest';
import type { Viewer } from '../../store/viewer';
import { loadRequestToDecide } from './loadRequestToDecide';
import type { RequestRow } from './requestRow';

/** Whether the viewer may do this to the request, as himself: by the rule that the operation asks, false once it is closed. Batched. */
export async function canViewer(
  context: Context,
  { id, status }: RequestRow,
  may: (request: LoadedRequest, person: Viewer) => boolean,
): Promise<boolean> {
  if (status === 'CLOSED') return false;
  const request = await loadRequestToDecide(context, id);
  return request !== null && may(request, context.viewer);
}
