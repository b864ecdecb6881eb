import type { ActionState } from '../state';
import type { Run } from './run';

/** The actions that are open now, ascending by number. */
export function openActions(run: Run): ActionState[] {
  return [...run.actions.values()].filter(({ status }) => status !== 'CLOSED').sort((a, b) => a.number - b.number);
}
