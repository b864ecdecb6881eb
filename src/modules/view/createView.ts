import { refusal } from '../../errors';
import type { CreateViewInput } from '../../generated/graphql';
import { transaction } from '../../store/transaction';
import { checkDescription } from '../checkDescription';
import { checkName } from '../checkName';
import type { Operation } from '../operation';
import { canCreateView } from './access';
import { checkNamesake } from './checkNamesake';
import { lockViews } from './lockViews';
import { toViewList } from './toViewList';
import type { ViewRow } from './viewRow';

/** Saves a list of requests or actions under a name of its owner. Throws VIEW_EXISTS, INPUT_INVALID. */
export const createView: Operation<CreateViewInput, { view: ViewRow }> = {
  access: canCreateView,
  async run({ db, viewer }, input) {
    const list = toViewList(input);
    if (!list) throw refusal('REFERENCE_MISSING', { what: 'What the view lists (requests or actions)' });
    const name = checkName('name', input.name);
    const description = checkDescription(input.description) ?? '';
    const ownerId = viewer.id;
    return transaction(db, async (tx) => {
      await lockViews(tx, ownerId);
      await checkNamesake(tx, { ownerId, name });
      return { view: await tx.view.create({ data: { ownerId, name, description, isShared: input.isShared ?? false, ...list } }) };
    });
  },
};
