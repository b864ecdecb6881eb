import { sql, empty, type Sql } from '../../sql';
import type { Context } from '../../context';
import type { QueryRequestCountsArgs, RequestCountsBy } from '../../generated/graphql';
import { limits } from '../../limits';
import { selectKeys } from '../../relay/loadConnections';
import { toRequestList } from './read/findRequests';
import { toRequestBranches } from './read/visibleRequests';

/** How many requests one group has; of the three fields that name a group, the one asked for. */
export interface RequestCountRow {
  processName: string | null;
  status: 'OPEN' | 'CLOSED' | null;
  activityName: string | null;
  assigneeId: number | null;
  count: number;
}

const openActions = sql`JOIN action a ON a.request_id = found.id AND a.status <> 'CLOSED'`;

/** What requests are grouped by: tables beside `found`, a value for each group, and the column of the row that has it. */
const groups: Record<RequestCountsBy, { tables: Sql; value: Sql; column: Sql }> = {
  PROCESS: { tables: sql`JOIN process p ON p.id = found.process_id`, value: sql`p.name`, column: sql`"processName"` },
  STATUS: { tables: empty, value: sql`found.status`, column: sql`status` },
  ACTIVITY: { tables: openActions, value: sql`a.activity`, column: sql`"activityName"` },
  ASSIGNEE: { tables: openActions, value: sql`a.assignee_id`, column: sql`"assigneeId"` },
};

/** Counts the requests that the viewer may see and a filter finds, by group, the largest first. Throws what `toRequestList` throws. */
export async function countRequests(context: Context, { by, filter }: QueryRequestCountsArgs): Promise<RequestCountRow[]> {
  const list = toRequestBranches(toRequestList(context, filter ?? {}));
  const found = selectKeys({
    ...list,
    order: [sql`r.id`, sql`r.process_id`, sql`r.status`].map((column) => ({ by: column, type: 'int' })),
  });
  const { tables, value, column } = groups[by];
  const rows = await context.db.read<Partial<RequestCountRow> & Pick<RequestCountRow, 'count'>>(sql`
    SELECT ${value} AS ${column}, count(DISTINCT found.id)::int AS count FROM (${found}) found ${tables}
    GROUP BY ${value} ORDER BY count DESC, ${value} LIMIT ${limits.requestGroups.value}::int`);
  context.budget.take(rows.length);
  return rows.map((row) => ({ processName: null, status: null, activityName: null, assigneeId: null, ...row }));
}
