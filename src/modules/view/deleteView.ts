import { refusal } from '../../errors';
import type { DeleteViewInput } from '../../generated/graphql';
import type { Operation } from '../operation';
import { canChangeView } from './access';
import { getOwnView } from './getOwnView';

/** Removes a view, and the favorites that it is. Throws VIEW_NOT_FOUND, VIEW_FORBIDDEN. */
export const deleteView: Operation<DeleteViewInput, object> = {
  access: canChangeView,
  async run(context, input) {
    const { id } = await getOwnView(context, input.id);
    const { count } = await context.db.prisma.view.deleteMany({ where: { id } });
    if (count === 0) throw refusal('VIEW_NOT_FOUND', { view: input.id });
    return {};
  },
};
