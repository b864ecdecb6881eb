import type { Context } from '../context';
import { refusal } from '../errors';
import { idKey, type NodeType } from '../relay/globalId';

/** How a type is looked up: each gives only what the viewer may see. */
export interface LookUp<Row> {
  type: NodeType;
  byId: (id: number) => Promise<Row | null>;
  /** The rows of these names, the one to prefer last where several have the same. */
  byNames: (names: string[]) => Promise<Row[]>;
  /** What the argument `name` is compared with. */
  nameOf: (row: Row) => string;
  /** The name of the argument `name`, if it is another. */
  argument?: string;
  /** What else tells one look-up by name from another. */
  scope?: string;
}

/**
 * Resolves to the row that an ID, a name or both mean; null where the viewer may see none. Look-ups by name are batched.
 * Throws REFERENCE_MISSING, REFERENCES_DISAGREE, ID_INVALID.
 */
export async function lookUp<Row extends { id: number }>(
  context: Context,
  { id, name }: { id?: string | null | undefined; name?: string | null | undefined },
  { type, byId, byNames, nameOf, argument = 'name', scope = '' }: LookUp<Row>,
): Promise<Row | null> {
  const key = idKey('id', id, type)?.[0];
  if (key !== undefined) {
    const row = await byId(key);
    if (row && name != null && nameOf(row) !== name) throw refusal('REFERENCES_DISAGREE', { first: 'id', second: argument });
    return row;
  }
  if (name == null) throw refusal('REFERENCE_MISSING', { what: `The ID or ${argument} of the ${type.toLowerCase()}` });
  return context.loaders.load(`${type} by name ${scope}`, name, async (names: string[]) => {
    const rows = await byNames(names);
    return new Map(rows.map((row) => [nameOf(row), row]));
  });
}
