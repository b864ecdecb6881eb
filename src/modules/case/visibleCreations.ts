import { sqltag as sql, type Sql } from '@prisma/client/runtime/client';
import type { Viewer } from '../../store/viewer';

/** A condition on `creator_id`: that what he made exists for the viewer. Who made a case or parameters, and administrators. */
export function visibleCreations(creatorId: Sql, { id, isAdministrator }: Viewer): Sql {
  return isAdministrator ? sql`true` : sql`${creatorId} = ${id}`;
}
