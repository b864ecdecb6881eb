import { sql, join, type Sql } from '../../../sql';
import type { Context } from '../../../context';
import { isTooDeep, isStorable } from '../../../engine/measureJson';
import type { Json } from '../../../engine/state';
import { refusal } from '../../../errors';
import type { DataFilter, FileFilter, RequestFilter, RequestOrderField, RequestOrder } from '../../../generated/graphql';
import { limits } from '../../../limits';
import type { List, OrderKey } from '../../../relay/loadConnections';
import type { PageArgs } from '../../../relay/readPageArgs';
import {
  findConnection,
  checkLists,
  contains,
  searchConnection,
  searching,
  type SearchTerm,
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
  /** Anyone who sees the parent sees all of them. */
  isVisible?: boolean;
}

/** The requests that the viewer may see, newest first; `of` narrows them to those of a parent. */
export function findRequests(context: Context, name: string, args: RequestsArgs, of?: RequestsOf): Promise<FoundConnection<RequestRow>> {
  const toList = (): List => ({
    columns: requestColumns,
    ...orderOf(requestOrders, args.orderBy, { field: 'NUMBER', direction: 'DESC' }),
    ...toRequestBranches(toRequestList(context, args.filter ?? {}, of)),
  });
  return findConnection(context, name, args, toList, of?.parentId, of?.isVisible ? 'visible' : '');
}

/**
 * The requests that the viewer may see with a term as their number, in their data, or in the name of their process, newest first. Each of these is a list
 * of its own, so that an index serves it. Throws SEARCH_TOO_SLOW.
 */
export async function searchRequests(
  context: Context,
  { term, ...args }: RequestsArgs & { term: SearchTerm },
): Promise<FoundConnection<RequestRow>> {
  const list = toRequestList(context, args.filter ?? {});
  const lists: RequestList[] = [
    ...(term.number === null ? [] : [{ ...list, where: [...list.where, sql`r.id = ${term.number}`] }]),
    { ...list, processes: [...list.processes, contains(sql`name_key(p.name)`, sql`name_key(${term.text}::text)`)] },
    ...(await listsByText(context, list, term.text)),
  ];
  return searchConnection(context, 'SearchResult.requests', { ...args, term } as PageArgs, {
    columns: requestColumns,
    ...orderOf(requestOrders, args.orderBy, { field: 'NUMBER', direction: 'DESC' }),
    from: sql`FROM request r WHERE true`,
    branches: lists.map(toRequestBranches).flatMap(({ from, branches }) => branches ?? [{ from }]),
  });
}

/**
 * Lists of the requests with a text in their data, none for a text that is too short for the index of texts. Of whole processes, the requests
 * with a rare text are taken from that index; those with a frequent one, and the few that a person has to do with, are looked through in order.
 */
async function listsByText(context: Context, list: RequestList, text: string): Promise<RequestList[]> {
  if (text.length < limits.searchedTextMinCharacters.value) return [];
  // As it stands in `request_text`: between brackets and quotes. Not made by `jsonb_build_object`, with which PostgreSQL could not plan for it.
  const key = sql`request_text(${JSON.stringify({ '': text })}::jsonb)`;
  const hasText = contains(sql`request_text(r.data)`, sql`substr(${key}, 3, length(${key}) - 4)`);
  const whole = list.reasons?.flatMap(({ own, where }) => (own && where === null ? [sql`SELECT process_id FROM (${own}) own`] : []));
  const owns = whole && join(whole, ' UNION ALL ');
  const { value: maxRare } = limits.searchedRareRequests;
  // Of all requests: which index serves a text in some processes, PostgreSQL could only guess.
  const rare = sql`SELECT r.id FROM request r WHERE ${owns ? sql`EXISTS (${owns})` : sql`true`} AND ${hasText} LIMIT ${maxRare + 1}`;
  const found = await searching(context)<{ id: number }>({ name: '', text: rare.text, values: rare.values });
  if (found.length > maxRare) return [{ ...list, where: [...list.where, hasText] }];
  const isFound = [
    sql`r.id = ANY (${found.map(({ id }) => id)}::int[])`,
    ...(owns ? [sql`r.process_id + 0 = ANY (ARRAY(${owns}))`] : []),
    ...(list.processes.length > 0 ? [isOfProcess(sql`r.process_id + 0`, list.processes)] : []),
  ];
  return [
    { ...list, where: [...list.where, ...isFound], processes: [], reasons: null },
    ...(list.reasons ? [{ ...list, where: [...list.where, hasText], reasons: list.reasons.filter(({ where }) => where !== null) }] : []),
  ];
}

/** Returns what a filter finds of the requests that the viewer may see; `of` narrows it to those of a parent. Throws what `whereNot` and `checkDataFilters` throw. */
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
const maxLevels = limits.jsonLevels.value;

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

/** Checks that there are at most 20, each of one value, and none that no data could have. Throws INPUT_INVALID, VALUE_UNSTORABLE. */
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
