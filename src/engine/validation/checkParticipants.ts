import type { Report } from './fault';
import type { Parts } from './partsOf';

/** Reports rights of participants that are no supervisors. */
export function checkParticipants(parts: Parts, report: Report): void {
  for (const { at, value } of parts.participants)
    if (value.role !== 'SUPERVISOR' && value.rights.length > 0)
      report(['participants', at, 'rights'], `only a SUPERVISOR has rights, not a ${value.role}`);
}
