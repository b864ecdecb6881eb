import type { UpdateViewInput } from '../../generated/graphql';
import { audited } from '../audit/audited';
import { checkName, checkDescription } from '../guards';
import { toViewList } from './toViewList';
import { describeView, getOwnView, checkNamesake, type ViewRow } from './view';

/** Changes a view; absent fields stay, what it lists is replaced as a whole. Throws VIEW_NOT_FOUND, VIEW_FORBIDDEN, VIEW_EXISTS, INPUT_INVALID. */
export const updateView = audited<UpdateViewInput, { view: ViewRow }>({
  operation: 'updateView',
  async run({ viewer }, input, change) {
    const name = input.name == null ? null : checkName('name', input.name);
    const { description, isShared } = input;
    const data = {
      ...(name !== null && { name }),
      ...(description !== undefined && { description: checkDescription(description) ?? '' }),
      ...(isShared != null && { isShared }),
      ...toViewList(input),
    };
    const view = await change(async (tx, audit) => {
      const before = await getOwnView(tx, viewer, input.id);
      await checkNamesake(tx, { ...before, ...data });
      const after = await tx.view.update({ where: { id: before.id }, data });
      audit(describeView(before).subject, describeView(before).facts, describeView(after).facts);
      return after;
    });
    return { view };
  },
});
