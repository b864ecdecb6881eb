import { sql, type Sql } from '../../sql';
import type { Context } from '../../context';
import type { ActionFilter, ActionOrder, ActionStatus } from '../../generated/graphql';
import type { List } from '../../relay/loadConnections';
import type { PageArgs } from '../../relay/readPageArgs';
import {
  findConnection,
  checkLists,
  isOneOf,
  isUserNamed,
  statusesLeftBy,
  whereGiven,
  whereNot,
  orderOf,
  type FoundConnection,
} from '../findConnection';
import {
  visibleRequests,
  requestBranches,
  isOfProcess,
  toRequestBranches,
  type RequestBranch,
  type RequestList,
} from '../request/read/visibleRequests';
import { actionColumns, type ActionRow } from './action';

/** What a list of actions is asked with. */
export interface ActionsArgs extends PageArgs {
  filter?: ActionFilter | null;
  orderBy?: ActionOrder | null;
}

/** Which actions a field lists. */
export interface ActionsOf {
  /** A condition on `action a`: those of the parent `parent.id`. */
  where?: Sql;
  parentId: number;
  /** Anyone who sees the parent sees all of them. */
  isVisible?: boolean;
  /** Why actions are on the list, of which one is enough; else because their request is seen. */
  reasons?: RequestBranch[];
  /** Oldest first; else newest first. */
  ascending?: boolean;
}

/** The actions of the requests that the viewer may see; `of` narrows them to those of a parent. */
export function findActions(context: Context, name: string, args: ActionsArgs, of?: ActionsOf): Promise<FoundConnection<ActionRow>> {
  const toList = (): List => {
    const list = toActionList(context, args.filter ?? {}, of);
    const orders = {
      NUMBER: [
        { by: sql`a.request_id`, type: 'int' as const, ...(list.needsRequest && { same: sql`r.id` }) },
        { by: sql`a.number`, type: 'int' as const },
      ],
    };
    return {
      columns: actionColumns,
      ...orderOf(orders, args.orderBy, { field: 'NUMBER', direction: of?.ascending ? 'ASC' : 'DESC' }),
      ...toRequestBranches(list),
    };
  };
  return findConnection(context, name, args, toList, of?.parentId, of?.isVisible ? 'visible' : '');
}

/** Returns what a filter finds of the actions of the requests that the viewer may see; `of` narrows it to those of a parent. Throws what `whereNot` throws. */
function toActionList({ viewer }: Context, filter: ActionFilter, of?: Partial<ActionsOf>): RequestList & { needsRequest: boolean } {
  checkLists(filter);
  // Where it is not asked who sees the request, the actions alone tell everything.
  const seen = of?.isVisible ? null : requestBranches(viewer);
  const isSeen = of?.reasons && seen ? [visibleRequests(viewer)] : [];
  return {
    tables: seen ? sql`action a, request r` : sql`action a`,
    needsRequest: seen !== null,
    ...(isSeen.length === 0 && { alone: sql`action a CROSS JOIN LATERAL (SELECT a.request_id AS id) r` }),
    process: sql`a.process_id`,
    where: [
      ...(seen ? [sql`r.id = a.request_id`] : []),
      ...(of?.where ? [of.where] : []),
      ...isSeen,
      ...conditionsOf(filter),
      ...withoutNot(filter),
    ],
    ofUsers: filter.assigneeUserNames ? { column: sql`a.assignee_id`, userNames: filter.assigneeUserNames } : null,
    processes: processFilters(filter),
    reasons: of?.reasons ?? seen,
  };
}

function processFilters({ processName, processNames }: ActionFilter): Sql[] {
  return whereGiven([
    [processName, () => sql`p.name = ${processName}`],
    [processNames, () => isOneOf(sql`p.name`, processNames)],
  ]);
}

function withoutNot(filter: ActionFilter): Sql[] {
  const statuses = statusesLeftBy(filter.not, ['NOT_STARTED', 'RUNNING', 'CLOSED']);
  return statuses ? [isInStatus(statuses)] : whereNot(filter, excludedBy);
}

/** All conditions of the `not` of a filter, on `action a` alone. */
function excludedBy(not: ActionFilter): Sql[] {
  const processes = processFilters(not);
  return [
    ...conditionsOf(not),
    ...whereGiven([[not.assigneeUserNames, () => isUserNamed(sql`a.assignee_id`, not.assigneeUserNames)]]),
    ...(processes.length > 0 ? [isOfProcess(sql`a.process_id`, processes)] : []),
  ];
}

/** Says of open actions that they are not closed: indexes hold those. */
function isInStatus(statuses: readonly ActionStatus[]): Sql {
  const isOpen = statuses.includes('CLOSED') ? sql`true` : sql`a.status <> 'CLOSED'`;
  return sql`${isOneOf(sql`a.status`, statuses, 'action_status')} AND ${isOpen}`;
}

/** The condition that an `action a` waits for a person, and no ACTIVE user can do it: neither its assignee, nor a member of its participant. */
const isStuck = sql`(a.status = 'NOT_STARTED' AND CASE
  WHEN a.assignee_id IS NOT NULL THEN EXISTS (SELECT FROM "user" u WHERE u.id = a.assignee_id AND u.status <> 'ACTIVE')
  ELSE NOT EXISTS (
    SELECT FROM participant q WHERE q.process_id = a.process_id AND q.name = a.participant AND (
      q.everyone
      OR EXISTS (
        SELECT FROM participant_user m JOIN "user" u ON u.id = m.user_id
        WHERE m.process_id = q.process_id AND m.participant = q.name AND NOT m.is_coordinator AND u.status = 'ACTIVE')
      OR EXISTS (
        SELECT FROM participant_group m JOIN group_member g ON g.group_id = m.group_id JOIN "user" u ON u.id = g.user_id
        WHERE m.process_id = q.process_id AND m.participant = q.name AND u.status = 'ACTIVE')
    ))
END)`;

function conditionsOf(filter: ActionFilter): Sql[] {
  return whereGiven([
    [filter.status, () => sql`a.status = ${filter.status}::action_status`],
    [filter.statuses, () => isInStatus(filter.statuses ?? [])],
    [filter.subStatus, () => sql`a.sub_status = ${filter.subStatus}::outcome`],
    [filter.subStatuses, () => isOneOf(sql`a.sub_status`, filter.subStatuses, 'outcome')],
    [filter.requestNumber, () => sql`a.request_id = ${filter.requestNumber}`],
    [filter.requestNumbers, () => isOneOf(sql`a.request_id`, filter.requestNumbers, 'int')],
    [filter.activityName, () => sql`a.activity = ${filter.activityName}`],
    [filter.activityNames, () => isOneOf(sql`a.activity`, filter.activityNames)],
    [filter.isAssigned, () => (filter.isAssigned ? sql`a.assignee_id IS NOT NULL` : sql`a.assignee_id IS NULL`)],
    [filter.stuck, () => (filter.stuck ? isStuck : sql`NOT ${isStuck}`)],
    [filter.openedSince, () => sql`a.opened_at >= ${filter.openedSince}`],
    [filter.openedAfter, () => sql`a.opened_at >= ${filter.openedAfter}`],
    [filter.openedBefore, () => sql`a.opened_at < ${filter.openedBefore}`],
    [filter.assigneeUserName, () => sql`a.assignee_id = (SELECT id FROM "user" WHERE user_name = ${filter.assigneeUserName})`],
  ]);
}
