import type { AuditSubject } from '../audit/audited';
import type { Facts } from '../audit/toChanges';
import type { Grant } from './checkGrant';

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
