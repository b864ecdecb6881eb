import type { Json } from '../engine/state';
import { weigh } from '../engine/measureJson';
import type { ChangeSet } from './commitChanges';

/** About how many bytes a set has, as far as it may be large; beyond `most` it stops counting. */
export function weighSet({ over, changes, files = [], jobs = [], answer: kept, delivery }: ChangeSet, most: number): number {
  const started = typeof over === 'number' ? null : over.runtime;
  const { data, results, output, answer } = changes.request;
  const values = [started, data, results, output, answer && { ...answer }, jobs.map(({ payload }) => payload as Json)];
  const bytes = files.reduce((sum, file) => sum + file.bytes.length, delivery?.body?.length ?? 0);
  return bytes + weigh([...values, (kept?.payload ?? null) as Json], most);
}
