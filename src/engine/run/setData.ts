import type { DataChange } from '../command';
import type { Run } from './run';

/** Sets data, each to a value of its type; null empties it. */
export function setData(run: Run, change: DataChange): void {
  run.values = null;
  for (const [name, value] of Object.entries(change)) {
    if (value === null) run.data.delete(name);
    else run.data.set(name, value);
  }
}
