import type { ChangeSet } from '../commitChanges';
import { toRows, type Columns } from '../columns';
import { encodeJson, type EncodedJson } from '../encodeJson';
import { toDeliveryRows } from '../logDeliveries';
import { weighSet } from '../weighSet';
import { joinFiles } from './joinFiles';
import { parametersOf, type Parameter } from './parameters';
import type { Parts } from './parts';
import { inputs, type Child } from './tables';

/** What weighs more is encoded step by step, in bytes. */
const largeBytes = 500_000;

/** The values of these sets for the parameters of the statement with these parts. */
export async function commitValues(parts: Parts, sets: readonly ChangeSet[]): Promise<unknown[]> {
  const isLarge = sets.reduce((sum, set) => sum + weighSet(set, largeBytes), 0) > largeBytes;
  const encode = (rows: object[]): string | Promise<EncodedJson> => (isLarge ? encodeJson(rows) : JSON.stringify(rows));
  const rowsOf = <Item>(columns: Columns<Child<Item>>, itemsOf: (set: ChangeSet, n: number) => readonly Item[]) => {
    const items = sets.flatMap((set, n) => itemsOf(set, n).map((item, index) => ({ set, n, item, index })));
    return encode(toRows(columns, items));
  };
  const files = joinFiles(sets);
  const values: Record<Parameter, () => unknown> = {
    set: () => rowsOf(inputs.set, (set) => [set]),
    action: () => rowsOf(inputs.action, ({ changes }) => changes.actions),
    history: () => rowsOf(inputs.history, ({ changes }) => changes.history),
    comment: () => rowsOf(inputs.comment, ({ changes }) => changes.comments),
    file: () => rowsOf(inputs.file, (_, n) => files.rows[n] ?? []),
    bytes: () => files.bytes,
    copy: () => rowsOf(inputs.copy, ({ copies = [] }) => copies),
    job: () => rowsOf(inputs.job, ({ jobs = [] }) => jobs),
    delivery: () => encode(toDeliveryRows(sets.flatMap(({ delivery }, n) => (delivery ? [{ delivery, n }] : [])))),
  };
  return Promise.all(parametersOf(parts).map((name) => values[name]()));
}
