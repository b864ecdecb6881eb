import type { Resolvers } from '../generated/graphql';
import { toGlobalId } from '../relay/globalId';
import { loadColumn } from '../modules/loadLarge';
import { loadNode } from './node';
import { getUserRow } from '../modules/user/user';
import { findAuditEntries, type AuditEntryRow } from '../modules/audit/auditEntry';
import type { FieldChange } from '../modules/audit/audited';

export const auditResolvers: Resolvers = {
  Query: {
    auditEntries: (_, args, context) => findAuditEntries(context, args),
  },
  AuditEntry: {
    id: ({ id }) => toGlobalId('AuditEntry', id),
    actor: ({ actorId }, _, context) => getUserRow(context, actorId),
    impersonator: ({ impersonatorId }, _, context) => (impersonatorId === null ? null : getUserRow(context, impersonatorId)),
    subjectId,
    subject: async (entry, _, context) => {
      const id = subjectId(entry);
      return id === null ? null : ((await loadNode(context, id)) as never);
    },
    changes: async ({ id }, _, context) =>
      Object.entries((await loadColumn<Record<string, FieldChange>>(context, 'audit_entry', 'changes', id)) ?? {})
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([field, change]) =>
          'changed' in change ? { field, from: null, to: null, isSecret: true } : { field, ...change, isSecret: false },
        ),
  },
};

function subjectId({ subjectType, subjectKey }: AuditEntryRow): string | null {
  return subjectType === 'Settings' || subjectKey === null ? null : toGlobalId(subjectType, subjectKey);
}
