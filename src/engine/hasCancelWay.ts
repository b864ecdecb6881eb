import type { CompiledDefinition } from './compileDefinition';
import { isFailure } from './run/isFailure';
import { startRun } from './run/run';
import { scopeOf } from './run/scopeOf';
import type { RequestState } from './state';

/**
 * Resolves to whether an open action can be cancelled as the flow stands: one of its transitions for that would be taken. A condition that fails
 * counts, since it ends the request instead of refusing the cancellation.
 */
export async function hasCancelWay(process: CompiledDefinition, state: RequestState, number: number, now: Date): Promise<boolean> {
  const action = state.actions.find((one) => one.number === number);
  const outgoing = action && process.activities.get(action.activity)?.outgoing;
  if (!action || !outgoing) return false;
  const ways = [...outgoing.CANCEL, ...outgoing.EXCEPTION];
  if (ways.some(({ when, otherwise }) => otherwise || when === null)) return true;
  const scope = scopeOf(
    startRun(process, state, now, () => null),
    action,
  );
  try {
    for (const { when } of ways) if (when && (await when(scope))) return true;
  } catch (error) {
    if (isFailure(error)) return true;
    throw error;
  }
  return false;
}
