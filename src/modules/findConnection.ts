import type { Context } from '../context';
import { refusal } from '../errors';
import type { OrderDirection } from '../generated/graphql';
import { limits } from '../limits';
import { countConnections, loadConnections, type Connection, type List, type OrderKey } from '../relay/loadConnections';
import { readPageArgs, type PageArgs } from '../relay/readPageArgs';
import { sql, join, raw, type Sql } from '../sql';
import { databaseTroubleOf } from '../store/connection/databaseTrouble';
import type { Database } from '../store/openDatabase';

/** A connection as fields give it: its total is counted only when asked for. */
export interface FoundConnection<Row> extends Connection<Row> {
  totalCount(): Promise<number>;
}

/**
 * The page of a list that a field asks for. Fields of many parents with the same arguments go into one statement, which is
 * not sent when full pages of all would be more than the call may load.
 *
 * @param name the field, e.g. `Request.actions`; with its arguments it tells one list from another
 * @param list what is listed; a function is called once for all parents
 * @param parentId what the list belongs to, `parent.id` in its SQL; none for lists of everything
 * @param variant tells lists of one field from each other whose SQL differs: parents of different ones are not loaded together
 */
export async function findConnection<Row extends object>(
  { db, loaders, budget, shareReads }: Pick<Context, 'loaders' | 'budget' | 'shareReads'> & { db: Pick<Database, 'read'> },
  name: string,
  args: PageArgs,
  list: List | (() => List),
  parentId: number | string = 0,
  variant = '',
): Promise<FoundConnection<Row>> {
  const key = `${name} ${variant} ${JSON.stringify(args)}`;
  const { page, load, count } = loaders.once(key, () => {
    const { orderName, ...rest } = typeof list === 'function' ? list() : list;
    // A cursor of one field is none of another's.
    const own = { ...rest, orderName: `${name} ${orderName}` };
    const page = readPageArgs(args, own.orderName, own.order.length);
    const load = (ids: (number | string)[]) => shareReads(key, ids, (all) => loadConnections<Row>(db.read, own, page, all), page.size + 1);
    const count = (ids: (number | string)[]) => countConnections(db.read, own, ids);
    return { page, load, count };
  });
  budget.take(page.size);
  const found = await loaders.load(key, parentId, load);
  if (!found) throw new Error(`No page of ${name} for ${parentId}`);
  budget.refund(page.size - found.nodes.length);
  return { ...found, totalCount: async () => (await loaders.load(`${key} count`, parentId, count)) ?? 0 };
}

/** The conditions of those filters that are given: of each pair the second, where the first is neither absent nor null. */
export function whereGiven(filters: [unknown, () => Sql][]): Sql[] {
  return filters.filter(([value]) => value !== null && value !== undefined).map(([, toSql]) => toSql());
}

/** A condition that a column of this type has one of these values; false for none. One alone is compared by `=`, which more indexes serve. */
export function isOneOf(column: Sql, values: readonly (string | number)[] | null | undefined, type = 'text'): Sql {
  const [only, ...others] = values ?? [];
  return only !== undefined && others.length === 0
    ? sql`${column} = ${only}::${raw(type)}`
    : sql`${column} = ANY (${values ?? []}::${raw(type)}[])`;
}

/** A condition that a column has the ID of one of the users of these names. */
export function isUserNamed(column: Sql, userNames: readonly string[] | null | undefined): Sql {
  return sql`${column} = ANY (ARRAY(SELECT id FROM "user" WHERE ${isOneOf(sql`user_name`, userNames)}))`;
}

/**
 * The conditions of a filter: those of its own fields, and that not all those of its `not` hold. A `not` without any field restricts
 * nothing. Throws INPUT_INVALID for a list that is too long, and for a `not` in a `not`.
 */
export function whereFilter<Filter extends { not?: Filter | null }>(filter: Filter, toConditions: (filter: Filter) => Sql[]): Sql[] {
  return [...toConditions(checkLists(filter, 'filter')), ...whereNot(filter, toConditions)];
}

/** The condition of the `not` of a filter, none where it has no field. Throws as `whereFilter`. */
export function whereNot<Filter extends { not?: Filter | null }>({ not }: Filter, toConditions: (filter: Filter) => Sql[]): Sql[] {
  if (!not) return [];
  if (not.not) throw refusal('INPUT_INVALID', { path: 'filter.not.not', reason: 'cannot contain another not' });
  const excluded = toConditions(checkLists(not, 'filter.not'));
  // Not `NOT`: a column that is null does not satisfy the condition, so the row is wanted.
  return excluded.length === 0 ? [] : [sql`(${join(excluded, ' AND ')}) IS NOT TRUE`];
}

