import { sqltag as sql, type Sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import type { DataFilter, FileFilter, RequestFilter, RequestOrderField, RequestOrder } from '../../generated/graphql';
import type { List, OrderKey } from '../../relay/loadConnections';
import type { PageArgs } from '../../relay/readPageArgs';
import { whereGiven } from '../whereGiven';
import { findConnection, type FoundConnection } from '../findConnection';
import { checkDataFilters } from './checkDataFilters';
import { requestBranches } from './requestBranches';
import { requestColumns, type RequestRow } from './requestRow';
import { sentValue } from './sentValue';
import { valueFields } from './valueFields';
import { requestWays } from './requestWays';

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

/** Which requests a field lists. */
export interface RequestsOf {
  /** A condition on `request r`: those of the parent `parent.id`. */
  where?: Sql;
  /** A condition on `process p`: only requests of such versions. */
  process?: Sql;
  parentId: number;
  /** Whoever sees the parent sees all of them. */
  isVisible?: boolean;
}

/** The requests that the viewer may see, newest first; `of` narrows them to those of a parent. */
export function findRequests(context: Context, name: string, asked: RequestsAsked, of?: RequestsOf): Promise<FoundConnection<RequestRow>> {
  const { field = 'NUMBER', direction = 'DESC' } = asked.orderBy ?? {};
  const list: List = {
    columns: requestColumns,
    order: orders[field],
    ...(of?.isVisible && { variant: 'visible' }),
    orderName: `${field} ${direction}`,
    descending: direction === 'DESC',
    ...requestWays({
      tables: sql`request r`,
      process: sql`r.process_id`,
      where: [...(of?.where ? [of.where] : []), ...filters(asked.filter ?? {})],
      processes: [...(of?.process ? [of.process] : []), ...processFilters(asked.filter ?? {})],
      reasons: of?.isVisible ? null : requestBranches(context.viewer),
    }),
  };
  return findConnection(context, name, asked, list, of?.parentId);
}

function processFilters({ processName, processVersion }: RequestFilter): Sql[] {
  return whereGiven([
    [processName, () => sql`p.name = ${processName}`],
    [processVersion, () => sql`p.version = ${processVersion}`],
  ]);
}

function filters(filter: RequestFilter): Sql[] {
  const given = whereGiven([
    [filter.number, () => sql`r.id = ${filter.number}`],
    [filter.status, () => sql`r.status = ${filter.status}::request_status`],
    [filter.subStatus, () => sql`r.sub_status = ${filter.subStatus}::outcome`],
    [filter.requesterUserName, () => sql`r.requester_id = (SELECT id FROM "user" WHERE user_name = ${filter.requesterUserName})`],
    [filter.isTest, () => sql`r.is_test = ${filter.isTest}`],
    [filter.openedSince, () => sql`r.opened_at >= ${filter.openedSince}`],
    [filter.openedBefore, () => sql`r.opened_at < ${filter.openedBefore}`],
    [filter.closedSince, () => sql`r.closed_at >= ${filter.closedSince}`],
    [filter.closedBefore, () => sql`r.closed_at < ${filter.closedBefore}`],
  ]);
  const data = filter.data ?? [];
  checkDataFilters(data);
  return [...given, ...data.map(dataFilter)];
}

/** The data holds this value, or nothing where the value is null. */
function dataFilter(filter: DataFilter): Sql {
  const { name, fileValue } = filter;
  const [type] = sentValue(filter).values;
  if (!type) return sql`NOT r.data ? ${name}`;
  // Of a file some fields are asked for.
  if (fileValue) return sql`r.data @> ${JSON.stringify({ [name]: toFileFilter(fileValue) })}::jsonb`;
  const value = filter[valueFields[type]];
  const json = value instanceof Date ? value.toISOString() : value;
  // Containment alone would let the empty list, and every part of a value, stand for it.
  return sql`r.data @> ${JSON.stringify({ [name]: json })}::jsonb AND r.data -> ${name} = ${JSON.stringify(json)}::jsonb`;
}

function toFileFilter({ name, sha256 }: FileFilter): object {
  return { ...(name != null && { name }), ...(sha256 != null && { sha256: sha256.toLowerCase() }) };
}
