import { refusal } from '../../errors';
import type { CreateViewInput } from '../../generated/graphql';
import { requireQuota } from '../../store/requireQuota';
import { audited } from '../audit/audited';
import { checkName, checkDescription } from '../guards';
import { toViewList } from './toViewList';
import { describeView, lockViews, checkNamesake, type ViewRow } from './view';

/** Saves a list of requests or actions under a name of its owner. Throws VIEW_EXISTS, OWNED_EXCEEDED, INPUT_INVALID. */
export const createView = audited<CreateViewInput, { view: ViewRow }>({
  operation: 'createView',
  async run({ viewer, ownedLimits }, input, change) {
    const list = toViewList(input);
    if (!list) throw refusal('REFERENCE_MISSING', { what: 'What the view lists (requests or actions)' });
    const name = checkName('name', input.name);
    const description = checkDescription(input.description) ?? '';
    const ownerId = viewer.id;
    const view = await change(async (tx, audit) => {
      await lockViews(tx, ownerId);
      await checkNamesake(tx, { ownerId, name });
      await requireQuota((statement) => tx.$queryRaw(statement), { kind: 'views', owner: viewer, max: ownedLimits.views });
      const created = await tx.view.create({ data: { ownerId, name, description, isShared: input.isShared ?? false, ...list } });
      const { subject, facts } = describeView(created);
      audit(subject, null, facts);
      return created;
    });
    return { view };
  },
});
