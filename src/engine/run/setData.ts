import { refusal } from '../../errors';
import { limits } from '../../limits';
import type { DataChange } from '../command';
import { isLargerThan } from '../isLargerThan';
import type { Run } from './run';
import { takeWeight } from './takeWeight';

/** Sets data, each to a value of its type; null empties it. Throws VALUE_TOO_LARGE, REQUEST_TOO_LARGE, and sets nothing then. */
export function setData(run: Run, change: DataChange): void {
  const limit = limits.valueBytes.value;
  const tooLarge = Object.keys(change).find((name) => isLargerThan(change[name] ?? null, limit));
  if (tooLarge !== undefined) throw refusal('VALUE_TOO_LARGE', { data: tooLarge, limit }, { parameter: tooLarge, limit });
  takeWeight(
    run,
    Object.values(change),
    Object.keys(change).map((name) => run.data.get(name) ?? null),
  );
  run.values = null;
  for (const [name, value] of Object.entries(change)) {
    if (value === null) run.data.delete(name);
    else run.data.set(name, value);
  }
}
