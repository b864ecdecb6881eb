import type { Resolvers } from '../../generated/graphql';
import { toGlobalId } from '../../relay/globalId';
import { loadColumn } from '../loadLarge';
import { loadNode } from '../node/loadNode';
import { getUserRow } from '../user/getUserRow';
import type { AuditEntryRow } from './auditEntryRow';
import { findAuditEntries } from './findAuditEntries';
import type { FieldChange } from './toChanges';

export const auditResolvers: Resolvers = {
  Query: {
    auditEntries: (_, asked, context) => findAuditEntries(context, asked),
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
