import { findWaits } from '../../engine/findWaits';
import { definitionShape } from '../../engine/definition';
import { refusal } from '../../errors';
import type { Transaction } from '../../store/transaction';
import type { Trigger } from '../../store/trigger';
import { coerceStateValues } from '../request/coerceStateValues';

/**
 * Checks that there is a process of that name, and that its active version, if there is one, goes with the hook; until the transaction ends no
 * other becomes active. Throws INPUT_INVALID, PARAMETER_UNKNOWN, TRIGGER_WAITS.
 */
export async function checkTrigger(tx: Transaction, { processName, stateValues, mode }: Trigger): Promise<void> {
  await tx.$queryRaw`SELECT FROM process_name WHERE name = ${processName} FOR SHARE`;
  const versions = await tx.process.findMany({ where: { name: processName }, select: { state: true } });
  if (versions.length === 0)
    throw refusal('INPUT_INVALID', { path: 'trigger.processName', reason: `there is no process ${JSON.stringify(processName)}` });
  const active = await tx.process.findFirst({ where: { name: processName, state: 'ACTIVE' } });
  const definition = active ? definitionShape.safeParse(active.definition).data : undefined;
  if (!definition) return;
  coerceStateValues(definition, 'trigger.stateValues', stateValues);
  const waits = mode === 'SYNC' ? findWaits(definition) : [];
  if (waits.length > 0) throw refusal('TRIGGER_WAITS', { process: processName, activities: waits.join(', ') });
}
