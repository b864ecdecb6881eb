import { refusal } from '../../errors';
import type { ResendCallbackInput } from '../../generated/graphql';
import { toJob, enqueue } from '../../jobs/task';
import { callbackMessage } from '../../jobs/callback/callbackMessage';
import { sendCallback } from '../../jobs/tasks/sendCallback';
import { toGlobalId, idKey } from '../../relay/globalId';
import { administer } from '../audit/audited';
import type { CallbackAttemptRow } from './callbackAttempt';
import { describeCallback, getCallback } from './callback';

/** Sends once more what an attempt sent, once. Throws CALLBACK_ATTEMPT_NOT_FOUND, CALLBACK_INACTIVE, ID_INVALID. */
export const resendCallback = administer<ResendCallbackInput, { attempt: CallbackAttemptRow }>('resendCallback', (context, input, change) =>
  change(async (tx, audit) => {
    const id = idKey('id', input.id, 'CallbackAttempt')?.[0] ?? 0;
    const before = await tx.callbackAttempt.findUnique({ where: { id } });
    if (!before) throw refusal('CALLBACK_ATTEMPT_NOT_FOUND', { attempt: input.id });
    const callback = await getCallback(tx, toGlobalId('Callback', before.callbackId));
    if (!callback.active) throw refusal('CALLBACK_INACTIVE', { callback: toGlobalId('Callback', callback.id) });
    const message = callbackMessage.parse(before);
    const attempt = await tx.callbackAttempt.create({ data: { ...message, at: context.clock.now() } });
    await enqueue(tx, toJob(sendCallback, { ...message, attemptId: attempt.id }));
    audit(describeCallback(callback).subject, null, { resent: message.webhookId });
    return { attempt };
  }),
);
