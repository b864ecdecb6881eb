import { refusal } from '../../errors';
import type { UpdateViewInput } from '../../generated/graphql';
import { transaction } from '../../store/transaction';
import { checkDescription } from '../checkDescription';
import { checkName } from '../checkName';
import type { Operation } from '../operation';
import { canChangeView } from './access';
import { checkNamesake } from './checkNamesake';
import { getOwnView } from './getOwnView';
import { lockViews } from './lockViews';
import { toViewList } from './toViewList';
import type { ViewRow } from './viewRow';

/** Changes a view; absent fields stay, what it lists is replaced as a whole. Throws VIEW_NOT_FOUND, VIEW_FORBIDDEN, VIEW_EXISTS, INPUT_INVALID. */
export const updateView: Operation<UpdateViewInput, { view: ViewRow }> = {
  access: canChangeView,
  async run(context, input) {
    const { id, ownerId } = await getOwnView(context, input.id);
    const name = input.name == null ? null : checkName('name', input.name);
    const { description, isShared } = input;
    const data = {
      ...(name !== null && { name }),
      ...(description !== undefined && { description: checkDescription(description) ?? '' }),
      ...(isShared != null && { isShared }),
      ...toViewList(input),
    };
    return transaction(context.db, async (tx) => {
      await lockViews(tx, ownerId);
      if (name !== null) await checkNamesake(tx, { id, ownerId, name });
      const [view] = await tx.view.updateManyAndReturn({ where: { id }, data });
      if (!view) throw refusal('VIEW_NOT_FOUND', { view: input.id });
      return { view };
    });
  },
};
