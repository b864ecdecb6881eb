import type { Facts } from '../audit/toChanges';
import type { ApiTokenRow } from './apiTokenRow';

/** What the audit trail compares of an API token. */
export function describeApiToken({ name, scopes, expiresAt, revokedAt }: ApiTokenRow, userName: string): Facts {
  return { userName, name, scopes, expiresAt: expiresAt?.toISOString(), revokedAt: revokedAt?.toISOString() };
}
