import type { UpdateCallbackInput } from '../../generated/graphql';
import { administer } from '../audit/audited';
import { describeCallback, getCallback, type CallbackRow } from './callback';
import { toCallbackData, toSecretData, checkCallbackUrl, toCallbackSecret } from './toCallbackData';

/** What a callback that goes on has forgotten. */
const fresh = { active: true, disabledAt: null, disabledReason: null, failingSince: null };

/** Changes a callback; absent fields stay. Throws CALLBACK_NOT_FOUND, INPUT_INVALID, SECRET_KEY_MISSING. */
export const updateCallback = administer<UpdateCallbackInput, { callback: CallbackRow; secret: string | null }>(
  'updateCallback',
  async (context, input, change) => {
    const own = input.secret === undefined ? null : toCallbackSecret(input.secret, context.secrets);
    const url = input.url == null ? null : await checkCallbackUrl(context, input.url);
    return change(async (tx, audit) => {
      const before = await getCallback(tx, input.id);
      const data = {
        ...(await toCallbackData(tx, input)),
        ...(url !== null && { url }),
        ...(own && toSecretData(own.encrypted, before.secret, input.secretOverlapHours ?? 0, context.clock.now())),
        ...(input.active != null && input.active !== before.active && (input.active ? fresh : { active: false })),
      };
      const callback = await tx.callback.update({ where: { id: before.id }, data });
      const { subject, facts } = describeCallback(callback);
      audit(subject, describeCallback(before).facts, facts);
      return { callback, secret: own?.secret ?? null };
    });
  },
);
