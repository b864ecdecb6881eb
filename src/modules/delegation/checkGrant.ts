import { sql } from '../../sql';
import { refusal } from '../../errors';
import type { Transaction } from '../../store/openDatabase';
import type { Viewer } from '../../store/viewer';
import type { AuditSubject, Facts } from '../audit/audited';
import { visibleProcesses } from '../process/visibleProcesses';

/** Where and when a delegation holds; null means no limit. */
interface Grant {
  processName: string | null;
  participant: string | null;
  from: Date | null;
  to: Date | null;
}

/**
 * Checks that its days are in order, and that its process and participant exist, in any version that the viewer may see.
 * Throws DELEGATION_INVALID.
 */
export async function checkGrant(tx: Transaction, viewer: Viewer, { processName, participant, from, to }: Grant): Promise<void> {
  // A JavaScript date has it, PostgreSQL's calendar has not.
  if ([from, to].some((day) => day?.getUTCFullYear() === 0)) throw refusal('DELEGATION_INVALID', { reason: 'the year 0 does not exist' });
  if (from && to && to < from) throw refusal('DELEGATION_INVALID', { reason: '"to" must not be before "from"' }, { argument: 'to' });
  if (processName === null) {
    if (participant === null) return;
    throw refusal('DELEGATION_INVALID', { reason: 'a participant also needs its processName' }, { argument: 'processName' });
  }
  const versions = await tx.$queryRaw<{ hasParticipant: boolean }[]>(sql`
    SELECT EXISTS (SELECT FROM participant t WHERE t.process_id = p.id AND t.name = ${participant}) AS "hasParticipant"
    FROM process p WHERE p.name = ${processName} AND ${visibleProcesses(viewer)}`);
  if (versions.length === 0)
    throw refusal('DELEGATION_INVALID', { reason: `process "${processName}" does not exist` }, { argument: 'processName' });
  if (participant !== null && !versions.some(({ hasParticipant }) => hasParticipant)) {
    const reason = `process "${processName}" has no participant "${participant}"`;
    throw refusal('DELEGATION_INVALID', { reason }, { argument: 'participant' });
  }
}

interface Named extends Grant {
  id: number;
  delegator: { userName: string };
  delegatee: { userName: string };
}

/** A delegation as the audit trail names it, and what it compares of it. */
export function describeDelegation({ id, delegator, delegatee, processName, participant, from, to }: Named): {
  subject: AuditSubject;
  facts: Facts;
} {
  const day = (date: Date | null) => date?.toISOString().slice(0, 10) ?? null;
  return {
    subject: { type: 'Delegation', id, name: `${delegator.userName} to ${delegatee.userName}` },
    facts: {
      delegatorUserName: delegator.userName,
      delegateeUserName: delegatee.userName,
      processName,
      participant,
      from: day(from),
      to: day(to),
    },
  };
}
