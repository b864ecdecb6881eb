import { sql, type Sql } from '../../../sql';
import type { Context } from '../../../context';
import { isTooDeep, isStorable } from '../../../engine/measureJson';
import type { Json } from '../../../engine/state';
import { refusal } from '../../../errors';
import type { DataFilter, FileFilter, RequestFilter, RequestOrderField, RequestOrder } from '../../../generated/graphql';
import type { List, OrderKey } from '../../../relay/loadConnections';
import type { PageArgs } from '../../../relay/readPageArgs';
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
  type Orders,
} from '../../findConnection';
import { requestColumns, type RequestRow } from '../request';
import { requestBranches, isOfProcess, toRequestBranches, type RequestList } from './visibleRequests';
import { valueFields, sentValue } from '../change/valueFields';

/** What a list of requests is asked with. */
export interface RequestsArgs extends PageArgs {
  filter?: RequestFilter | null;
  orderBy?: RequestOrder | null;
}

const number: OrderKey = { by: sql`r.id`, type: 'int' };
/** What requests can be ordered by. */
export const requestOrders: Orders<RequestOrderField> = {
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
export function findRequests(context: Context, name: string, args: RequestsArgs, of?: RequestsOf): Promise<FoundConnection<RequestRow>> {
  const list: List = {
    columns: requestColumns,
    ...orderOf(requestOrders, args.orderBy, { field: 'NUMBER', direction: 'DESC' }),
    ...(of?.isVisible && { variant: 'visible' }),
    ...toRequestBranches(toRequestList(context, args.filter ?? {}, of)),
  };
  return findConnection(context, name, args, list, of?.parentId);
}

/** What a filter finds of the requests that the viewer may see; `of` narrows it to those of a parent. Throws what `whereNot` and `checkDataFilters` throw. */
export function toRequestList({ viewer }: Context, filter: RequestFilter, of?: Partial<RequestsOf>): RequestList {
  checkLists(filter);
  const processes = [...(of?.process ? [of.process] : []), ...processFilters(filter)];
  return {
    tables: sql`request r`,
    process: sql`r.process_id`,
    where: [...(of?.where ? [of.where] : []), ...conditionsOf(filter), ...withoutNot(filter)],
    ofUsers: filter.requesterUserNames ? { column: sql`r.requester_id`, userNames: filter.requesterUserNames } : null,
    processes,
    reasons: of?.isVisible ? null : requestBranches(viewer),
  };
}

/** The conditions on `process p` of a filter of requests or actions. */
function processFilters({ processName, processNames, processVersion }: RequestFilter): Sql[] {
  return whereGiven([
    [processName, () => sql`p.name = ${processName}`],
    [processNames, () => isOneOf(sql`p.name`, processNames)],
    [processVersion, () => sql`p.version = ${processVersion}`],
  ]);
}

function withoutNot(filter: RequestFilter): Sql[] {
  const statuses = statusesLeftBy(filter.not, ['OPEN', 'CLOSED']);
  return statuses ? [isOneOf(sql`r.status`, statuses, 'request_status')] : whereNot(filter, excludedBy);
}

/** All conditions of the `not` of a filter, on `request r` alone. */
function excludedBy(not: RequestFilter): Sql[] {
  const processes = processFilters(not);
  return [
    ...conditionsOf(not),
    ...whereGiven([[not.requesterUserNames, () => isUserNamed(sql`r.requester_id`, not.requesterUserNames)]]),
    ...(processes.length > 0 ? [isOfProcess(sql`r.process_id`, processes)] : []),
  ];
}

/** How many data a filter asks about. Each is a condition of its own, and a statement has only so many parameters. */
const maxDataFilters = 20;
/** How deep a value may nest that is asked for. PostgreSQL takes some thousands. */
const maxLevels = 200;

function conditionsOf(filter: RequestFilter): Sql[] {
  const given = whereGiven([
    [filter.number, () => sql`r.id = ${filter.number}`],
    [filter.numbers, () => isOneOf(sql`r.id`, filter.numbers, 'int')],
    [filter.status, () => sql`r.status = ${filter.status}::request_status`],
    [filter.statuses, () => isOneOf(sql`r.status`, filter.statuses, 'request_status')],
    [filter.subStatus, () => sql`r.sub_status = ${filter.subStatus}::outcome`],
    [filter.subStatuses, () => isOneOf(sql`r.sub_status`, filter.subStatuses, 'outcome')],
    [filter.requesterUserName, () => sql`r.requester_id = (SELECT id FROM "user" WHERE user_name = ${filter.requesterUserName})`],
    [filter.isTest, () => sql`r.is_test = ${filter.isTest}`],
    [filter.openedSince, () => sql`r.opened_at >= ${filter.openedSince}`],
    [filter.openedAfter, () => sql`r.opened_at >= ${filter.openedAfter}`],
    [filter.openedBefore, () => sql`r.opened_at < ${filter.openedBefore}`],
    [filter.closedSince, () => sql`r.closed_at >= ${filter.closedSince}`],
    [filter.closedAfter, () => sql`r.closed_at >= ${filter.closedAfter}`],
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

/** Checks that there are 20 at most, each of one value, and none that no data could have. Throws INPUT_INVALID, VALUE_UNSTORABLE. */
export function checkDataFilters(filters: readonly DataFilter[]): void {
  if (filters.length > maxDataFilters)
    throw refusal('INPUT_INVALID', { path: 'filter.data', reason: `must have at most ${maxDataFilters} items, not ${filters.length}` });
  for (const filter of filters) {
    const { name, textValue = null, jsonValue = null, fileValue } = filter;
    const { values, nulls } = sentValue(filter);
    const isOne = values.length === 1 || (values.length === 0 && nulls.length > 0);
    const path = `filter.data ${JSON.stringify(name)}`;
    if (!isOne) throw refusal('INPUT_INVALID', { path, reason: 'must have exactly one value field' });
    if (isTooDeep(jsonValue, maxLevels)) throw refusal('INPUT_INVALID', { path, reason: `nests deeper than ${maxLevels} levels` });
    if (!isStorable([name, textValue, jsonValue as Json, fileValue?.name ?? null, fileValue?.sha256 ?? null]))
      throw refusal('VALUE_UNSTORABLE', {});
  }
}
