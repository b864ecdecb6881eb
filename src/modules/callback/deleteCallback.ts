import type { DeleteCallbackInput } from '../../generated/graphql';
import { administer } from '../audit/audited';
import { describeCallback, getCallback } from './callback';
import { toGlobalId } from '../../relay/globalId';

/** Removes a callback and the log of its attempts. Its jobs find nothing to do. Throws CALLBACK_NOT_FOUND. */
export const deleteCallback = administer<DeleteCallbackInput, { deletedCallbackId: string }>('deleteCallback', (_, input, change) =>
  change(async (tx, audit) => {
    const callback = await getCallback(tx, input.id);
    await tx.callback.delete({ where: { id: callback.id } });
    const { subject, facts } = describeCallback(callback);
    audit(subject, facts, null);
    return { deletedCallbackId: toGlobalId('Callback', callback.id) };
  }),
);
