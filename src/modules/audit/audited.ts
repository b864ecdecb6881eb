import type { Context } from '../../context';
import { transaction, type Transaction } from '../../store/transaction';
import type { Operation } from '../operation';
import { toChanges, type Facts } from './toChanges';
import type { SubjectType } from './auditEntryRow';

/** What a change was made to. */
export interface AuditSubject {
  type: SubjectType;
  /** Null for the settings, of which there is one. */
  id: number | null;
  /** Its name as people say it: it stays when the subject is gone. */
  name: string;
}

/**
 * Says what a change was made to, and what is known of it before and after: null where it was not there. What is the same
 * leaves no entry; of what is secret only that it changed.
 */
export type Audit = (subject: AuditSubject, before: Facts | null, after: Facts | null) => void;

/** Runs the work in one transaction, together with the entries that it audits: all of it or nothing. */
export type Change = <Result>(work: (tx: Transaction, audit: Audit) => Promise<Result>) => Promise<Result>;

/** An operation that leaves an entry in the audit trail. */
export interface AuditedOperation<Input, Payload> extends Operation<Input, Payload> {
  /** The name of its mutation, which its entries bear. */
  audited: string;
}

/**
 * Makes an operation of the administration. It writes by `change` alone, and what it writes must be audited: a change that
 * audits nothing is taken back, and is a fault of ours.
 */
export function audited<Input, Payload>({
  operation,
  access,
  run,
}: {
  /** The name of the mutation. */
  operation: string;
  access: Operation<Input, Payload>['access'];
  run: (context: Context, input: Input, change: Change) => Promise<Payload>;
}): AuditedOperation<Input, Payload> {
  return {
    access,
    audited: operation,
    run(context, input) {
      const change: Change = (work) =>
        transaction(context.db, async (tx) => {
          const said: { subject: AuditSubject; changes: ReturnType<typeof toChanges> }[] = [];
          const result = await work(tx, (subject, before, after) => said.push({ subject, changes: toChanges(before, after) }));
          if (said.length === 0) throw new Error(`${operation} changed something and audited nothing`);
          const at = context.clock.now();
          await tx.auditEntry.createMany({
            data: said
              .filter(({ changes }) => Object.keys(changes).length > 0)
              .map(({ subject, changes }) => ({
                at,
                operation,
                actorId: context.viewer.id,
                impersonatorId: context.identity?.impersonator?.id ?? null,
                subjectType: subject.type,
                subjectKey: subject.id,
                subjectName: subject.name,
                changes,
              })),
          });
          return result;
        });
      return run(context, input, change);
    },
  };
}
