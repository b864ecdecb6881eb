import { refusal } from '../../errors';
import type { CreateDelegationInput } from '../../generated/graphql';
import { requireQuota } from '../../store/requireQuota';
import { audited } from '../audit/audited';
import { getUserIds } from '../user/user';
import { checkGrant, describeDelegation } from './checkGrant';
import { canDelegate, getDelegationRow, type DelegationRow } from './delegation';

/**
 * Lets one person act on behalf of another; the same again gives what is there. Throws DELEGATION_FORBIDDEN, DELEGATION_INVALID,
 * OWNED_EXCEEDED, USERS_UNKNOWN.
 */
export const createDelegation = audited<CreateDelegationInput, { delegation: DelegationRow }>({
  operation: 'createDelegation',
  async run(context, { delegatorUserName, delegateeUserName, ...input }, change) {
    const { processName = null, participant = null, from = null, to = null } = input;
    const id = await change(async (tx, audit) => {
      const [delegatorId = 0] = await getUserIds(tx, [delegatorUserName]);
      const [delegateeId = 0] = await getUserIds(tx, [delegateeUserName]);
      if (!canDelegate(delegatorId, context.viewer)) throw refusal('DELEGATION_FORBIDDEN', { viewer: context.viewer.userName });
      if (delegatorId === delegateeId)
        throw refusal(
          'DELEGATION_INVALID',
          { reason: 'users do not need a delegation to act for themselves' },
          { argument: 'delegateeUserName' },
        );
      await checkGrant(tx, context.viewer, { processName, participant, from, to });
      const data = { delegatorId, delegateeId, processName, participant, from, to };
      // Past ones count too: each costs those who received it a little with every call.
      const owner = { id: delegatorId, userName: delegatorUserName };
      if (!(await tx.delegation.findFirst({ where: data })))
        await requireQuota((statement) => tx.$queryRaw(statement), { kind: 'delegations', owner, max: context.ownedLimits.delegations });
      const { count } = await tx.delegation.createMany({ data, skipDuplicates: true });
      const created = await tx.delegation.findFirstOrThrow({ where: data, include: { delegator: true, delegatee: true } });
      const { subject, facts } = describeDelegation(created);
      audit(subject, count === 0 ? facts : null, facts);
      return created.id;
    });
    return { delegation: await getDelegationRow(context, id) };
  },
});
