import { z } from 'zod';
import { describeCall, hideValues } from '../http/describeCall';
import { httpCallSchema, type HttpCall, type HttpEnd, type HttpResult } from '../http/httpCall';
import { loadSecrets, loadCaller } from '../http/loadSecrets';
import { sendHttp } from '../http/sendHttp';
import type { Task } from '../task';

interface Payload {
  requestId: number;
  action: number;
  work: HttpCall;
  /** Which attempt it is, from 1; absent: the first. */
  attempt?: number | undefined;
}

/** What the wait between two attempts does not grow beyond by itself: a day, in milliseconds. */
const maxBackoffMs = 86_400_000;

/**
 * Makes the call of an HTTP activity, and tells the request what came of it. After what may pass, another job makes the next attempt. A
 * job that is run twice sends the same Idempotency-Key.
 */
export const callHttp: Task<Payload> = {
  name: 'callHttp',
  schema: z.object({ requestId: z.int(), action: z.int(), work: httpCallSchema, attempt: z.int().optional() }),
  maxAttempts: 25,
  // Longer than an attempt may take.
  timeout: 330_000,
  key: ({ work }) => new URL(work.url).host,
  async run({ db, outbound, secrets, advanceRequest }, payload, { signal, replace }) {
    const { requestId, action, work, attempt = 1 } = payload;
    const caller = await loadCaller(db, requestId, action);
    if (!caller) return;
    const secret = await loadSecrets({ db, secrets }, work, caller.hosts);
    const end: HttpEnd =
      'failure' in secret
        ? { result: null, failure: secret.failure, isTemporary: false, retryAfter: 0 }
        : await sendHttp(outbound, withHeaders(work, secret.headers), {
            key: `${caller.requestUuid}-${work.keyAction ?? action}`,
            hops: caller.hops,
            hosts: caller.hosts,
            signal,
          });
    if (end.failure !== null && end.isTemporary && attempt < work.attempts) {
      const wait = Math.max(Math.min(work.delay * 2 ** (attempt - 1), maxBackoffMs), work.delay, end.retryAfter);
      await replace({ payload: { ...payload, attempt: attempt + 1 }, runAt: new Date(Date.now() + wait) });
      return;
    }
    const { failure } = end;
    const result = end.result && hideResult(end.result, 'headers' in secret ? Object.values(secret.headers) : []);
    await advanceRequest(requestId, {
      type: 'FINISH_ACTION',
      action,
      outcome: failure === null ? 'COMPLETED' : 'ERROR',
      result: result && { ...result },
      message: failure,
      detail: failure === null ? { attempts: attempt, status: result?.status ?? null } : describeCall(work, { result }, attempt),
    });
  },
};

function hideResult(result: HttpResult, secrets: readonly string[]): HttpResult {
  const headers = hideValues(result.headers, secrets) as HttpResult['headers'];
  return { ...result, headers, body: hideValues(result.body, secrets) };
}

function withHeaders(work: HttpCall, more: Record<string, string>): HttpCall {
  return { ...work, headers: { ...work.headers, ...more } };
}
