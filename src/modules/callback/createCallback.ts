import type { CreateCallbackInput } from '../../generated/graphql';
import { administer } from '../audit/audited';
import { requireTotal } from '../../store/requireQuota';
import { describeCallback, type CallbackRow } from './callback';
import { toCallbackData, checkCallbackUrl, toCallbackSecret } from './toCallbackData';

/** Registers a URL that is told how requests go, and makes its secret. Throws INPUT_INVALID, SECRET_KEY_MISSING, CALLBACKS_EXCEEDED. */
export const createCallback = administer<CreateCallbackInput, { callback: CallbackRow; secret: string }>(
  'createCallback',
  async (context, { url: given, events = null, processName = null, format = null, secret: own = null }, change) => {
    const { secret, encrypted } = toCallbackSecret(own, context.secrets);
    const url = await checkCallbackUrl(context, given);
    return change(async (tx, audit) => {
      await requireTotal(tx, 'callback');
      const { events: onlyEvents = [], ...data } = await toCallbackData(tx, { events, processName, format });
      const callback = await tx.callback.create({ data: { url, events: onlyEvents, ...data, secret: encrypted } });
      const { subject, facts } = describeCallback(callback);
      audit(subject, null, facts);
      return { callback, secret };
    });
  },
);
