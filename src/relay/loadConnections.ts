import { sql, empty, join, raw, type Sql } from '../sql';
import { refusal } from '../errors';
import { encodeCursor, type Page } from './readPageArgs';

/** One column of an order: an expression that is never null, and its type in PostgreSQL. */
export interface OrderKey {
  by: Sql;
  type: 'int' | 'bigint' | 'timestamptz' | 'text';
  /** A column of another table that always equals it, so that an index of that one can seek to a cursor as well. */
  same?: Sql;
}

/** One of several ways to the rows of a list, along an index. It may give a row several times, and rows that others give too. */
export interface Branch {
  /** A table, as in a FROM: the way is gone once for each of its rows, which `from` may name. */
  each?: Sql;
  /** `FROM … WHERE …`, with the tables that the order names. */
  from: Sql;
}

/** A list that can be paged, of each of many parents. */
export interface List {
  /** What is selected, as a column list. */
  columns: Sql;
  /** `FROM … WHERE …`, where `parent.id` is the parent; of all rows where `branches` say which. */
  from: Sql;
  /** The ways to its rows, where an index cannot give all of them in order: a page is merged of the same page of each. */
  branches?: Branch[];
  /** What `parent.id` is; a number where it is not said. */
  parentType?: 'int' | 'text';
  /** Names the order; a cursor of another one is refused. */
  orderName: string;
  /** The order: the last key is unique. All keys go in one direction. */
  order: OrderKey[];
  descending: boolean;
}

/** A page of a list. Cursors are made when a field asks for them. */
export interface Connection<Row> {
  edges: () => { node: Row; cursor: () => string }[];
  nodes: Row[];
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: () => string | null;
    endCursor: () => string | null;
  };
}

/** Runs a statement and gives its rows. */
export type Query = <Row extends object>(statement: Sql) => Promise<Row[]>;

/** A row with its parent, and the values of its order as JSON. */
type Keyed<Row> = Row & { parentId: number | string; keys: string };

/**
 * The same page of the list of each of these parents, in one statement whose cost does not grow with the page's depth:
 * it seeks to the cursor by the keys of the order.
 */
export async function loadConnections<Row extends object>(
  query: Query,
  list: List,
  page: Page,
  parentIds: (number | string)[],
): Promise<Map<number | string, Connection<Row>>> {
  const rows = await seekingTo(page, () =>
    query<Keyed<Row>>(sql`
    SELECT parent.id AS "parentId", page.* FROM unnest(${parentIds}::${raw(list.parentType ?? 'int')}[]) AS parent(id) CROSS JOIN LATERAL (${selectPage(list, page)}) page`),
  );
  const byParent = new Map<number | string, Keyed<Row>[]>(parentIds.map((id) => [id, []]));
  for (const row of rows) byParent.get(row.parentId)?.push(row);
  return new Map([...byParent].map(([id, found]) => [id, toConnection(found, list.orderName, page)]));
}

/** The page of one parent, with the keys of each row as a JSON array of texts. */
function selectPage(list: List, page: Page): Sql {
  const by = list.order.map((key) => key.by);
  const direction = raw(list.descending !== page.backward ? 'DESC' : 'ASC');
  const columns = sql`${list.columns}, to_json(ARRAY[${join(by.map((key) => sql`(${key})::text`))}])::text AS keys`;
  // The limit is written into the text: with a parameter, PostgreSQL would plan a prepared statement for any number of rows.
  const inOrder = (keys: Sql[]) => sql`ORDER BY ${join(keys.map((key) => sql`${key} ${direction}`))} LIMIT ${raw(String(page.size + 1))}`;
  const seek = seekBeyond(list, page);
  if (!list.branches) return sql`SELECT ${columns} ${list.from} ${seek} ${inOrder(by)}`;

  const names = by.map((_, n) => raw(`k${n}`));
  const keys = join(by.map((key, n) => sql`${key} AS ${raw(`k${n}`)}`));
  const pages = list.branches.map(({ each, from }) => {
    const own = sql`(SELECT DISTINCT ${keys} ${from} ${seek} ${inOrder(names)})`;
    return each ? sql`SELECT own_page.* FROM ${each} CROSS JOIN LATERAL ${own} own_page` : own;
  });
  // The rows themselves are read only now: most of what the ways give is not on the page.
  return sql`SELECT row.* FROM (
      SELECT DISTINCT * FROM (${join(pages, ' UNION ALL ')}) pages ${inOrder(names)}
    ) found CROSS JOIN LATERAL (SELECT ${columns} ${list.from} AND (${join(by)}) = (${join(names.map((name) => sql`found.${name}`))})) row
    ORDER BY ${join(names.map((name) => sql`found.${name} ${direction}`))}`;
}

