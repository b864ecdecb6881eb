import { sqltag as sql, join, type Sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import type { DelegationFilter, DelegationRole, TimeOrder } from '../../generated/graphql';
import type { PageArgs } from '../../relay/readPageArgs';
import { findConnection, type FoundConnection } from '../findConnection';
import { whereGiven } from '../whereGiven';
import { delegationColumns, fromDelegation, isValid, type DelegationRow } from './delegationRow';
import { visibleDelegations } from './visibleDelegations';
import { orderOf } from '../orderOf';

const sides: Record<DelegationRole, Sql> = { DELEGATOR: sql`d.delegator_id = parent.id`, DELEGATEE: sql`d.delegatee_id = parent.id` };

/** The delegations that this user gave and received and that the viewer may see, last created first. */
export function findDelegations(
  context: Context,
  userId: number,
  asked: PageArgs & { filter?: DelegationFilter | null; orderBy?: TimeOrder | null },
): Promise<FoundConnection<DelegationRow>> {
  const { role, isValid: wanted } = asked.filter ?? {};
  const side = role == null ? sql`(${sides.DELEGATOR} OR ${sides.DELEGATEE})` : sides[role];
  const given = whereGiven([[wanted, () => sql`${isValid} = ${wanted}`]]);
  return findConnection(
    context,
    'User.delegations',
    asked,
    {
      columns: delegationColumns,
      from: sql`${fromDelegation} WHERE ${join([side, visibleDelegations(context.viewer), ...given], ' AND ')}`,
      ...orderOf({ ID: [{ by: sql`d.id`, type: 'int' }] }, asked.orderBy, { field: 'ID', direction: 'DESC' }),
    },
    userId,
  );
}
