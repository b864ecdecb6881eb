import type { AuditSubject } from '../audit/audited';
import type { Facts } from '../audit/toChanges';
import type { ViewRow } from './viewRow';

/** A view as the audit trail names it, and what it compares of it. */
export function describeView(view: ViewRow & { filter: unknown }): { subject: AuditSubject; facts: Facts } {
  const { id, name, description, isShared, kind, filter, orderBy } = view;
  return { subject: { type: 'View', id, name }, facts: { name, description, isShared, kind, filter, orderBy } };
}
