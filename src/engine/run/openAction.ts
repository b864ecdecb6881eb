import { moveAction } from '../transitions';
import type { ActionState, Arrival, Token } from '../state';
import { assign, activityOf, recordAutomatic } from './actions';
import { closeWhenLate, spendStep } from './closeRequest';
import { runAction } from './runAction';
import type { Run } from './run';

/**
 * Opens an action of an activity for the tokens that came together there. An automatic one runs and is closed at once.
 * Closes the request instead where the steps or the time of the command are used up. Other calls get a turn first. With `interrupted`
 * it continues an action that was closed when the request ended, and assigns it to the same user.
 */
export async function openAction(run: Run, name: string, tokens: Token[], interrupted?: Arrival['interrupted']): Promise<void> {
  const { behavior, participant } = activityOf(run, name);
  if (behavior.automatic && (await spendStep(run, name))) return;

  if (run.budget.isDue()) await run.budget.pause();
  if (await closeWhenLate(run, `before ${name}`)) return;

  const action = newAction(run, name);
  if (behavior.automatic) moveAction(action, 'RUNNING', 'AUTOMATIC_OPENED', run.time, null);
  else moveAction(action, 'NOT_STARTED', 'USER_OPENED', run.time, null);
  const from = tokens.map((token) => ({ ...token }));
  if (behavior.automatic) {
    recordAutomatic(run, 'ACTION_OPENED', action, { from });
    return runAction(run, action, behavior, tokens, interrupted !== undefined);
  }
  const limit = behavior.limit(run.now);
  if (limit) run.work.push({ action: action.number, work: { task: 'wakeAction', at: limit.toISOString() } });
  const assignee = behavior.assignee({
    previousId: interrupted?.assigneeId ?? null,
    requesterId: run.request.requester.id,
    lastAssignees: run.lastAssignees,
    inactive: run.request.inactive,
    data: run.data,
    findMember: (userName) => (participant ? run.findMember(participant, userName) : null),
  });
  recordAutomatic(run, 'ACTION_OPENED', action, { from, ...(assignee && 'unfit' in assignee && { unfit: assignee.unfit }) });
  if (!assignee || 'unfit' in assignee) return;
  assign(run, action, assignee.id);
  recordAutomatic(run, 'ACTION_ASSIGNED', action, { assigneeId: assignee.id });
}

function newAction(run: Run, activity: string): ActionState {
  const number = ++run.request.lastActionNumber;
  const action: ActionState = {
    number,
    activity,
    status: 'NOT_STARTED',
    subStatus: null,
    assigneeId: null,
    openedAt: run.time,
    closedAt: null,
    message: null,
  };
  run.actions.set(number, action);
  run.changed.add(number);
  return action;
}
