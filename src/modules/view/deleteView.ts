import type { DeleteViewInput } from '../../generated/graphql';
import { audited } from '../audit/audited';
import { describeView, getOwnView } from './view';
import { toGlobalId } from '../../relay/globalId';

/** Removes a view, and the favorites that it is. Throws VIEW_NOT_FOUND, VIEW_FORBIDDEN. */
export const deleteView = audited<DeleteViewInput, { deletedViewId: string }>({
  operation: 'deleteView',
  run: ({ viewer }, input, change) =>
    change(async (tx, audit) => {
      const view = await getOwnView(tx, viewer, input.id);
      await tx.view.delete({ where: { id: view.id } });
      const { subject, facts } = describeView(view);
      audit(subject, facts, null);
      return { deletedViewId: toGlobalId('View', view.id) };
    }),
});
