import { findWaits } from '../../engine/findWaits';
import type { Definition } from '../../engine/definition';
import { refusal } from '../../errors';
import type { Transaction } from '../../store/transaction';

/** Checks that this version may become the active one: hooks whose callers wait for its end are bound to no process that can wait. Throws HOOKS_WAIT. */
export async function checkSyncHooks(tx: Transaction, definition: Definition): Promise<void> {
  const waits = findWaits(definition);
  if (waits.length === 0) return;
  const { name, version } = definition;
  const hooks = await tx.$queryRaw<{ name: string }[]>`
    SELECT name FROM application WHERE trigger ->> 'processName' = ${name} AND trigger ->> 'mode' = 'SYNC' ORDER BY name`;
  if (hooks.length === 0) return;
  throw refusal('HOOKS_WAIT', {
    process: name,
    version,
    activities: waits.join(', '),
    hooks: hooks.map((hook) => hook.name).join(', '),
  });
}
