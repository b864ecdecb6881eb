import { sqltag as sql, type Sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import type { ActionFilter, ActionOrder } from '../../generated/graphql';
import type { List } from '../../relay/loadConnections';
import type { PageArgs } from '../../relay/readPageArgs';
import { whereGiven } from '../whereGiven';
import { findConnection, type FoundConnection } from '../findConnection';
import { requestBranches, type RequestBranch } from '../request/requestBranches';
import { requestWays } from '../request/requestWays';
import { visibleRequests } from '../request/visibleRequests';
import { actionColumns, type ActionRow } from './actionRow';
import { isStuck } from './isStuck';

/** What a list of actions is asked with. */
export interface ActionsAsked extends PageArgs {
  filter?: ActionFilter | null;
  orderBy?: ActionOrder | null;
}

/** Which actions a field lists. */
export interface ActionsOf {
  /** A condition on `action a`: those of the parent `parent.id`. */
  where?: Sql;
  parentId: number;
  /** Whoever sees the parent sees all of them. */
  isVisible?: boolean;
  /** Why actions are on the list, of which one is enough; else because their request is seen. */
  reasons?: RequestBranch[];
  /** Oldest first; else newest first. */
  ascending?: boolean;
}

/** The actions of the requests that the viewer may see; `of` narrows them to those of a parent. */
export function findActions(context: Context, name: string, asked: ActionsAsked, of?: ActionsOf): Promise<FoundConnection<ActionRow>> {
  const { processName } = asked.filter ?? {};
  const direction = of?.ascending ? 'ASC' : (asked.orderBy?.direction ?? 'DESC');
  // Where it is not asked who sees the request, the actions alone tell everything.
  const seen = of?.isVisible ? null : requestBranches(context.viewer);
  const isSeen = of?.reasons && seen ? [visibleRequests(context.viewer)] : [];
  const list: List = {
    columns: actionColumns,
    order: [
      { by: sql`a.request_id`, type: 'int', ...(seen && { same: sql`r.id` }) },
      { by: sql`a.number`, type: 'int' },
    ],
    ...(of?.isVisible && { variant: 'visible' }),
    orderName: `NUMBER ${direction}`,
    descending: direction === 'DESC',
    ...requestWays({
      tables: seen ? sql`action a, request r` : sql`action a`,
      ...(isSeen.length === 0 && { alone: sql`action a CROSS JOIN LATERAL (SELECT a.request_id AS id) r` }),
      process: sql`a.process_id`,
      where: [...(seen ? [sql`r.id = a.request_id`] : []), ...(of?.where ? [of.where] : []), ...isSeen, ...filters(asked.filter ?? {})],
      processes: whereGiven([[processName, () => sql`p.name = ${processName}`]]),
      reasons: of?.reasons ?? seen,
    }),
  };
  return findConnection(context, name, asked, list, of?.parentId);
}

function filters(filter: ActionFilter): Sql[] {
  return whereGiven([
    [filter.status, () => sql`a.status = ${filter.status}::action_status`],
    [filter.subStatus, () => sql`a.sub_status = ${filter.subStatus}::outcome`],
    [filter.requestNumber, () => sql`a.request_id = ${filter.requestNumber}`],
    [filter.activityName, () => sql`a.activity = ${filter.activityName}`],
    [filter.isAssigned, () => (filter.isAssigned ? sql`a.assignee_id IS NOT NULL` : sql`a.assignee_id IS NULL`)],
    [filter.stuck, () => (filter.stuck ? isStuck : sql`NOT ${isStuck}`)],
    [filter.openedSince, () => sql`a.opened_at >= ${filter.openedSince}`],
    [filter.openedBefore, () => sql`a.opened_at < ${filter.openedBefore}`],
    [filter.assigneeUserName, () => sql`a.assignee_id = (SELECT id FROM "user" WHERE user_name = ${filter.assigneeUserName})`],
  ]);
}
