import type { IncomingHttpHeaders } from 'node:http';
import type { Logger } from 'pino';
import { refusal } from '../errors';
import type { Database } from '../store/openDatabase';
import type { Viewer } from '../store/viewer';
import { loadUser } from './loadUser';

const header = 'x-impersonate-user';
/** What callers of the old system send. */
const alias = 'x-wfgen-impersonate-username';

/**
 * Whom the call runs as: the active user that the headers name, where a system-operation user calls; without such a header the caller.
 * Every such call is logged with both names. Throws IMPERSONATION_FORBIDDEN, IMPERSONATED_MISSING, REFERENCES_DISAGREE.
 */
export async function impersonate(
  { db, log }: { db: Database; log: Logger },
  caller: Viewer,
  headers: IncomingHttpHeaders,
): Promise<Viewer> {
  const [name, other] = [readName(headers[header]), readName(headers[alias])];
  const userName = name ?? other;
  if (userName === null) return caller;
  if (other !== null && other !== userName)
    throw refusal('REFERENCES_DISAGREE', { first: 'X-Impersonate-User', second: 'X-Wfgen-Impersonate-Username' });
  // Asked before the name is looked up: who may not impersonate learns nothing of it.
  if (!caller.isSystemOperation) throw refusal('IMPERSONATION_FORBIDDEN', { viewer: caller.userName });
  const user = userName.includes('\0') ? null : await loadUser(db, userName);
  if (user?.viewer.status !== 'ACTIVE') throw refusal('IMPERSONATED_MISSING', { userName });
  log.info({ user: caller.userName, actsAs: userName }, 'a system-operation user is acting as another user');
  return user.viewer;
}

/** Node.js reads headers as Latin-1; names of other scripts come as UTF-8. Null: there is no such header. */
function readName(value: string | string[] | undefined): string | null {
  if (value === undefined) return null;
  const bytes = Buffer.from(String(value), 'latin1');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}
