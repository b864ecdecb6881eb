import type { Callback } from '../../generated/prisma/client';
import type { AuditSubject } from '../audit/audited';
import type { Facts } from '../audit/toChanges';

/** A callback as the audit trail names it, and what it compares of it. */
export function describeCallback({ id, url, events, processName, active, secret }: Callback): { subject: AuditSubject; facts: Facts } {
  return { subject: { type: 'Callback', id, name: url }, facts: { url, events, processName, active, secret } };
}
