import { sqltag as sql, type Sql } from '@prisma/client/runtime/client';
import type { Viewer } from '../../store/viewer';

/** A condition on `"view" v`: that it exists for the viewer. The same rule as `canSeeView`, for lists. */
export function visibleViews({ id }: Viewer): Sql {
  return sql`(v.is_shared OR v.owner_id = ${id})`;
}
