import type { CompiledTransition, CompiledDefinition } from '../compileDefinition';
import type { Transition } from '../definition';
import type { ActionState, RequestState } from '../state';
import { activityOf, isFailure } from './actions';
import { closeRequest, closeWhenLate } from './closeRequest';
import { startRun, type Run } from './run';
import { scopeOf } from './scopeOf';

/**
 * As `followTransitions`, but a condition that fails closes the request as ERROR: where to go on cannot be told. So does
 * time that is used up. Then it counts as followed.
 */
export async function followOrClose(run: Run, action: ActionState, on: Transition['on'], source: string | null = null): Promise<boolean> {
  const phase = `after ${action.activity}`;
  if (await closeWhenLate(run, phase)) return true;
  try {
    return await followTransitions(run, action, on, source);
  } catch (error) {
    if (!isFailure(error)) throw error;
    if (await closeWhenLate(run, phase)) return true;
    const failure = action.message === null ? '' : `${action.activity}: ${action.message}. `;
    const message = `${failure}After ${action.activity}: ${error.message}`;
    // After a failure it is the activity that can be done again.
    const isRetriable = on === 'ERROR' || on === 'TIMEOUT';
    await closeRequest(run, { as: 'ERROR', cause: 'EXPRESSION_FAILED', message, action, isRetriable });
    return true;
  }
}

/**
 * Sends tokens along what follows a closed action: on an outcome other than COMPLETE its own transitions, or where none
 * of them is taken those on EXCEPTION. Says whether any was taken. Throws EXPRESSION_FAILED where a condition fails.
 */
async function followTransitions(run: Run, action: ActionState, on: Transition['on'], source: string | null = null): Promise<boolean> {
  const { outgoing } = activityOf(run, action.activity);
  let taken = await takeTrue(run, action, outgoing[on], source);
  if (taken.length === 0 && on !== 'COMPLETE') taken = await takeTrue(run, action, outgoing.EXCEPTION, source);
  for (const { to, index } of taken) run.queue.push({ to, token: { action: action.number, transition: index } });
  return taken.length > 0;
}

async function takeTrue(
  run: Run,
  action: ActionState,
  candidates: CompiledTransition[],
  source: string | null,
): Promise<CompiledTransition[]> {
  const scope = scopeOf(run, action, source);
  const taken: CompiledTransition[] = [];
  for (const candidate of candidates) {
    if (!candidate.otherwise && (candidate.when === null || (await candidate.when(scope)))) taken.push(candidate);
  }
  return taken.length > 0 ? taken : candidates.filter(({ otherwise }) => otherwise);
}

/**
 * Resolves to whether an open action can be cancelled as the flow stands: one of its transitions for that would be taken. A condition that fails
 * counts, since it ends the request instead of refusing the cancellation.
 */
export async function hasCancelTransition(process: CompiledDefinition, state: RequestState, number: number, now: Date): Promise<boolean> {
  const action = state.actions.find((one) => one.number === number);
  const outgoing = action && process.activities.get(action.activity)?.outgoing;
  if (!action || !outgoing) return false;
  const candidates = [...outgoing.CANCEL, ...outgoing.EXCEPTION];
  if (candidates.some(({ when, otherwise }) => otherwise || when === null)) return true;
  const scope = scopeOf(
    startRun(process, state, now, () => null),
    action,
  );
  try {
    for (const { when } of candidates) if (when && (await when(scope))) return true;
  } catch (error) {
    if (isFailure(error)) return true;
    throw error;
  }
  return false;
}
