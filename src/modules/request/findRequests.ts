import { sqltag as sql, join, type Sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import { refusal } from '../../errors';
import type { DataFilter, RequestFilter, RequestOrderField, RequestOrder } from '../../generated/graphql';
import type { List, OrderKey } from '../../relay/loadConnections';
import type { PageArgs } from '../../relay/readPageArgs';
import { whereGiven } from '../whereGiven';
import { findConnection, type FoundConnection } from '../findConnection';
import { requestColumns, type RequestRow } from './requestRow';
import { visibleRequests } from './visibleRequests';

/** What a list of requests is asked with. */
export interface RequestsAsked extends PageArgs {
  filter?: RequestFilter | null;
  orderBy?: RequestOrder | null;
}

const number: OrderKey = { by: sql`r.id`, type: 'int' };
const orders: Record<RequestOrderField, OrderKey[]> = {
  NUMBER: [number],
  OPENED_AT: [{ by: sql`r.opened_at`, type: 'timestamptz' }, number],
  CLOSED_AT: [{ by: sql`COALESCE(r.closed_at, 'infinity')`, type: 'timestamptz' }, number],
};

/** The requests that the viewer may see, newest first; `of` narrows them to those of a parent (`parent.id`). */
export function findRequests(
  context: Context,
  name: string,
  asked: RequestsAsked,
  of?: { where: Sql; parentId: number },
): Promise<FoundConnection<RequestRow>> {
  const { field = 'NUMBER', direction = 'DESC' } = asked.orderBy ?? {};
  const where = [visibleRequests(context.viewer), ...(of ? [of.where] : []), ...filters(asked.filter ?? {})];
  const list: List = {
    columns: requestColumns,
    from: sql`FROM request r JOIN process p ON p.id = r.process_id JOIN "user" q ON q.id = r.requester_id WHERE ${join(where, ' AND ')}`,
    orderName: `${field} ${direction}`,
    order: orders[field],
    descending: direction === 'DESC',
  };
  return findConnection(context, name, asked, list, of?.parentId);
}

function filters(filter: RequestFilter): Sql[] {
  const given = whereGiven([
    [filter.number, () => sql`r.id = ${filter.number}`],
    [filter.status, () => sql`r.status = ${filter.status}::request_status`],
    [filter.subStatus, () => sql`r.sub_status = ${filter.subStatus}::outcome`],
    [filter.processName, () => sql`p.name = ${filter.processName}`],
    [filter.processVersion, () => sql`p.version = ${filter.processVersion}`],
    [filter.requesterUserName, () => sql`q.user_name = ${filter.requesterUserName}`],
    [filter.isTest, () => sql`r.is_test = ${filter.isTest}`],
    [filter.openedSince, () => sql`r.opened_at >= ${filter.openedSince}`],
    [filter.openedBefore, () => sql`r.opened_at < ${filter.openedBefore}`],
    [filter.closedSince, () => sql`r.closed_at >= ${filter.closedSince}`],
    [filter.closedBefore, () => sql`r.closed_at < ${filter.closedBefore}`],
  ]);
  return [...given, ...(filter.data ?? []).map(dataFilter)];
}

/** The data holds this value, or nothing where the value is null. */
function dataFilter({ name, textValue, numericValue, dateTimeValue }: DataFilter): Sql {
  const given = [textValue, numericValue, dateTimeValue].filter((value) => value !== undefined);
  const values = given.filter((value) => value !== null);
  if (given.length === 0 || values.length > 1)
    throw refusal('INPUT_INVALID', { path: `filter.data ${JSON.stringify(name)}`, reason: 'give one value field' });
  const [value] = values;
  if (value === undefined) return sql`NOT r.data ? ${name}`;
  return sql`r.data @> ${JSON.stringify({ [name]: value instanceof Date ? value.toISOString() : value })}::jsonb`;
}
