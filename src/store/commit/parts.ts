import type { Changes } from '../../engine/changes';
import { startsOf } from '../../engine/work';
import type { ChangeSet } from '../commitChanges';

/** The parts of the committing statement that not every group needs, and which sets need each. */
const needs = {
  create: ({ over }) => typeof over !== 'number',
  change: ({ over }) => typeof over === 'number',
  family: ({ requestId, family, changes }) => family.root !== requestId || startsIn(changes) > 0,
  uid: ({ uid }) => uid !== undefined,
  key: ({ answer }) => answer !== null,
  // Nearly all changes of actions are made by somebody who has one.
  actor: ({ over, requesterId, changes }) => typeof over === 'number' || changes.actions.some((action) => isOfAnother(action, requesterId)),
  comment: ({ changes }) => changes.comments.length > 0,
  file: ({ files = [] }) => files.length > 0,
  copy: ({ copies = [] }) => copies.length > 0,
  job: ({ jobs = [] }) => jobs.length > 0,
  delivery: ({ delivery }) => !!delivery,
} satisfies Record<string, (set: ChangeSet) => boolean>;

export type Part = keyof typeof needs;
export type Parts = ReadonlySet<Part>;

const isOfAnother = ({ assigneeId }: { assigneeId: number | null }, requesterId: number) =>
  assigneeId !== null && assigneeId !== requesterId;

const names = Object.keys(needs) as Part[];

export const allParts: Parts = new Set(names);

/** The parts that these sets need, in an order that is always the same. */
export function partsOf(sets: readonly ChangeSet[]): Parts {
  return new Set(names.filter((name) => sets.some(needs[name])));
}

/** Returns how many requests are to be started for actions that were opened. */
export function startsIn({ work }: Changes): number {
  return work.reduce((sum, { work: one }) => sum + startsOf(one), 0);
}

/** What the committing statement takes, in the order of its parameters: JSON, but for the bytes of files; and which part needs it. */
const parameters = {
  set: null,
  action: null,
  history: null,
  comment: 'comment',
  file: 'file',
  bytes: 'file',
  copy: 'copy',
  job: 'job',
  delivery: 'delivery',
} as const satisfies Record<string, Part | null>;

export type Parameter = keyof typeof parameters;

/** Returns those that a statement with these parts has. */
export function parametersOf(parts: Parts): Parameter[] {
  return Object.entries(parameters).flatMap(([name, part]) => (part === null || parts.has(part) ? [name as Parameter] : []));
}

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