function seekBeyond({ order, descending }: List, { beyond, backward }: Page): Sql {
  if (!beyond) return empty;
  const side = descending !== backward ? '<' : '>';
  const values = beyond.map((key, n) => sql`${key}::${raw(order[n]?.type ?? 'text')}`);
  const [first] = order;
  const same = first?.same ? sql`AND ${first.same} ${raw(`${side}=`)} ${values[0]}` : empty;
  return sql`${same} AND (${join(order.map(({ by }) => by))}) ${raw(side)} (${join(values)})`;
}

// PostgreSQL: what is not a value of a key's type, or no text.
const malformed = new Set(['22P02', '22003', '22007', '22008', '22021']);

/** Tells keys in the cursor that somebody made up from errors of ours. */
async function seekingTo<Rows>(page: Page, load: () => Promise<Rows>): Promise<Rows> {
  try {
    return await load();
  } catch (error) {
    const isForged = page.beyond && error instanceof Error && 'code' in error && malformed.has(String(error.code));
    throw isForged ? refusal('PAGE_INVALID', { reason: 'the cursor does not belong to this list' }) : error;
  }
}

function toConnection<Row>(found: Keyed<Row>[], orderName: string, page: Page): Connection<Row> {
  const hasMore = found.length > page.size;
  const rows = found.slice(0, page.size);
  if (page.backward) rows.reverse();
  const cursorOf = ({ keys }: Keyed<Row>) => encodeCursor(orderName, JSON.parse(keys) as string[]);
  const [first, last] = [rows[0], rows.at(-1)];
  return {
    edges: () => rows.map((row) => ({ node: row, cursor: () => cursorOf(row) })),
    nodes: rows,
    pageInfo: {
      hasNextPage: page.backward ? page.beyond !== null : hasMore,
      hasPreviousPage: page.backward ? hasMore : page.beyond !== null,
      startCursor: () => (first ? cursorOf(first) : null),
      endCursor: () => (last ? cursorOf(last) : null),
    },
  };
}

/** Resolves to how many rows the list of each of these parents has, on all pages together. */
export async function countConnections(query: Query, list: List, parentIds: (number | string)[]): Promise<Map<number | string, number>> {
  const rows = await query<{ parentId: number | string; count: number }>(sql`
    SELECT parent.id AS "parentId", (${selectCount(list)}) AS count FROM unnest(${parentIds}::${raw(list.parentType ?? 'int')}[]) AS parent(id)`);
  return new Map(rows.map(({ parentId, count }) => [parentId, count]));
}

function selectCount(list: List): Sql {
  return list.branches ? sql`SELECT count(*)::int FROM (${selectKeys(list)}) found` : sql`SELECT count(*)::int ${list.from}`;
}

/** A SELECT of the keys of all rows of a list, each once. */
export function selectKeys({ from, order, branches }: Pick<List, 'from' | 'order' | 'branches'>): Sql {
  const keys = join(order.map(({ by }) => by));
  if (!branches) return sql`SELECT ${keys} ${from}`;
  const selects = branches.map((branch) =>
    branch.each
      ? sql`SELECT way.* FROM ${branch.each} CROSS JOIN LATERAL (SELECT ${keys} ${branch.from}) way`
      : sql`SELECT ${keys} ${branch.from}`,
  );
  return join(selects, ' UNION ');
}
