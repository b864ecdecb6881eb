import type { Context } from '../../context';
import type { LoadedRequest } from '../../store/loadRequest';

/** The request with everything that an operation on it decides by, as the operation would load it; null where there is none. Batched. */
export function loadRequestToDecide(context: Context, number: number): Promise<LoadedRequest | null> {
  return context.loaders.load('request to decide', number, async (numbers: number[]) => {
    const found = await Promise.all(
      numbers.map((requestId) => context.store.loadRequest({ requestId, actionNumber: null, userIds: [], userNames: [] })),
    );
    return new Map(found.flatMap(({ request }) => (request ? [[request.state.id, request]] : [])));
  });
}
