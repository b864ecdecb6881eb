import { sqltag as sql, type Sql } from '@prisma/client/runtime/client';
import type { Viewer } from '../../store/viewer';

/** A condition on `delegation d`: that it exists for the viewer. The same rule as `canSeeDelegation`, for lists. */
export function visibleDelegations({ id, isAdministrator }: Viewer): Sql {
  return isAdministrator ? sql`true` : sql`(d.delegator_id = ${id} OR d.delegatee_id = ${id})`;
}
