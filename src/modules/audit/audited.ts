import { isDeepStrictEqual } from 'node:util';
import type { Context } from '../../context';
import { isLargerThan } from '../../engine/measureJson';
import type { Json } from '../../engine/state';
import { refusal } from '../../errors';
import { limits } from '../../limits';
import { transaction, type Transaction } from '../../store/openDatabase';
import type { Viewer } from '../../store/viewer';
import type { Operation } from '../operation';
import type { SubjectType } from './auditEntry';

/** What a change was made to. */
export interface AuditSubject {
  type: SubjectType;
  /** Null for the settings, of which there is one. */
  id: number | null;
  /** Its name as people say it: it stays when the subject is gone. */
  name: string;
}

/** What is known of a subject, by field: JSON values, or anything where the name tells a secret. */
export type Facts = Readonly<Record<string, unknown>>;

/** What became of one field. A secret only changed. */
export type FieldChange = { from: Json; to: Json } | { changed: true };

const secret = /password|token|secret/i;

/**
 * Says what a change was made to, and what is known of it before and after: null where it was not there. What is the same
 * leaves no entry; of what is secret only that it changed.
 */
export type Audit = (subject: AuditSubject, before: Facts | null, after: Facts | null) => void;

/** Runs the work in one transaction, together with the entries that it audits: all of it or nothing. */
type Change = <Result>(work: (tx: Transaction, audit: Audit) => Promise<Result>) => Promise<Result>;

/** An operation that leaves an entry in the audit trail. */
interface AuditedOperation<Input, Payload> extends Operation<Input, Payload> {
  /** The name of its mutation, which its entries bear. */
  audited: string;
}

/**
 * Makes an operation of the administration. It writes by `change` alone, and what it writes must be audited: a change that
 * audits nothing is taken back, and is a fault of ours.
 */
export function audited<Input, Payload>({
  operation,
  run,
}: {
  /** The name of the mutation. */
  operation: string;
  run: (context: Context, input: Input, change: Change) => Promise<Payload>;
}): AuditedOperation<Input, Payload> {
  return {
    audited: operation,
    run(context, input) {
      const change: Change = (work) =>
        transaction(context.db, async (tx) => {
          const entries: { subject: AuditSubject; changes: ReturnType<typeof toChanges> }[] = [];
          const result = await work(tx, (subject, before, after) => entries.push({ subject, changes: toChanges(before, after) }));
          if (entries.length === 0) throw new Error(`${operation} changed something and audited nothing`);
          const at = context.clock.now();
          await tx.auditEntry.createMany({
            data: entries
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

/** The fields that are not the same before and after; a note stands for what is too large. Empty texts, empty lists and null are the same: nothing. */
export function toChanges(before: Facts | null, after: Facts | null): Record<string, FieldChange> {
  const fields = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  return Object.fromEntries(
    [...fields].flatMap((field): [string, FieldChange][] => {
      const from = valueOf(before?.[field]);
      const to = valueOf(after?.[field]);
      if (isDeepStrictEqual(from, to)) return [];
      return [[field, secret.test(field) ? { changed: true } : { from: noteOf(from as Json), to: noteOf(to as Json) }]];
    }),
  );
}

/** The value, or a note of it where it is too large to be kept. */
function noteOf(value: Json): Json {
  const limit = limits.auditFactBytes.value;
  return isLargerThan(value, limit) ? `(more than ${limit} bytes, not kept)` : value;
}

function valueOf(fact: unknown): unknown {
  const isEmpty = fact === undefined || fact === '' || (Array.isArray(fact) && fact.length === 0);
  return isEmpty ? null : fact;
}

/** Administrators. */
export function isAdministrator(viewer: Viewer): boolean {
  return viewer.isAdministrator;
}

/** The operation of that name, for administrators only: see `audited`. Throws ADMINISTRATORS_ONLY. */
export function administer<Input, Payload>(
  operation: string,
  run: (context: Context, input: Input, change: Change) => Promise<Payload>,
): AuditedOperation<Input, Payload> {
  return audited({
    operation,
    run: async (context, input: Input, change) => {
      if (!isAdministrator(context.viewer)) throw refusal('ADMINISTRATORS_ONLY', { viewer: context.viewer.userName });
      return run(context, input, change);
    },
  });
}
