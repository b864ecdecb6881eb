/** The columns of rows that a statement takes: of each its type in PostgreSQL, and its value for an item; null or undefined: NULL. */
export type Columns<Item> = Readonly<Record<string, readonly [type: string, of: (item: Item) => unknown]>>;

/** Returns the names of columns for a list in SQL, each after `prefix`. */
export function namesOf(columns: Columns<never>, prefix = ''): string {
  return Object.keys(columns)
    .map((name) => `${prefix}${name}`)
    .join(', ');
}

/** Returns SQL that reads `toRows` out of the JSON of a parameter, as a table. */
export function recordset(columns: Columns<never>, parameter: string): string {
  const record = Object.entries(columns).map(([name, [type]]) => `${name} ${type}`);
  return `jsonb_to_recordset(${parameter}::jsonb) AS given(${record.join(', ')})`;
}

/** Returns the rows of items, for `recordset`. */
export function toRows<Item>(columns: Columns<Item>, items: readonly Item[]): object[] {
  return items.map((item) => {
    const row: Record<string, unknown> = {};
    for (const name in columns) {
      const value = columns[name]?.[1](item);
      // Most of a row is null, and need not be sent.
      if (value !== null) row[name] = value;
    }
    return row;
  });
}
