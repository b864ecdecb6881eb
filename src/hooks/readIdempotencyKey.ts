import type { IncomingHttpHeaders } from 'node:http';
import type { Hook } from '../store/loadHook';

/**
 * The key that makes a call one with its repeats, null for none: its Idempotency-Key. Where a hook's calls are signed by Standard Webhooks it is
 * the webhook-id, which is signed: a recorded call with another Idempotency-Key would have its effect again.
 */
export function readIdempotencyKey(headers: IncomingHttpHeaders, hook?: Pick<Hook, 'signature'>): string | null {
  const key = headers[hook?.signature?.scheme === 'STANDARD_WEBHOOKS' ? 'webhook-id' : 'idempotency-key'];
  return typeof key === 'string' ? key : null;
}

/** What a hook is asked for that may be the key of a call, before it is known which. */
export function readKeys(headers: IncomingHttpHeaders): { idempotencyKey: string | null; webhookId: string | null } {
  const { 'webhook-id': id } = headers;
  return { idempotencyKey: readIdempotencyKey(headers), webhookId: typeof id === 'string' ? id : null };
}
