import { refusal } from '../../errors';
import type { UpdateDelegationInput } from '../../generated/graphql';
import { audited } from '../audit/audited';
import { checkGrant, describeDelegation } from './checkGrant';
import { getDelegationRow, getDelegation, type DelegationRow } from './delegation';

/**
 * Changes where and when a delegation holds; absent fields stay. Throws DELEGATION_NOT_FOUND, DELEGATION_FORBIDDEN,
 * DELEGATION_INVALID, and DELEGATION_EXISTS where another is the same then.
 */
export const updateDelegation = audited<UpdateDelegationInput, { delegation: DelegationRow }>({
  operation: 'updateDelegation',
  async run(context, input, change) {
    const id = await change(async (tx, audit) => {
      // Two that become the same at once, or one that is created meanwhile: the second waits here and then sees it.
      await tx.$executeRaw`LOCK TABLE delegation IN SHARE ROW EXCLUSIVE MODE`;
      const before = await getDelegation(tx, context.viewer, input.id);
      const { delegatorId, delegateeId } = before;
      const { processName = before.processName, participant = before.participant, from = before.from, to = before.to } = input;
      const grant = { processName, participant, from, to };
      await checkGrant(tx, context.viewer, grant);
      const same = await tx.delegation.findFirst({ where: { delegatorId, delegateeId, ...grant, id: { not: before.id } } });
      if (same) throw refusal('DELEGATION_EXISTS', {});
      await tx.delegation.update({ where: { id: before.id }, data: grant });
      const { subject, facts } = describeDelegation(before);
      audit(subject, facts, describeDelegation({ ...before, ...grant }).facts);
      return before.id;
    });
    return { delegation: await getDelegationRow(context, id) };
  },
});
