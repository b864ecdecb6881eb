import { refusal } from '../../errors';
import type { TriggerInput } from '../../generated/graphql';
import type { Application } from '../../generated/prisma/client';
import { hashPassword } from '../../identity/hashPassword';
import type { Trigger } from '../../store/trigger';
import type { Transaction } from '../../store/transaction';
import { checkTrigger } from '../trigger/checkTrigger';
import { toTrigger } from '../trigger/toTrigger';

/** The columns of an application that say what its calls start. */
interface TriggerData {
  trigger: Trigger;
  /** Absent: it stays. */
  triggerPasswordHash?: string | null;
}

/**
 * The columns that this trigger sets for a hook of that kind, which was `before`; null where it sets none. Throws INPUT_INVALID, also where the kind
 * wants one and there is none, and what `checkTrigger` throws.
 */
export async function toTriggerData(
  tx: Transaction,
  before: Pick<Application, 'kind' | 'trigger'>,
  input: TriggerInput | null | undefined,
): Promise<TriggerData | null> {
  if (before.kind !== 'TRIGGER') {
    if (input) throw refusal('INPUT_INVALID', { path: 'trigger', reason: `only hooks of kind TRIGGER have one, not ${before.kind}` });
    return null;
  }
  if (input === undefined && before.trigger) return null;
  if (!input) throw refusal('INPUT_INVALID', { path: 'trigger', reason: 'hooks of kind TRIGGER have one: say at least its processName' });
  const trigger = toTrigger(input, before.trigger as Trigger | null);
  await checkTrigger(tx, trigger);
  const { basicAuth } = input;
  if (basicAuth === undefined) return { trigger };
  return { trigger, triggerPasswordHash: basicAuth && (await hashPassword(basicAuth.password)) };
}
