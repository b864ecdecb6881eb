import type { HistoryType } from '../changes';
import type { ActionState, Json } from '../state';
import type { Run } from './run';

/** Adds to the history what the command itself did. About an action, its activity is part of the detail. */
export function record(run: Run, type: HistoryType, action: ActionState | null, detail: { [key: string]: Json } = {}): void {
  add(run, type, action, detail, false);
}

/** Adds to the history what followed by itself. */
export function recordAutomatic(run: Run, type: HistoryType, action: ActionState | null, detail: { [key: string]: Json } = {}): void {
  add(run, type, action, detail, true);
}

function add(run: Run, type: HistoryType, action: ActionState | null, detail: { [key: string]: Json }, automatic: boolean): void {
  run.history.push({
    type,
    action: action?.number ?? null,
    detail: { ...(action && { activity: action.activity }), ...detail },
    automatic,
  });
}
