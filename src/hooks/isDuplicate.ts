import { isObject } from '../modules/guards';

/** Whether an answer says that earlier calls did what was asked for; of many runs, that none of them is new. */
export function isDuplicate({ duplicate, runs }: Record<string, unknown>): boolean {
  if (!Array.isArray(runs)) return duplicate === true;
  const each = runs.map((run) => (isObject(run) ? run.duplicate : undefined));
  return each.includes(true) && !each.includes(false);
}
