import { Refusal } from '../../errors';
import type { Json } from '../state';
import type { Run } from './run';
import { takeWeight } from './takeWeight';

/** Keeps what came of an activity in `results`. Where that is too much it keeps null instead, and returns the reason; else null. */
export function keepResult(run: Run, activity: string, result: Json): string | null {
  const before = run.request.results[activity] ?? null;
  run.values = null;
  try {
    takeWeight(run, [result], [before]);
    run.request.results = { ...run.request.results, [activity]: result };
    return null;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    takeWeight(run, [null], [before]);
    run.request.results = { ...run.request.results, [activity]: null };
    return error.message;
  }
}
