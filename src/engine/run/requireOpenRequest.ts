import { refusal } from '../../errors';
import type { Run } from './run';

/** Throws REQUEST_CLOSED, with how and when, unless the request is open. */
export function requireOpenRequest({ request }: Run): void {
  if (request.status === 'OPEN') return;
  throw refusal('REQUEST_CLOSED', { request: request.id, subStatus: request.subStatus ?? '', closedAt: request.closedAt ?? '' });
}
