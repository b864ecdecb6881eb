import type { DeleteDelegationInput } from '../../generated/graphql';
import { audited } from '../audit/audited';
import { getDelegation } from './delegation';
import { describeDelegation } from './checkGrant';
import { toGlobalId } from '../../relay/globalId';

/** Ends a delegation and removes it. Throws DELEGATION_NOT_FOUND, DELEGATION_FORBIDDEN. */
export const deleteDelegation = audited<DeleteDelegationInput, { deletedDelegationId: string }>({
  operation: 'deleteDelegation',
  run: (context, { id }, change) =>
    change(async (tx, audit) => {
      // Anyone who ends it at the same time waits here, and then does not find it.
      await tx.$executeRaw`LOCK TABLE delegation IN SHARE ROW EXCLUSIVE MODE`;
      const ended = await getDelegation(tx, context.viewer, id);
      await tx.delegation.delete({ where: { id: ended.id } });
      const { subject, facts } = describeDelegation(ended);
      audit(subject, facts, null);
      return { deletedDelegationId: toGlobalId('Delegation', ended.id) };
    }),
});
