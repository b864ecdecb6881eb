import { refusal } from '../../errors';
import type { ActionState } from '../state';
import { changeAction } from './changeAction';
import { requireOpenRequest } from './requireOpenRequest';
import type { Run } from './run';

/** The open action of that number, to be changed in place. Throws ACTION_CLOSED, REQUEST_CLOSED or ACTION_NOT_FOUND. */
export function getOpenAction(run: Run, number: number): ActionState {
  const action = run.actions.get(number);
  const request = run.request.id;
  if (action?.status === 'CLOSED')
    throw refusal('ACTION_CLOSED', { action: number, request, subStatus: action.subStatus ?? '', closedAt: action.closedAt ?? '' });
  requireOpenRequest(run);
  if (!action) throw refusal('ACTION_NOT_FOUND', { action: number, request });
  return changeAction(run, action);
}
