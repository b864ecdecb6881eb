import { refusal } from '../../errors';
import type { UpdateCallbackInput } from '../../generated/graphql';
import { callbackEvents } from '../../jobs/callback/callbackEvents';
import type { Transaction } from '../../store/transaction';

/** The columns that say of what a callback is told; absent fields set none, null is all. Throws INPUT_INVALID. */
export async function toCallbackData(
  tx: Transaction,
  { events, processName }: Pick<UpdateCallbackInput, 'events' | 'processName'>,
): Promise<{ events?: string[]; processName?: string | null }> {
  if (processName != null && !(await tx.processName.findUnique({ where: { name: processName } })))
    throw invalid('processName', `there is no process ${JSON.stringify(processName)}`);
  return {
    ...(events !== undefined && { events: checkEvents(events ?? callbackEvents) }),
    ...(processName !== undefined && { processName }),
  };
}

/** Each event once, in the usual order. */
function checkEvents(given: readonly string[]): string[] {
  const known: readonly string[] = callbackEvents;
  const unknown = given.find((event) => !known.includes(event));
  if (unknown !== undefined || given.length === 0)
    throw invalid('events', `${unknown === undefined ? 'none' : JSON.stringify(unknown)} is not among ${known.join(', ')}`);
  return known.filter((event) => given.includes(event));
}

function invalid(path: string, reason: string): Error {
  return refusal('INPUT_INVALID', { path, reason }, { argument: path });
}
