import { z } from 'zod';
import type { CallbackFormat } from '../../generated/graphql';
import { callbackMessage, loadReceiver, type CallbackMessage, type Receiver } from '../callback/callbackMessage';
import { postMessage } from '../callback/postMessage';
import { recordAttempt, dropAttempt, waitBefore, type Recorded } from '../callback/recordAttempt';
import type { Task } from '../task';

const schema = callbackMessage.extend({
  /** Which attempt it is, from 1; absent: the first. */
  number: z.int().optional(),
  /** The row of an attempt that somebody asked for: it is made once, whatever comes of it. */
  attemptId: z.int().optional(),
});

/** What an event tells, as it is stored. */
interface Sent {
  type: string;
  timestamp: string;
  data: { number: number; processName: string };
}

/**
 * Tells a callback of one event. After a failure another job makes the next attempt, with the same body under the same `webhook-id`; what a
 * callback is not told after ten it is not told, but by `resendCallback`. A receiver that did not answer in time is paused before the next
 * attempt, whichever event that is about: it would hold a slot of the worker in vain.
 */
export const sendCallback: Task<z.infer<typeof schema>> = {
  name: 'sendCallback',
  schema,
  maxAttempts: 25,
  timeout: 60_000,
  key: ({ callbackId }) => String(callbackId),
  async run(deps, payload, { signal, replace }) {
    const { number = 1, attemptId = null, ...sent } = payload;
    const receiver = await loadReceiver(deps.db, sent, attemptId !== null);
    if (!receiver) {
      if (attemptId !== null) await replace(null, dropAttempt(attemptId));
      return;
    }
    const resumeAt = attemptId === null ? resumeAfter(receiver) : null;
    if (resumeAt) {
      await replace({ payload, runAt: resumeAt });
      return;
    }
    const message = toFormat(sent, receiver.format);
    const posted = await postMessage(deps, receiver, message, signal);
    const wait = posted.error === null || attemptId !== null ? null : waitBefore(number + 1);
    const next =
      wait === null
        ? null
        : { payload: { ...payload, number: number + 1 }, runAt: new Date(Date.now() + Math.max(wait, posted.retryAfter)) };
    const write = recordAttempt(message, posted, { number: attemptId === null ? number : null, attemptId });
    const recorded = await replace<Recorded>(next, write);
    const disabledReason = recorded?.disabledReason ?? null;
    deps.countCallback(posted.error === null ? 'succeeded' : next && disabledReason === null ? 'failed' : 'given up');
    const { callbackId: callback, webhookId } = message;
    if (disabledReason !== null) deps.log.warn({ callback, reason: disabledReason }, 'a callback is disabled');
    else if (posted.error !== null) deps.log.info({ callback, webhookId, number, error: posted.error }, 'a callback failed');
  },
};

/** Returns when to try again a receiver that is paused: at any time within a minute after its pause, so that its jobs do not all come back at once. */
function resumeAfter({ pausedUntil }: Receiver): Date | null {
  return pausedUntil && pausedUntil.getTime() > Date.now() ? new Date(pausedUntil.getTime() + Math.random() * 60_000) : null;
}

/** A message in the format that its callback wants, the same in every attempt. One that was sent before, and is sent again, is as it was. */
function toFormat(message: CallbackMessage, format: CallbackFormat): CallbackMessage {
  const sent = JSON.parse(message.body) as Sent | { specversion: string };
  if (format === 'SLUICE' || 'specversion' in sent) return message;
  const event = {
    specversion: '1.0',
    id: message.webhookId,
    source: `urn:sluice:process:${encodeURIComponent(sent.data.processName)}`,
    type: sent.type,
    subject: String(sent.data.number),
    time: sent.timestamp,
    datacontenttype: 'application/json',
    data: sent.data,
  };
  return { ...message, body: JSON.stringify(event) };
}
