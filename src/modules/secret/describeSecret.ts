import type { Secret } from '../../generated/prisma/client';
import type { Facts } from '../audit/toChanges';

/** What the audit trail compares of a secret. Of its value, which is encrypted anew each time, it keeps no more than that it was set. */
export function describeSecret({ name, hosts, value: secret }: Secret): Facts {
  return { name, hosts, secret };
}
