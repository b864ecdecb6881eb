import { weigh } from '../../engine/measureJson';
import type { Json } from '../../engine/state';
import type { ChangeSet } from '../commitChanges';
import { toDeliveryRows } from '../delivery/logDeliveries';
import { encodeJson, type EncodedJson } from '../encodeJson';
import type { NewFile } from '../file';
import { parametersOf, toRows, type Parts, type Parameter, type Columns } from './parts';
import { inputs, type Child } from './tables';

/** What weighs more is encoded step by step, in bytes. */
const largeBytes = 500_000;

/** What a change set says of a file; its bytes are those from `start` on (the first is 1) among the bytes of all files. */
export interface FileRow {
  id: string;
  name: string;
  contentType: string;
  sha256: string;
  size: number;
  start: number;
}

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

/** About how many bytes a set has, as far as it may be large; beyond `most` it stops counting. */
export function weighSet({ over, changes, files = [], jobs = [], answer: kept, delivery }: ChangeSet, maxWeight: number): number {
  const started = typeof over === 'number' ? null : over.runtime;
  const { data, results, output, answer } = changes.request;
  const values = [started, data, results, output, answer && { ...answer }, jobs.map(({ payload }) => payload as Json)];
  const bytes = files.reduce((sum, file) => sum + file.bytes.length, delivery?.body?.length ?? 0);
  return bytes + weigh([...values, (kept?.payload ?? null) as Json], maxWeight);
}

/**
 * The rows of the files of each of these sets, undefined for a set without, and the bytes of all of them one after the other, null where
 * there are none: bytes never go through JSON. One file alone is not copied.
 */
function joinFiles(sets: readonly { files?: NewFile[] }[]): { rows: (FileRow[] | undefined)[]; bytes: Buffer | null } {
  let start = 1;
  const rows = sets.map(({ files = [] }) => {
    const own = files.map(({ descriptor: { id, name, contentType, sha256, size } }) => {
      const row = { id, name, contentType, sha256, size, start };
      start += size;
      return row;
    });
    return own.length > 0 ? own : undefined;
  });
  const all = sets.flatMap(({ files }) => files ?? []).map(({ bytes }) => bytes);
  const [first = null, ...rest] = all;
  return { rows, bytes: rest.length > 0 ? Buffer.concat(all) : first };
}
