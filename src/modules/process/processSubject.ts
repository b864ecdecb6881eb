import type { AuditSubject } from '../audit/audited';

/** A version of a process as the audit trail names it. */
export function processSubject({ id, name, version }: { id: number; name: string; version: number }): AuditSubject {
  return { type: 'Process', id, name: `${name} version ${version}` };
}
