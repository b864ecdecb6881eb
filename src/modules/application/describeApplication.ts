import type { Application } from '../../generated/prisma/client';
import type { Facts } from '../audit/toChanges';

/** What the audit trail compares of an application. */
export function describeApplication({ id: _, createdAt: __, tokenHash: token, ...facts }: Application): Facts {
  return { ...facts, token };
}