/** The filter, none of whose lists is too long. Throws INPUT_INVALID. */
export function checkLists<Filter extends object>(filter: Filter, path = 'filter'): Filter {
  const limit = limits.filterValues.value;
  for (const [field, value] of Object.entries(filter)) {
    if (Array.isArray(value) && value.length > limit)
      throw refusal('INPUT_INVALID', { path: `${path}.${field}`, reason: `must be at most ${limit} values, not ${value.length}` });
  }
  return filter;
}

/** The statuses that are left by a `not` that excludes statuses and nothing else, so that an index serves them; null for any other. */
export function statusesLeftBy<Status extends string>(
  not: { status?: Status | null; statuses?: Status[] | null; not?: object | null } | null | undefined,
  all: readonly Status[],
): Status[] | null {
  const fields = Object.entries(not ?? {}).filter(([, value]) => value != null);
  if (!not || fields.length !== 1 || !(not.status ?? not.statuses)) return null;
  const excluded = not.statuses ?? [not.status];
  return all.filter((status) => !excluded.includes(status));
}

/** A condition that a text begins with this, case and all; answered by an index of text_pattern_ops. */
export function startsWith(text: Sql, beginning: string): Sql {
  return sql`${text} LIKE ${`${beginning.replace(/[\\%_]/g, '\\$&')}%`}`;
}

/** What a search looks for. */
export interface SearchTerm {
  text: string;
  /** Its parts between white space. */
  words: string[];
  /** The request number that it is, with or without `#`; null for any other text. */
  number: number | null;
}

/** Reads the text of a search. Throws INPUT_INVALID for one that is too short, too long, or has control characters. */
export function readTerm(term: string): SearchTerm {
  const text = term.trim();
  const words = text.split(/\s+/);
  const [, digits] = /^#?0*(\d{1,10})$/.exec(text) ?? [];
  const { searchTermCharacters: max, searchTermMinCharacters: min, searchTermWords: maxWords } = limits;
  const isShort = text.replace(/\p{Default_Ignorable_Code_Point}/gu, '').length < min.value;
  const reason =
    (isShort && digits === undefined) || text.length > max.value
      ? `must have ${min.value} to ${max.value} characters`
      : /\p{Cc}/u.test(text)
        ? 'must not contain control characters'
        : words.length > maxWords.value && `must have at most ${maxWords.value} words`;
  if (reason) throw refusal('INPUT_INVALID', { path: 'term', reason }, { argument: 'term' });
  return { text, words, number: digits !== undefined && Number(digits) <= 2_147_483_647 ? Number(digits) : null };
}

/** A condition that a text contains another one, such as `name_key(…)` of both; an index of pg_trgm serves it. */
export function contains(text: Sql, part: Sql): Sql {
  return sql`${text} LIKE '%' || regexp_replace(${part}, '([\\\\%_])', '\\\\\\1', 'g') || '%'`;
}

/** Reads what may have to go through all rows: for a limited time, and one after the other. Throws SEARCH_TOO_SLOW. */
export function searching({ db, budget }: Context): Database['read'] {
  const ms = limits.searchMs.value;
  return (statement) =>
    budget.withLock(async () => {
      budget.checkBudget();
      try {
        return await db.readWithin(ms, statement);
      } catch (error) {
        throw databaseTroubleOf(error) === 'DATABASE_TOO_SLOW' ? refusal('SEARCH_TOO_SLOW', { limit: ms }) : error;
      }
    });
}

/** As `findConnection`, for a list that a search finds. Throws SEARCH_TOO_SLOW. */
export function searchConnection<Row extends object>(
  context: Context,
  name: string,
  args: PageArgs,
  list: List,
): Promise<FoundConnection<Row>> {
  const { loaders, budget, shareReads } = context;
  return findConnection<Row>({ db: { read: searching(context) }, loaders, budget, shareReads }, name, args, list);
}

/** What a list can be ordered by: the keys of each field of its `orderBy`, of which the last is unique. An index serves each. */
export type Orders<Field extends string> = Record<Field, OrderKey[]>;

/** Cursors of earlier releases name these orders so. */
const namesInCursors: Record<string, string> = { CREATED_AT: 'ID', DEPLOYED_AT: 'DEPLOYED' };

/** Returns the order that `orderBy` asks for; what it leaves open is as in `usual`. */
export function orderOf<Field extends string>(
  orders: Orders<Field>,
  args: { field?: Field | null; direction?: OrderDirection | null } | null | undefined,
  fallback: { field: Field; direction: OrderDirection },
): Pick<List, 'order' | 'orderName' | 'descending'> {
  const field = args?.field ?? fallback.field;
  const direction = args?.direction ?? fallback.direction;
  return { order: orders[field], orderName: `${namesInCursors[field] ?? field} ${direction}`, descending: direction === 'DESC' };
}
