import type { Delivery } from '../store/delivery';
import type { HookRequest } from './hookRequest';
import type { HttpCall } from './httpCall';

/** What the log knows of a call when it comes in: nothing of who calls yet. */
export function beginDelivery(
  { method, address, headers, replay }: HttpCall & Pick<HookRequest, 'replay'>,
  path: string,
  receivedAt: Date,
): Delivery {
  const key = headers['idempotency-key'];
  return {
    receivedAt,
    begun: performance.now(),
    durationMs: null,
    replayOfId: replay?.ofId ?? null,
    address,
    method,
    path: path.slice(0, longest),
    kind: null,
    applicationId: null,
    userId: null,
    logBodies: 'NONE',
    headers: null,
    body: null,
    bodySize: null,
    isWhole: false,
    operation: null,
    idempotencyKey: typeof key === 'string' ? key.slice(0, longest) : null,
    uid: null,
    status: 200,
    error: null,
    code: null,
    duplicate: false,
    skipped: null,
    requestIds: [],
    id: replay?.id ?? null,
    isWritten: false,
    hasWaited: false,
    work: null,
  };
}

/** Of what the caller made up, in characters. */
const longest = 255;
