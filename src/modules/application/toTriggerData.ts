import { definitionShape } from '../../engine/definition';
import { findWaits } from '../../engine/runStatus';
import { refusal } from '../../errors';
import type { TriggerInput } from '../../generated/graphql';
import type { Application } from '../../generated/prisma/client';
import { hashPassword } from '../../identity/hashPassword';
import type { SecretBox } from '../../secret/createSecretBox';
import type { Transaction } from '../../store/openDatabase';
import type { Trigger } from '../../store/trigger';
import { coerceStateValues } from '../request/change/toDataChange';
import { intakeOf } from '../sender/intakeOf';
import { toTrigger } from '../trigger/toTrigger';

/** The columns of an application that say what its calls start. */
interface TriggerData {
  trigger: Trigger;
  /** Absent: it stays. */
  triggerPasswordHash?: string | null;
  triggerVerifyToken?: Uint8Array<ArrayBuffer> | null;
}

/**
 * The columns that this trigger sets for a hook of that kind, which was `before`; null where it sets none. Throws INPUT_INVALID, also where the kind
 * wants one and there is none, and what `checkTrigger` throws.
 */
export async function toTriggerData(
  tx: Transaction,
  before: Pick<Application, 'kind' | 'trigger' | 'triggerVerifyToken'>,
  input: TriggerInput | null | undefined,
  secrets: SecretBox,
): Promise<TriggerData | null> {
  if (before.kind !== 'TRIGGER') {
    if (input) throw refusal('INPUT_INVALID', { path: 'trigger', reason: `is only allowed for hooks of kind TRIGGER, not ${before.kind}` });
    return null;
  }
  if (input === undefined && before.trigger) return null;
  if (!input)
    throw refusal('INPUT_INVALID', { path: 'trigger', reason: 'is required for hooks of kind TRIGGER: send at least processName' });
  const trigger = toTrigger(input, before.trigger as Trigger | null);
  await checkTrigger(tx, trigger);
  const { basicAuth, verifyToken } = input;
  checkVerifyToken(trigger, verifyToken, before.triggerVerifyToken !== null);
  return {
    trigger,
    ...(basicAuth !== undefined && { triggerPasswordHash: basicAuth && (await hashPassword(basicAuth.password)) }),
    ...(verifyToken !== undefined && { triggerVerifyToken: verifyToken === null ? null : secrets.encrypt(verifyToken) }),
  };
}

/**
 * Checks that there is a process of that name, and that its active version, if there is one, goes with the hook; until the transaction ends no
 * other becomes active. Throws INPUT_INVALID, PARAMETER_UNKNOWN, TRIGGER_WAITS.
 */
async function checkTrigger(tx: Transaction, { processName, stateValues, mode }: Trigger): Promise<void> {
  await tx.$queryRaw`SELECT FROM process_name WHERE name = ${processName} FOR SHARE`;
  const versions = await tx.process.findMany({ where: { name: processName }, select: { state: true } });
  if (versions.length === 0)
    throw refusal('INPUT_INVALID', { path: 'trigger.processName', reason: `process ${JSON.stringify(processName)} does not exist` });
  const active = await tx.process.findFirst({ where: { name: processName, state: 'ACTIVE' } });
  const definition = active ? definitionShape.safeParse(active.definition).data : undefined;
  if (!definition) return;
  coerceStateValues(definition, 'trigger.stateValues', stateValues);
  const waits = mode === 'SYNC' ? findWaits(definition) : [];
  if (waits.length > 0) throw refusal('TRIGGER_WAITS', { process: processName, activities: waits.join(', ') });
}

function checkVerifyToken(trigger: Trigger, given: string | null | undefined, hasOne: boolean): void {
  if (given != null && (given.length < 1 || given.length > 200)) throw invalid('1 to 200 characters');
  const asks = intakeOf(trigger).handshakes.find(({ verify }) => verify !== null);
  if (asks && (given === undefined ? !hasOne : given === null))
    throw invalid(`is required because a handshake contains it as ${asks.verify}: choose one, and give it to the sender`);
}

const invalid = (reason: string) => refusal('INPUT_INVALID', { path: 'trigger.verifyToken', reason });
