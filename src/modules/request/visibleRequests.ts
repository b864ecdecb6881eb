import { sqltag as sql, join, type Sql } from '@prisma/client/runtime/client';
import type { Viewer } from '../../store/viewer';
import { requestBranches } from './requestBranches';

/** A condition on `request r`: that it exists for the viewer. For a request that is at hand; lists go along the branches. */
export function visibleRequests(viewer: Viewer): Sql {
  const branches = requestBranches(viewer);
  if (!branches) return sql`true`;
  const holds = branches.map(({ own, tables, where: reason }) => {
    const where = reason ?? sql`r.process_id = own.process_id`;
    const from = [...(own ? [sql`(${own}) own`] : []), ...(tables ? [tables] : [])];
    return from.length > 0 ? sql`EXISTS (SELECT FROM ${join(from)} WHERE ${where})` : where;
  });
  return sql`(${join(holds, ' OR ')})`;
}
