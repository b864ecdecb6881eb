import { sqltag as sql, empty, join, raw, type Sql } from '@prisma/client/runtime/client';
import { encodeCursor } from './cursor';
import { refusal } from '../errors';
import type { Page } from './readPageArgs';

/** One column of an order: an expression that is never null, and its type in PostgreSQL. */
export interface OrderKey {
  by: Sql;
  type: 'int' | 'timestamptz' | 'text';
}

/** A list that can be paged, of each of many parents. */
export interface List {
  /** What is selected, as a column list. */
  columns: Sql;
  /** `FROM … WHERE …`, where `parent.id` is the parent. */
  from: Sql;
  /** Names the order; a cursor of another one is refused. */
  orderName: string;
  /** The order: the last key is unique. All keys go in one direction. */
  order: OrderKey[];
  descending: boolean;
}

export interface Connection<Row> {
  edges: { node: Row; cursor: string }[];
  nodes: Row[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
}

/** Runs a statement and gives its rows. */
export type Query = <Row extends object>(statement: Sql) => Promise<Row[]>;

type Keyed<Row> = Row & { parentId: number; keys: string[] };

/**
 * The same page of the list of each of these parents, in one statement whose cost does not grow with the page's depth:
 * it seeks to the cursor by the keys of the order.
 */
export async function loadConnections<Row extends object>(
  query: Query,
  list: List,
  page: Page,
  parentIds: number[],
): Promise<Map<number, Connection<Row>>> {
  const descending = list.descending !== page.backward;
  const direction = raw(descending ? 'DESC' : 'ASC');
  const by = list.order.map((key) => key.by);
  const seek = page.beyond
    ? sql`AND (${join(by)}) ${raw(descending ? '<' : '>')} (${join(page.beyond.map((key, n) => sql`${key}::${raw(list.order[n]?.type ?? 'text')}`))})`
    : empty;
  const rows = await seekingTo(page, () =>
    query<Keyed<Row>>(sql`
    SELECT parent.id AS "parentId", page.* FROM unnest(${parentIds}::int[]) AS parent(id) CROSS JOIN LATERAL (
      SELECT ${list.columns}, ARRAY[${join(by.map((key) => sql`(${key})::text`))}] AS keys
      ${list.from} ${seek}
      ORDER BY ${join(by.map((key) => sql`${key} ${direction}`))}
      LIMIT ${page.size + 1}
    ) page`),
  );
  const byParent = new Map<number, Keyed<Row>[]>(parentIds.map((id) => [id, []]));
  for (const row of rows) byParent.get(row.parentId)?.push(row);
  return new Map([...byParent].map(([id, found]) => [id, toConnection(found, list.orderName, page)]));
}

// PostgreSQL: what is no value of a key's type.
const malformed = new Set(['22P02', '22003', '22007', '22008']);

/** Tells keys in the cursor that somebody made up from errors of ours. */
async function seekingTo<Rows>(page: Page, load: () => Promise<Rows>): Promise<Rows> {
  try {
    return await load();
  } catch (error) {
    const isMadeUp = page.beyond && error instanceof Error && 'code' in error && malformed.has(String(error.code));
    throw isMadeUp ? refusal('PAGE_INVALID', { reason: 'its cursor is none of this list' }) : error;
  }
}

function toConnection<Row>(found: Keyed<Row>[], orderName: string, page: Page): Connection<Row> {
  const hasMore = found.length > page.size;
  const rows = found.slice(0, page.size);
  if (page.backward) rows.reverse();
  const edges = rows.map((row) => ({ node: row, cursor: encodeCursor(orderName, row.keys) }));
  return {
    edges,
    nodes: rows,
    pageInfo: {
      hasNextPage: page.backward ? page.beyond !== null : hasMore,
      hasPreviousPage: page.backward ? hasMore : page.beyond !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

/** How many rows the list of each of these parents has, on all pages together. */
export async function countConnections(query: Query, list: List, parentIds: number[]): Promise<Map<number, number>> {
  const rows = await query<{ parentId: number; count: number }>(sql`
    SELECT parent.id AS "parentId", (SELECT count(*)::int ${list.from}) AS count FROM unnest(${parentIds}::int[]) AS parent(id)`);
  return new Map(rows.map(({ parentId, count }) => [parentId, count]));
}
