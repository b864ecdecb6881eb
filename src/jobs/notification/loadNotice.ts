import type { NotificationKind } from '../../generated/graphql';
import type { Database } from '../../store/openDatabase';
import type { NotificationPayload } from '../tasks/sendNotification';

/** Everything that a mail says. */
export interface Notice {
  kind: NotificationKind;
  email: string;
  /** The recipient's name as people write it. */
  recipient: string;
  requestId: number;
  requestUuid: string;
  process: string;
  isTest: boolean;
  subStatus: 'COMPLETED' | 'CANCELLED' | 'ERROR' | null;
  /** Why the request ended, where something says so. */
  requestMessage: string | null;
  /** The activity's name, null where it is about the request. */
  activity: string | null;
  /** Why the action was cancelled, where somebody said so. */
  actionMessage: string | null;
  /** The name of him who did it, null where it followed by itself. */
  by: string | null;
}

/** How people write somebody's name: by first and last name, else by user name. */
const nameOf = (user: string) => `COALESCE(NULLIF(trim(${user}.first_name || ' ' || ${user}.last_name), ''), ${user}.user_name)`;

const text = `
  SELECT $1::text AS kind, u.email, ${nameOf('u')} AS recipient, r.id AS "requestId", r.uuid AS "requestUuid", p.name AS process,
    r.is_test AS "isTest", r.sub_status AS "subStatus", r.message AS "requestMessage", a.activity, a.message AS "actionMessage",
    ${nameOf('doer')} AS by
  FROM "user" u
  JOIN request r ON r.id = $3
  JOIN process p ON p.id = r.process_id
  LEFT JOIN action a ON a.request_id = r.id AND a.number = $4
  LEFT JOIN "user" doer ON doer.id = $5
  WHERE u.id = $2 AND u.status = 'ACTIVE' AND u.email <> '' AND ($1::text = ANY (u.disabled_notifications::text[])) IS NOT TRUE
    AND NOT EXISTS (SELECT FROM settings WHERE $1::text = ANY (disabled_notifications::text[]))`;

/** Null where the recipient is not to be told: he is not active, has no address, or the kind is turned off, for all or by himself. */
export async function loadNotice(db: Database, { kind, userId, requestId, action, byId }: NotificationPayload): Promise<Notice | null> {
  const [notice] = await db.read<Notice>({ name: 'loadNotice', text, values: [kind, userId, requestId, action, byId] });
  return notice ?? null;
}
