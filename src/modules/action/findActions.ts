import { sqltag as sql, join, type Sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import type { ActionFilter } from '../../generated/graphql';
import type { PageArgs } from '../../relay/readPageArgs';
import { whereGiven } from '../whereGiven';
import { findConnection, type FoundConnection } from '../findConnection';
import { visibleRequests } from '../request/visibleRequests';
import { actionColumns, type ActionRow } from './actionRow';

/** What a list of actions is asked with. */
export interface ActionsAsked extends PageArgs {
  filter?: ActionFilter | null;
}

/** A list of actions of a parent (`parent.id`). */
export interface ActionsOf {
  where: Sql;
  parentId: number;
  /** Oldest first; else newest first. */
  ascending?: boolean;
}

/** The actions of the requests that the viewer may see; `of` narrows them to those of a parent. */
export function findActions(context: Context, name: string, asked: ActionsAsked, of?: ActionsOf): Promise<FoundConnection<ActionRow>> {
  const where = [visibleRequests(context.viewer), ...(of ? [of.where] : []), ...filters(asked.filter ?? {})];
  return findConnection(
    context,
    name,
    asked,
    {
      columns: actionColumns,
      from: sql`FROM action a JOIN request r ON r.id = a.request_id JOIN process p ON p.id = r.process_id
        LEFT JOIN "user" s ON s.id = a.assignee_id WHERE ${join(where, ' AND ')}`,
      orderName: of?.ascending ? 'NUMBER ASC' : 'NUMBER DESC',
      order: [
        { by: sql`a.request_id`, type: 'int' },
        { by: sql`a.number`, type: 'int' },
      ],
      descending: !of?.ascending,
    },
    of?.parentId,
  );
}

function filters(filter: ActionFilter): Sql[] {
  return whereGiven([
    [filter.status, () => sql`a.status = ${filter.status}::action_status`],
    [filter.subStatus, () => sql`a.sub_status = ${filter.subStatus}::outcome`],
    [filter.requestNumber, () => sql`a.request_id = ${filter.requestNumber}`],
    [filter.activityName, () => sql`a.activity = ${filter.activityName}`],
    [filter.processName, () => sql`p.name = ${filter.processName}`],
    [filter.assigneeUserName, () => sql`s.user_name = ${filter.assigneeUserName}`],
  ]);
}
