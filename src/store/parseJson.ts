import { setImmediate as nextTurn } from 'node:timers/promises';
import { types, type QueryResult, type QueryResultRow } from 'pg';

const { JSON: json, JSONB: jsonb }: Record<'JSON' | 'JSONB', number> = types.builtins;
/** Characters from which on a value is parsed in a step of its own. */
const large = 500_000;

type TypeParser = (text: string) => unknown;
// Its types know the numbers of the types that PostgreSQL brings; there are others.
const getTypeParser = types.getTypeParser as (type: number, format?: 'text' | 'binary') => TypeParser;

/** Leaves JSON as its text: pg would parse all that one answer has in one step. */
export const jsonAsText = {
  getTypeParser: (type: number, format?: 'text' | 'binary'): TypeParser =>
    type === json || type === jsonb ? (text: string) => text : getTypeParser(type, format),
};

/** The rows of an answer whose JSON was left as text, with its values; between large ones whatever else waits is answered. */
export async function parseJson<Row extends QueryResultRow>({ rows, fields }: QueryResult<Row>): Promise<Row[]> {
  const names = fields.filter(({ dataTypeID: type }) => type === json || type === jsonb).map(({ name }) => name);
  if (names.length === 0) return rows;
  for (const row of rows as Record<string, unknown>[])
    for (const name of names) {
      const text = row[name] as string | null;
      if (text === null) continue;
      if (text.length > large) await nextTurn();
      row[name] = JSON.parse(text);
    }
  return rows;
}
